"""Everything that can be set, frozen; units are in the names."""

import msgspec

from parley.config.channels import SEVERITIES, ChannelSettings
from parley.console.settings import ConsoleSettings
from parley.domain.decide import Policy
from parley.domain.message import Formality
from parley.domain.reviewer import (
    Reviewer,
    ReviewerRole,
    direction_from,
    require_profile,
    shift_from,
)
from parley.risk.scope import RuleScope


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
        direction = direction_from(self.direction) if self.direction else None
        return RuleScope(
            channel=self.channel,
            source_language=direction.source if direction else "",
            target_language=direction.target if direction else "",
            tenant=self.tenant,
            off=frozenset(self.off),
            on=frozenset(self.on),
            severities={rule: SEVERITIES[name] for rule, name in self.severities.items()},
        )


class RiskSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk rules.

    Attributes:
        lists_folder: the deployment's own word lists, on top of the packaged ones.
        watch_lists_s: how often the lists are looked at for changes; 0 for never.
        second_look: whether an encoder reads again what reads a little like a grave message.
        scopes: which rules speak where; a later one has the last word.
    """

    lists_folder: str = "parley-lists"
    watch_lists_s: float = 2.0
    second_look: bool = True
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
        recalibration: file of the deployment's own correction of confidence; empty for none.
        beam_size: width of the search; 0 for what the catalogue says of each model.
        lexical_reranking: choose among the search's hypotheses by the lexicon, not by score alone.
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
    recalibration: str = ""
    beam_size: int = 0
    lexical_reranking: bool = True
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
