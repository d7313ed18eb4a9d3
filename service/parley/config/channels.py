"""How careful a channel is, and how much more or less with one direction or tenant."""

from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from parley.config.faults import Fault, not_one_of, unknown
from parley.domain.decide import OnDeadline, Policy, ThresholdScope
from parley.domain.errors import InvalidInput
from parley.domain.message import Decision, Formality, Priority, Severity
from parley.domain.reviewer import direction_from
from parley.flow.metadata import can_be

SEVERITIES = {severity.name.lower(): severity for severity in Severity}
_SHARES = ("hold_below", "review_below", "hold_budget", "review_budget")
_INNER_SHARES = ("critical_error_bound", "confidence_level")
_SAYS_NOTHING = "it says nothing: no critical_error_bound holds where it does"
# Stands for the channel itself among its scopes.
_CHANNEL = -1
_LONGEST_DEADLINE_S = 366 * 24 * 3600.0
# What the pipeline itself flags. Not among them: what stands for a fault or for a missing
# translation, which no policy lets through.
_PIPELINE_RULES = {
    "entity-lost": "A number, name or link of the source is not in the translation.",
    "entity-repaired": "A number, name or link was put back into the translation.",
    "language-unsure": "The message may be in another language than the one it was read as.",
}


class ThresholdSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of the thresholds; see `domain.decide.ThresholdScope`."""

    hold_below: float | None = None
    review_below: float | None = None
    hold_budget: float | None = None
    review_budget: float | None = None
    critical_error_bound: float | None = None
    confidence_level: float | None = None

    def asked(self, direction: str = "", tenant: str = "") -> ThresholdScope:
        """The same as the policy knows it."""
        names = ThresholdSettings.__struct_fields__
        return ThresholdScope(direction, tenant, **{name: getattr(self, name) for name in names})

    def fault(self) -> Fault | None:
        """What is wrong with them; None if nothing is."""
        review = (self.review_below, self.review_budget, self.critical_error_bound)
        if sum(value is not None for value in review) > 1:
            return Fault(
                "review_below",
                "THRESHOLDS_CONFLICT",
                "review_below, review_budget or critical_error_bound, one of them",
            )
        if self.hold_below is not None and self.hold_budget is not None:
            return Fault(
                "hold_below", "THRESHOLDS_CONFLICT", "hold_below or hold_budget, one of them"
            )
        for name in _SHARES:
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                return Fault(name, "SHARE_OUT_OF_RANGE", f"between 0 and 1, not {value:g}")
        for name in _INNER_SHARES:
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                return Fault(name, "SHARE_OUT_OF_RANGE", f"over 0 and under 1, not {value:g}")
        return None


class ScopeSettings(ThresholdSettings, frozen=True, forbid_unknown_fields=True):
    """Thresholds of a direction, written "de-en", of a tenant, or of both together."""

    direction: str = ""
    tenant: str = ""

    def scope(self) -> ThresholdScope:
        """The scope that these settings describe, its direction in the usual case."""
        if not self.direction:
            return self.asked("", self.tenant)
        found = direction_from(self.direction)
        return self.asked(f"{found.source}-{found.target}", self.tenant)

    def fault(self) -> Fault | None:
        """As of thresholds, and a scope must say where it holds and what it asks for."""
        if not self.direction and not self.tenant:
            return Fault(
                "",
                "SCOPE_WITHOUT_PLACE",
                "name a direction or a tenant: the channel's own thresholds hold for all",
            )
        try:
            scope = self.scope()
        except InvalidInput as error:
            return Fault("direction", error.reason, error.message)
        if scope == ThresholdScope(scope.direction, scope.tenant):
            return Fault(
                "",
                "SCOPE_ASKS_NOTHING",
                "it asks for nothing: name a threshold, a budget or a bound",
            )
        # Named, as super() does not reach through a class that msgspec makes anew.
        return ThresholdSettings.fault(self)


class ChannelSettings(ThresholdSettings, frozen=True, forbid_unknown_fields=True):
    """How careful one channel is; see `domain.decide.Policy`.

    `scopes` are thresholds of single directions and tenants; a later one has the last word.
    """

    scopes: tuple[ScopeSettings, ...] = ()
    audit_share: float = 0.01
    severities: dict[str, Decision] = {}
    rules: dict[str, Decision] = {}
    hold_deadline_s: float = 600.0
    on_deadline: OnDeadline = OnDeadline.DELIVER
    priority: str = "live"
    vip: dict[str, frozenset[str]] = {}
    two_person_from: str = ""
    two_person_rules: tuple[str, ...] = ()
    formality: Formality | None = None

    def policy(self) -> Policy:
        """The policy that these settings describe.

        Budgets are the default: they mean the same whatever the model.
        """
        usual = Policy()
        base = Policy(
            scopes=tuple(scope.scope() for scope in self.scopes),
            audit_share=self.audit_share,
            by_severity={
                **usual.by_severity,
                **{SEVERITIES[name]: decision for name, decision in self.severities.items()},
            },
            by_rule=self.rules,
            hold_deadline_s=self.hold_deadline_s,
            on_deadline=self.on_deadline,
            vip=self.vip,
            two_person_from=SEVERITIES.get(self.two_person_from),
            two_person_rules=frozenset(self.two_person_rules),
            priority=Priority[self.priority.upper()],
            formality=self.formality,
        )
        return self.asked().applied_to(base)

    def explicit(self) -> "ChannelSettings":
        """The same with every default said, and in the usual order and case."""
        usual = Policy()
        holds = self.hold_below is not None or self.hold_budget is not None
        reviews = (self.review_below, self.review_budget, self.critical_error_bound) != (None,) * 3
        level = self.confidence_level
        return msgspec.structs.replace(
            self,
            hold_budget=self.hold_budget if holds else usual.choice.hold_budget,
            review_budget=self.review_budget if reviews else usual.choice.review_budget,
            confidence_level=usual.choice.confidence_level if level is None else level,
            severities={
                severity.name.lower(): decision
                for severity, decision in self.policy().by_severity.items()
            },
            two_person_rules=tuple(sorted(set(self.two_person_rules))),
            priority=self.priority.lower(),
        )

    def fault(self) -> Fault | None:
        """What is wrong first; None if nothing is."""
        return (
            ThresholdSettings.fault(self)
            or next(self._faults_of_names(), None)
            or next(self._faults_of_vip(), None)
            or self._fault_of_numbers()
            or _fault_of_scopes(self)
        )

    def fault_in_file(self) -> Fault | None:
        """As `fault`, and in a file nothing stands but what somebody wanted.

        Settings that say every default say a level, too, bound or none; see `explicit`.
        """
        if fault := self.fault():
            return fault
        usual = self.confidence_level in {None, Policy().choice.confidence_level}
        if usual or self.critical_error_bound is not None or _CHANNEL in levels_in_effect(self):
            return None
        return Fault("confidence_level", "LEVEL_WITHOUT_BOUND", _SAYS_NOTHING)

    def _faults_of_vip(self) -> Iterator[Fault]:
        for key, values in self.vip.items():
            if not can_be(key):
                said = f"no metadata has the key {key[:40]!r}: 1 to 64 letters, digits and . _ -"
                yield Fault("vip", "INVALID_VIP", said)
            elif not values:
                yield Fault(f"vip.{key}", "INVALID_VIP", "names no value, so that nobody is one")
            elif not can_be(key, values):
                said = "a value is longer than any that metadata may have"
                yield Fault(f"vip.{key}", "INVALID_VIP", said)

    def _faults_of_names(self) -> Iterator[Fault]:
        named = (
            ("severities", set(self.severities)),
            ("two_person_from", {self.two_person_from} - {""}),
        )
        for setting, names in named:
            if others := names - SEVERITIES.keys():
                said = unknown("severity", min(others), SEVERITIES)
                yield Fault(setting, "UNKNOWN_SEVERITY", said)
        if self.priority.upper() not in Priority.__members__:
            said = not_one_of([name.lower() for name in Priority.__members__], self.priority)
            yield Fault("priority", "UNKNOWN_PRIORITY", said)
        for setting, rules in (("rules", self.rules), ("two_person_rules", self.two_person_rules)):
            # Only where some are named: the rules' lists take a moment to read.
            if rules and (others := set(rules) - policy_rules().keys()):
                said = unknown("rule", min(others), policy_rules())
                yield Fault(setting, "UNKNOWN_RULE", said)

    def _fault_of_numbers(self) -> Fault | None:
        if not 0 <= self.audit_share <= 1:
            said = f"between 0 and 1, not {self.audit_share:g}"
            return Fault("audit_share", "SHARE_OUT_OF_RANGE", said)
        if not 0 <= self.hold_deadline_s <= _LONGEST_DEADLINE_S:
            said = f"between 0 and a year, not {self.hold_deadline_s:g}"
            return Fault("hold_deadline_s", "INVALID_DEADLINE", said)
        return None


@cache
def policy_rules() -> Mapping[str, str]:
    """What a policy may name in `rules` and `two_person_rules`, by id, in words."""
    # All rules with all that they stand on: most commands have nothing to ask them.
    from parley.risk.registry import rule_descriptions

    return dict(sorted({**rule_descriptions(), **_PIPELINE_RULES}.items()))


def _fault_of_scopes(channel: ChannelSettings) -> Fault | None:
    """What is wrong with a channel's scopes."""
    places: set[tuple[str, str]] = set()
    for number, settings in enumerate(channel.scopes):
        here = f"scopes.{number}"
        if fault := settings.fault():
            return fault.within(here)
        scope = settings.scope()
        place = (scope.direction, scope.tenant)
        if place in places:
            names = ", ".join(filter(None, place))
            return Fault(here, "SCOPE_REPEATED", f"two are for {names}: write them as one")
        places.add(place)
    levels = {
        number
        for number, scope in enumerate(channel.scopes)
        if scope.confidence_level is not None and scope.critical_error_bound is None
    }
    # Only where one is named without its bound: every place is asked.
    if levels and (idle := levels - levels_in_effect(channel)):
        return Fault(f"scopes.{min(idle)}.confidence_level", "LEVEL_WITHOUT_BOUND", _SAYS_NOTHING)
    return None


def levels_in_effect(channel: ChannelSettings) -> set[int]:
    """Scopes whose confidence level a bound is held to somewhere, by number; -1 is the channel's.

    The scopes must be without a fault of their own.
    """
    asked = [channel.asked(), *(settings.scope() for settings in channel.scopes)]
    found: set[int] = set()
    for direction in {scope.direction for scope in asked}:
        for tenant in {scope.tenant for scope in asked}:
            bounded, level = False, None
            for number, scope in enumerate(asked, start=_CHANNEL):
                if scope.matches(direction, tenant):
                    review = (scope.review_below, scope.review_budget, scope.critical_error_bound)
                    if review != (None,) * 3:
                        bounded = scope.critical_error_bound is not None
                    level = level if scope.confidence_level is None else number
            if bounded and level is not None:
                found.add(level)
    return found
