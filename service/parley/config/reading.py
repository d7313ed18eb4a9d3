"""Plain values made into settings, and the first place where they do not fit."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from parley.config.faults import Fault, not_one_of, shown, unknown

T = TypeVar("T")

_REASON = "INVALID_SETTING"
_SCALARS: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.BoolType: (bool, "true or false"),
    inspect.FloatType: (float, "a number"),
    inspect.IntType: (int, "a whole number"),
    inspect.StrType: (str, "a text in quotes"),
}


def converted(values: object, kind: type[T], *, strict: bool) -> T | Fault:
    """Settings of a kind, or what first keeps the values from being some.

    msgspec's own errors name neither the key of a table nor what is allowed.

    Args:
        strict: take no text for a number, as an environment variable needs it.
    """
    try:
        return msgspec.convert(values, kind, strict=strict)
    except msgspec.ValidationError as error:
        found = _misfit(values, inspect.type_info(kind), strict)
        return found or Fault("", _REASON, str(error))


def _misfit(value: Any, kind: inspect.Type, strict: bool) -> Fault | None:
    match kind:
        case inspect.UnionType():
            # Every union here is something or nothing.
            some = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
            return None if value is None else _misfit(value, some, strict)
        case inspect.StructType():
            return _misfit_of_table(value, kind, strict)
        case inspect.DictType():
            return _misfit_of_map(value, kind, strict)
        case inspect.VarTupleType() | inspect.FrozenSetType():
            return _misfit_of_list(value, kind.item_type, strict)
        case inspect.EnumType():
            allowed = [str(member.value) for member in kind.cls]
            said = not_one_of(allowed, value)
            return None if value in allowed else Fault("", _REASON, said)
        case _:
            return _misfit_of_scalar(value, kind, strict)


def _misfit_of_table(value: Any, kind: inspect.StructType, strict: bool) -> Fault | None:
    if not isinstance(value, Mapping):
        return _other("a table", value)
    fields = {field.encode_name: field for field in kind.fields}
    for name, inner in value.items():
        if name not in fields:
            return Fault(name, _REASON, unknown("setting", name, fields))
        if fault := _misfit(inner, fields[name].type, strict):
            return fault.within(name)
    missing = [field.encode_name for field in kind.fields if field.required]
    return next((Fault(name, _REASON, "is missing") for name in missing if name not in value), None)


def _misfit_of_map(value: Any, kind: inspect.DictType, strict: bool) -> Fault | None:
    if not isinstance(value, Mapping):
        return _other("a table", value)
    for name, inner in value.items():
        fault = _misfit(name, kind.key_type, strict) or _misfit(inner, kind.value_type, strict)
        if fault:
            return fault.within(name)
    return None


def _misfit_of_list(value: Any, kind: inspect.Type, strict: bool) -> Fault | None:
    if not isinstance(value, list | tuple):
        return _other("a list in brackets", value)
    misfits = ((number, _misfit(inner, kind, strict)) for number, inner in enumerate(value))
    return next((fault.within(str(number)) for number, fault in misfits if fault), None)


def _misfit_of_scalar(value: Any, kind: inspect.Type, strict: bool) -> Fault | None:
    plain, allowed = _SCALARS[type(kind)]
    try:
        msgspec.convert(value, plain, strict=strict)
    except msgspec.ValidationError:
        return _other(allowed, value)
    return None


def _other(allowed: str, found: object) -> Fault:
    return Fault("", _REASON, f"{allowed}, not {shown(found)}")
