"""Which rules speak where, and how loud: by channel, direction and tenant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.domain.conversation import TENANT_KEY
from parley.domain.language import primary
from parley.domain.message import Severity
from parley.domain.ports import Exchange


@dataclass(frozen=True, slots=True)
class RuleScope:
    """A choice of rules for the exchanges that match; an empty condition matches all.

    Attributes:
        source_language, target_language: primary tags.
        off: ids of rules that are silent here.
        on: ids of rules that speak here, whatever an earlier scope says.
        severities: by rule id, in place of the rule's own.
    """

    channel: str = ""
    source_language: str = ""
    target_language: str = ""
    tenant: str = ""
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def matches(self, exchange: Exchange) -> bool:
        return (
            self.channel in {"", exchange.channel}
            and self.source_language in {"", primary(exchange.source_language)}
            and self.target_language in {"", primary(exchange.target_language or "")}
            and self.tenant in {"", exchange.metadata.get(TENANT_KEY, "")}
        )

    def names(self) -> Iterable[str]:
        """Every rule that it mentions."""
        return (*self.off, *self.on, *self.severities)


@dataclass(frozen=True, slots=True)
class Choice:
    """What all scopes together say about one exchange."""

    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)


def choose(scopes: Sequence[RuleScope], exchange: Exchange) -> Choice:
    """Join the scopes that match, in their order: a later one has the last word."""
    off: set[str] = set()
    severities: dict[str, Severity] = {}
    for scope in scopes:
        if scope.matches(exchange):
            off = (off | scope.off) - scope.on
            severities.update(scope.severities)
    return Choice(frozenset(off), severities)
