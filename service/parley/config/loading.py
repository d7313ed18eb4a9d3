"""Settings from a TOML file, then PARLEY_* variables, read once."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from parley.config.checks import faults
from parley.config.faults import ConfigError, Fault, unknown
from parley.config.reading import converted
from parley.config.settings import Settings
from parley.domain.language import normalise_tag

_PREFIX = "PARLEY_"
# A secret that need not stand in the file.
_OIDC_SECRET = f"{_PREFIX}OIDC_CLIENT_SECRET"
# Variables of the same prefix that are no settings by themselves: the file's name, developers'.
_NOT_SETTINGS = frozenset(
    {f"{_PREFIX}CONFIG", _OIDC_SECRET, f"{_PREFIX}DEBUG", f"{_PREFIX}REQUIRE_SERVICES"}
)
# Kubernetes tells every pod of a Service named "parley" by such ones where it is.
_SERVICE = re.compile(rf"{_PREFIX}(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_\w+)?)")
# Settings that only the file can hold.
_TABLES = frozenset({"channels", "console", "review", "risk"})


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from a file, overridden by the environment: PARLEY_BEAM_SIZE=4.

    Without `file`, PARLEY_CONFIG names one. Lists are given as "en,de,fr".

    Raises:
        ConfigError: a file that cannot be read, an unknown name, a value that cannot be.
    """
    environment = os.environ if environment is None else environment
    if file is None and environment.get(f"{_PREFIX}CONFIG"):
        file = Path(environment[f"{_PREFIX}CONFIG"])
    variables = _variables(environment)
    overriding = {
        name: _split(environment[variable]) if name == "languages" else environment[variable]
        for name, variable in variables.items()
    }
    read = converted({**_content(file), **overriding}, Settings, strict=False)
    if isinstance(read, Fault):
        raise ConfigError(_placed(read, file, variables))
    settings = _with_secret(read, environment.get(_OIDC_SECRET, ""))
    if fault := next(faults(settings), None):
        raise ConfigError(_placed(fault, file, variables))
    return msgspec.structs.replace(
        settings,
        agent_language=normalise_tag(settings.agent_language),
        languages=tuple(normalise_tag(tag) for tag in settings.languages),
    )


def _content(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Names of variables, by the settings that they override."""
    found = {}
    for variable in environment:
        if not variable.startswith(_PREFIX) or variable in _NOT_SETTINGS or _is_service(variable):
            continue
        name = variable.removeprefix(_PREFIX).lower()
        if name in _TABLES:
            raise ConfigError(f"environment: {variable}: {name} is a table, for the file only")
        if name not in Settings.__struct_fields__:
            known = [field for field in Settings.__struct_fields__ if field not in _TABLES]
            raise ConfigError(f"environment: {variable}: {unknown('setting', name, known)}")
        found[name] = variable
    return found


def _is_service(variable: str) -> bool:
    return _SERVICE.fullmatch(variable) is not None


def _placed(fault: Fault, file: Path | None, variables: Mapping[str, str]) -> str:
    """A fault with the file or the variable that it is in."""
    name = fault.setting.partition(".")[0]
    if name in variables:
        return f"environment: {variables[name]}: {fault.said}"
    return f"{file}: {fault}" if file else str(fault)


def _with_secret(settings: Settings, secret: str) -> Settings:
    """The secret goes nowhere where no provider is set."""
    console = settings.console
    if not secret or console.oidc is None:
        return settings
    oidc = msgspec.structs.replace(console.oidc, client_secret=secret)
    return msgspec.structs.replace(settings, console=msgspec.structs.replace(console, oidc=oidc))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
