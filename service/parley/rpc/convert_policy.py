"""Between policies as the settings have them and the wire's."""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.domain.channel_policy import PolicySettings
from parley.domain.decide import OnDeadline, Policy
from parley.domain.message import Decision, Formality, Priority, Severity
from parley.flow.policies import ChannelPolicy
from parley.rpc import convert
from parley.rpc.gen import policy_pb2

_DEADLINES = convert.names_of(OnDeadline, "POLICY_DEADLINE", policy_pb2.PolicyDeadline)
_PRIORITIES = convert.names_of(Priority, "POLICY_PRIORITY", policy_pb2.PolicyPriority)
_THRESHOLDS = tuple(field.name for field in policy_pb2.PolicyThresholds.DESCRIPTOR.fields)
_NUMBERS = ("audit_share", "hold_deadline_s")


def policy(value: ChannelPolicy) -> policy_pb2.Policy:
    edit = value.edit
    return policy_pb2.Policy(
        channel=value.channel,
        settings=_settings(value.written.settings),
        limits=limits(value.written.policy),
        overrides_file=value.is_edited,
        different=value.different,
        changed_by=edit.admin if edit else "",
        change_time=convert.timestamp(edit.at if edit else None),
        refused_reason=value.refused.reason if value.refused else "",
        etag=value.etag,
    )


def limits(value: Policy) -> Iterator[policy_pb2.PolicyLimit]:
    """Thresholds by tenant and direction."""
    for tenant, table in value.tables():
        for direction, found in table.items():
            yield policy_pb2.PolicyLimit(
                tenant=tenant,
                direction=direction,
                hold_below=found.hold_below,
                review_below=found.review_below,
                bound_uncertified=found.bound is not None and not found.bound.certified,
            )


def settings_from(value: policy_pb2.PolicySettings) -> dict[str, Any]:
    """The settings as a file would have them; what is absent is left out."""
    found: dict[str, Any] = {
        **_thresholds_from(value.thresholds),
        **{field.name: set_to for field, set_to in value.ListFields() if field.name in _NUMBERS},
        "scopes": [
            {
                "direction": scope.direction,
                "tenant": scope.tenant,
                **_thresholds_from(scope.thresholds),
            }
            for scope in value.scopes
        ],
        "severities": _decisions_from(value.severities, "severities"),
        "rules": _decisions_from(value.rules, "rules"),
        "vip": {key: list(of.values) for key, of in value.vip.items()},
        "two_person_rules": list(value.two_person_rules),
    }
    severity = convert.back(convert.SEVERITIES, value.two_person_from, "two_person_from")
    deadline = convert.back(_DEADLINES, value.on_deadline, "on_deadline")
    priority = convert.back(_PRIORITIES, value.priority, "priority")
    formality = convert.formality_from(value.formality)
    if severity is not None:
        found["two_person_from"] = severity.name.lower()
    if deadline is not None:
        found["on_deadline"] = deadline.value
    if priority is not None:
        found["priority"] = priority.name.lower()
    if formality is not None:
        found["formality"] = formality.value
    return found


def _settings(value: PolicySettings) -> policy_pb2.PolicySettings:
    made = policy_pb2.PolicySettings(
        thresholds=_thresholds(value),
        scopes=[
            policy_pb2.PolicyScope(
                direction=scope["direction"], tenant=scope["tenant"], thresholds=_thresholds(scope)
            )
            for scope in value["scopes"]
        ],
        **{name: value[name] for name in _NUMBERS},
        severities=_decisions(value["severities"]),
        rules=_decisions(value["rules"]),
        on_deadline=_DEADLINES[OnDeadline(value["on_deadline"])],
        priority=_PRIORITIES[Priority[value["priority"].upper()]],
        vip={key: policy_pb2.MetadataValues(values=of) for key, of in value["vip"].items()},
        two_person_rules=value["two_person_rules"],
    )
    if value["two_person_from"]:
        made.two_person_from = convert.SEVERITIES[Severity[value["two_person_from"].upper()]]
    if value["formality"]:
        made.formality = convert.formality(Formality(value["formality"]))
    return made


def _thresholds(value: Mapping[str, Any]) -> policy_pb2.PolicyThresholds:
    return policy_pb2.PolicyThresholds(**{name: value[name] for name in _THRESHOLDS})


def _thresholds_from(value: policy_pb2.PolicyThresholds) -> dict[str, float]:
    return {field.name: set_to for field, set_to in value.ListFields()}


def _decisions(value: Mapping[str, str]) -> dict[str, Any]:
    return {name: convert.decision(Decision(decision)) for name, decision in value.items()}


def _decisions_from(value: Mapping[str, int], field: str) -> dict[str, str]:
    """An unspecified decision is refused as a word that is none."""
    found = {name: convert.back(convert.DECISIONS, wire, field) for name, wire in value.items()}
    return {name: decision.value if decision else "" for name, decision in found.items()}
