"""Settings: a TOML file, then PARLEY_* variables, read once and frozen; units are in the names."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from parley.console.settings import ConsoleSettings
from parley.domain.decide import Choice, OnDeadline, Policy
from parley.domain.errors import InvalidInput
from parley.domain.language import normalise_tag
from parley.domain.message import Decision, Formality, Priority, Severity
from parley.domain.reviewer import (
    Reviewer,
    ReviewerRole,
    direction_from,
    require_profile,
    shift_from,
)
from parley.risk.registry import rule_ids
from parley.risk.scope import RuleScope

_PREFIX = "PARLEY_"
_AT_LEAST_ONE = (
    "batch_tokens",
    "max_in_flight_per_stream",
    "max_segment_characters",
    "max_text_bytes",
    "max_unfinished_messages",
    "queue_tokens",
)
_NOT_NEGATIVE = (
    "cached_segments",
    "drain_grace_s",
    "max_connection_age_s",
    "parallel_batches",
    "review_lease_s",
    "threads_per_batch",
    "watch_models_s",
)
# A secret that need not stand in the file.
_OIDC_SECRET = f"{_PREFIX}OIDC_CLIENT_SECRET"
# Variables of the same prefix that are no settings by themselves: the file's name, the tests'.
_NOT_SETTINGS = frozenset({"config", "oidc_client_secret", "require_services"})
_LONGEST_UNDO_S = 300
# Settings that only the file can hold.
_TABLES = frozenset({"channels", "console", "review", "risk"})
_SEVERITIES = {severity.name.lower(): severity for severity in Severity}


class ConfigError(Exception):
    """The settings cannot be used; the message says which and why."""


class ChannelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How careful one channel is; see `domain.decide.Policy`."""

    hold_below: float | None = None
    review_below: float | None = None
    hold_budget: float | None = None
    review_budget: float | None = None
    critical_error_bound: float | None = None
    confidence_level: float = 0.95
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
        """The policy that these settings describe."""
        base = Policy()
        return Policy(
            hold_below=base.hold_below if self.hold_below is None else self.hold_below,
            review_below=base.review_below if self.review_below is None else self.review_below,
            choice=self._choice(),
            audit_share=self.audit_share,
            by_severity={
                **base.by_severity,
                **{_SEVERITIES[name]: decision for name, decision in self.severities.items()},
            },
            by_rule=self.rules,
            hold_deadline_s=self.hold_deadline_s,
            on_deadline=self.on_deadline,
            vip=self.vip,
            two_person_from=_SEVERITIES.get(self.two_person_from),
            two_person_rules=frozenset(self.two_person_rules),
        )

    def _choice(self) -> Choice:
        """Budgets are the default: they mean the same whatever the model."""
        usual = Choice()
        hold, review = self.hold_budget, self.review_budget
        if hold is None and self.hold_below is None:
            hold = usual.hold_budget
        if review is None and self.review_below is None and self.critical_error_bound is None:
            review = usual.review_budget
        return Choice(hold, review, self.critical_error_bound, self.confidence_level)

    def check(self) -> str:
        """What is wrong with the thresholds; empty if nothing is."""
        review = (self.review_below, self.review_budget, self.critical_error_bound)
        if sum(value is not None for value in review) > 1:
            return "review_below, review_budget or critical_error_bound, one of them"
        if self.hold_below is not None and self.hold_budget is not None:
            return "hold_below or hold_budget, one of them"
        shares = ("hold_budget", "review_budget", "audit_share")
        for name in shares:
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                return f"{name}: between 0 and 1"
        for name in ("critical_error_bound", "confidence_level"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                return f"{name}: over 0 and under 1"
        return ""


class RuleScopeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules speak where; see `risk.scope.RuleScope`. `direction` is written "en-de"."""

    channel: str = ""
    direction: str = ""
    tenant: str = ""
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    severities: dict[str, str] = {}

    def scope(self) -> RuleScope:
        """The scope that these settings describe."""
        source, _, target = self.direction.partition("-")
        return RuleScope(
            channel=self.channel,
            source_language=source,
            target_language=target,
            tenant=self.tenant,
            off=frozenset(self.off),
            on=frozenset(self.on),
            severities={rule: _SEVERITIES[name] for rule, name in self.severities.items()},
        )


class RiskSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk rules.

    Attributes:
        lists_folder: the deployment's own word lists, on top of the packaged ones.
        watch_lists_s: how often the lists are looked at for changes; 0 for never.
        scopes: which rules speak where; a later one has the last word.
    """

    lists_folder: str = "parley-lists"
    watch_lists_s: float = 2.0
    scopes: tuple[RuleScopeSettings, ...] = ()

    def rule_scopes(self) -> tuple[RuleScope, ...]:
        return tuple(scope.scope() for scope in self.scopes)


class ReviewerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reviewer whom the first start makes a profile for; see `domain.reviewer.Reviewer`."""

    display_name: str = ""
    role: ReviewerRole = ReviewerRole.REVIEWER
    directions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    working_hours: tuple[str, ...] = ()
    time_zone: str = "UTC"
    most_open_claims: int = 0

    def reviewer(self, reviewer_id: str) -> Reviewer:
        """The profile; raises InvalidInput as `domain.reviewer.require_profile` does."""
        made = Reviewer(
            reviewer_id=reviewer_id,
            display_name=self.display_name,
            role=self.role,
            directions=tuple(direction_from(text) for text in self.directions),
            groups=self.groups,
            shifts=tuple(shift_from(text) for text in self.working_hours),
            time_zone=self.time_zone,
            most_open_claims=self.most_open_claims,
        )
        require_profile(made)
        return made


class ReviewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The review queue; see `flow.review.ReviewRules`."""

    known_reviewers_only: bool = False
    undo_s: float = 0.0
    reviewers: dict[str, ReviewerSettings] = {}

    def profiles(self) -> list[Reviewer]:
        """The reviewers that the file names."""
        return [settings.reviewer(name) for name, settings in self.reviewers.items()]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that can be set.

    Attributes:
        listen: host:port of the gRPC server; port 0 takes a free one.
        console_listen: host:port of the console; empty for none.
        database: path of the SQLite file.
        models_folder: the shipped catalogue's; empty for where it was installed.
        extra_models_folder: the deployment's own models, added by `parley models add`.
        models_mirror: URL to fetch models from instead of the host they name.
        watch_models_s: how often catalogues are looked at for changes; 0 for never.
        languages: what detection chooses from; empty for all that the models speak.
        beam_size: width of the search; 0 for what the catalogue says of each model.
        threads_per_batch, parallel_batches: 0 for one batch a core, one thread each.
        cached_segments: translations that each model remembers; 0 for none.
        channels: policies by channel name; "chat" and "email" are always there.
        risk: which rules speak where, and the deployment's own lists.
        review: the reviewers and their queue.
    """

    listen: str = "127.0.0.1:50051"
    console_listen: str = "127.0.0.1:8080"
    database: str = "parley.db"
    models_folder: str = ""
    extra_models_folder: str = "parley-models"
    models_mirror: str = ""
    watch_models_s: float = 1.0
    languages: tuple[str, ...] = ()
    agent_language: str = "en"
    formality: Formality = Formality.FORMAL
    detector: str = "auto"
    starter_memory: bool = True
    thorough_confidence: bool = False
    beam_size: int = 0
    threads_per_batch: int = 0
    parallel_batches: int = 0
    batch_tokens: int = 512
    queue_tokens: int = 200_000
    cached_segments: int = 2_000
    max_text_bytes: int = 100_000
    max_segment_characters: int = 250
    max_unfinished_messages: int = 5_000
    max_in_flight_per_stream: int = 64
    max_connection_age_s: float = 1_800.0
    drain_grace_s: float = 20.0
    review_lease_s: float = 120.0
    default_channel: str = "chat"
    channels: dict[str, ChannelSettings] = {}
    console: ConsoleSettings = ConsoleSettings()
    risk: RiskSettings = RiskSettings()
    review: ReviewSettings = ReviewSettings()

    def all_channels(self) -> dict[str, ChannelSettings]:
        """Channels by name, with the two that every deployment has."""
        builtin = {
            "chat": ChannelSettings(),
            "email": ChannelSettings(hold_deadline_s=4 * 3600.0, priority="email"),
        }
        return {**builtin, **self.channels}

    def policies(self) -> dict[str, Policy]:
        """Policies by channel; "" is the default channel's."""
        policies = {name: channel.policy() for name, channel in self.all_channels().items()}
        return {**policies, "": policies[self.default_channel]}

    def formalities(self) -> dict[str, Formality]:
        """How each channel addresses readers, where it says."""
        return {
            name: channel.formality
            for name, channel in self.all_channels().items()
            if channel.formality is not None
        }

    def priorities(self) -> dict[str, Priority]:
        """How urgent each channel's messages are."""
        return {
            name: Priority[channel.priority.upper()]
            for name, channel in self.all_channels().items()
        }


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from a file, overridden by the environment: PARLEY_BEAM_SIZE=4.

    Without `file`, PARLEY_CONFIG names one. Lists are given as "en,de,fr".

    Raises:
        ConfigError: a file that cannot be read, an unknown name, a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    if file is None and environment.get(f"{_PREFIX}CONFIG"):
        file = Path(environment[f"{_PREFIX}CONFIG"])
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{file}: {error}") from error
    for variable, text in environment.items():
        name = variable.removeprefix(_PREFIX).lower()
        if not variable.startswith(_PREFIX) or name in _NOT_SETTINGS:
            continue
        if name not in Settings.__struct_fields__ or name in _TABLES:
            raise ConfigError(f"environment: {variable} is no setting")
        values[name] = _split(text) if name == "languages" else text
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file or 'environment'}: {error}") from error
    settings = _with_secret(settings, environment.get(_OIDC_SECRET, ""))
    _check(settings)
    return settings


def _with_secret(settings: Settings, secret: str) -> Settings:
    """The secret goes nowhere where no provider is set."""
    console = settings.console
    if not secret or console.oidc is None:
        return settings
    oidc = msgspec.structs.replace(console.oidc, client_secret=secret)
    return msgspec.structs.replace(settings, console=msgspec.structs.replace(console, oidc=oidc))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _check(settings: Settings) -> None:
    if settings.default_channel not in settings.all_channels():
        raise ConfigError(f"default_channel: no channel is named {settings.default_channel!r}")
    for name, channel in settings.all_channels().items():
        _check_channel(name, channel)
    if fault := settings.console.fault():
        raise ConfigError(f"console.{fault}")
    _check_risk(settings)
    _check_review(settings.review)
    if not 0 <= settings.beam_size <= 16:
        raise ConfigError("beam_size: between 1 and 16, or 0 for what suits the model")
    for names, least in ((_AT_LEAST_ONE, 1), (_NOT_NEGATIVE, 0)):
        for name in names:
            if getattr(settings, name) < least:
                raise ConfigError(f"{name}: at least {least}")
    for tag in (settings.agent_language, *settings.languages):
        try:
            normalise_tag(tag)
        except InvalidInput as error:
            raise ConfigError(f"languages: {error.message}") from error


def _check_channel(name: str, channel: ChannelSettings) -> None:
    unknown = channel.severities.keys() - _SEVERITIES.keys()
    if unknown:
        raise ConfigError(f"channels.{name}.severities: no severity is named {min(unknown)!r}")
    if channel.two_person_from and channel.two_person_from not in _SEVERITIES:
        raise ConfigError(
            f"channels.{name}.two_person_from: no severity is named {channel.two_person_from!r}"
        )
    if wrong := channel.check():
        raise ConfigError(f"channels.{name}: {wrong}")
    if channel.hold_deadline_s < 0:
        raise ConfigError(f"channels.{name}.hold_deadline_s: at least 0")
    if channel.priority.upper() not in Priority.__members__:
        raise ConfigError(f"channels.{name}.priority: {channel.priority!r} is not a priority")


def _check_review(review: ReviewSettings) -> None:
    if not 0 <= review.undo_s <= _LONGEST_UNDO_S:
        raise ConfigError(f"review.undo_s: between 0 and {_LONGEST_UNDO_S}")
    for name, reviewer in review.reviewers.items():
        try:
            reviewer.reviewer(name)
        except InvalidInput as error:
            raise ConfigError(f"review.reviewers.{name}: {error.message}") from error


def _check_risk(settings: Settings) -> None:
    if settings.risk.watch_lists_s < 0:
        raise ConfigError("risk.watch_lists_s: at least 0")
    for scope in settings.risk.scopes:
        _check_scope(scope, settings)


def _check_scope(scope: RuleScopeSettings, settings: Settings) -> None:
    if scope.channel and scope.channel not in settings.all_channels():
        raise ConfigError(f"risk.scopes: no channel is named {scope.channel!r}")
    if scope.direction and len([part for part in scope.direction.split("-") if part]) != 2:
        raise ConfigError(f"risk.scopes: {scope.direction!r} is no direction like en-de")
    unknown = set(scope.severities.values()) - _SEVERITIES.keys()
    if unknown:
        raise ConfigError(f"risk.scopes: no severity is named {min(unknown)!r}")
    unknown = {*scope.off, *scope.on, *scope.severities} - rule_ids()
    if unknown:
        raise ConfigError(f"risk.scopes: no rule is named {min(unknown)!r}")
