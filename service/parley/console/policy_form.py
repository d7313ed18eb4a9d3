"""A channel's policy as a form: what its fields hold, and what settings they come to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parley.domain.channel_policy import PolicySettings
from parley.domain.errors import InvalidInput

Values = dict[str, str]

HOLD_AS = ("hold_budget", "hold_below")
REVIEW_AS = ("review_budget", "review_below", "critical_error_bound")
_MINUTE_S = 60.0
# Where a setting is in the form, if not under its own name.
_PLACES = {
    **dict.fromkeys(HOLD_AS, "hold"),
    **dict.fromkeys(REVIEW_AS, "review"),
    "confidence_level": "level",
    "hold_deadline_s": "deadline",
}
_SCOPE_FIELDS = ("direction", "tenant", "hold_as", "hold", "review_as", "review", "level")
_SCOPE_FIELD = re.compile(r"scope\.([0-9]{1,3})\.")
_SPARE_SCOPES = 2


def values_of(settings: PolicySettings) -> Values:
    """A form's fields, filled in with settings that say every default."""
    values = {
        **_threshold_values(settings, ""),
        "audit_share": _number_text(settings["audit_share"]),
        "deadline": _number_text(settings["hold_deadline_s"] / _MINUTE_S),
        "on_deadline": settings["on_deadline"],
        "priority": settings["priority"],
        "formality": settings["formality"] or "",
        "two_person_from": settings["two_person_from"],
        "vip": "\n".join(f"{key} = {', '.join(of)}" for key, of in settings["vip"].items()),
    }
    values |= {f"severity.{name}": chosen for name, chosen in settings["severities"].items()}
    values |= {f"rule.{rule}": decision for rule, decision in settings["rules"].items()}
    values |= {f"two.{rule}": "on" for rule in settings["two_person_rules"]}
    for number, scope in enumerate(settings["scopes"]):
        here = f"scope.{number}."
        values |= {f"{here}{name}": scope[name] for name in ("direction", "tenant")}
        values |= _threshold_values(scope, here)
    return values


def scope_rows(values: Values) -> list[int]:
    """Numbers of the scopes' rows, with some that are empty for new ones."""
    found = _rows(values)
    first = found[-1] + 1 if found else 0
    return [*found, *range(first, first + _SPARE_SCOPES)]


def settings_from(values: Values) -> dict[str, Any]:
    """The settings that a form asks for; what they are worth is not looked at here.

    Raises:
        InvalidInput: INVALID_NUMBER, MISSING_KIND, INVALID_VIP; `field` is the form's.
    """
    settings = {
        **_thresholds(values, ""),
        "audit_share": _required(values, "audit_share"),
        "hold_deadline_s": _required(values, "deadline") * _MINUTE_S,
        "on_deadline": values.get("on_deadline", ""),
        "priority": values.get("priority", ""),
        "formality": values.get("formality") or None,
        "two_person_from": values.get("two_person_from", ""),
        "vip": dict(_vip(values.get("vip", ""))),
        "severities": dict(_named(values, "severity.")),
        "rules": dict(_named(values, "rule.")),
        "two_person_rules": [rule for rule, _ in _named(values, "two.")],
        "scopes": [
            {
                **{name: values.get(f"scope.{row}.{name}", "") for name in ("direction", "tenant")},
                **_thresholds(values, f"scope.{row}."),
            }
            for row in _rows(values)
        ],
    }
    return {name: value for name, value in settings.items() if value is not None}


def place_of(setting: str, values: Values) -> str:
    """The field that a setting is read from; scopes are numbered by the rows that are filled in."""
    table, _, rest = setting.partition(".")
    if table != "scopes":
        return _PLACES.get(table, table)
    number, _, name = rest.partition(".")
    rows = _rows(values)
    row = rows[int(number)] if number.isdigit() and int(number) < len(rows) else 0
    return f"scope.{row}.{_PLACES.get(name, name)}" if name else f"scope.{row}"


def _rows(values: Values) -> list[int]:
    """Numbers of the rows of scopes in which something stands."""
    numbers = {int(found[1]) for name in values if (found := _SCOPE_FIELD.match(name))}
    return [
        number
        for number in sorted(numbers)
        if any(values.get(f"scope.{number}.{field}") for field in _SCOPE_FIELDS)
    ]


def _thresholds(values: Values, here: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {"confidence_level": _number(values, f"{here}level")}
    for field, kinds in (("hold", HOLD_AS), ("review", REVIEW_AS)):
        number = _number(values, f"{here}{field}")
        kind = values.get(f"{here}{field}_as", "")
        if (number is None) != (kind not in kinds):
            said = "say what the number is" if kind not in kinds else "a number is missing"
            raise InvalidInput("MISSING_KIND", said, field=f"{here}{field}")
        if number is not None:
            found[kind] = number
    return found


def _threshold_values(settings: Mapping[str, Any], here: str) -> Values:
    values = {f"{here}level": _number_text(settings["confidence_level"])}
    for field, kinds in (("hold", HOLD_AS), ("review", REVIEW_AS)):
        kind = next((kind for kind in kinds if settings[kind] is not None), "")
        values[f"{here}{field}_as"] = kind
        values[f"{here}{field}"] = _number_text(settings[kind]) if kind else ""
    return values


def _number_text(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def _number(values: Values, field: str) -> float | None:
    text = values.get(field, "")
    if not text:
        return None
    try:
        # Half of Europe writes a comma.
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidInput("INVALID_NUMBER", "a number like 0.25", field=field) from None


def _required(values: Values, field: str) -> float:
    number = _number(values, field)
    if number is None:
        raise InvalidInput("INVALID_NUMBER", "a number is missing", field=field)
    return number


def _named(values: Values, head: str) -> Iterable[tuple[str, str]]:
    return [
        (name.removeprefix(head), value)
        for name, value in values.items()
        if name.startswith(head) and value
    ]


def _vip(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in filter(str.strip, text.splitlines()):
        key, _, rest = (part.strip() for part in line.partition("="))
        found = [part.strip() for part in rest.split(",") if part.strip()]
        if not key or not found:
            raise InvalidInput("INVALID_VIP", "a line is like: tier = gold, platinum", field="vip")
        yield key, found
