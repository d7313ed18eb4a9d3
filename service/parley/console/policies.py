"""What becomes of messages on each channel, as the running service decides it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.views import page
from parley.domain.decide import Policy, Thresholds
from parley.domain.message import Decision, Severity

_MOST_CAREFUL_FIRST = (Decision.HOLD, Decision.DELIVER_AND_REVIEW, Decision.DELIVER)


@dataclass(frozen=True, slots=True)
class _Treatment:
    """What flags lead to a decision: severities, and rules for which theirs does not count."""

    decision: Decision
    severities: tuple[Severity, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Thresholds of a tenant and direction, each "" for all others."""

    tenant: str
    direction: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class _Channel:
    """A channel's policy, and its thresholds row by row."""

    name: str
    policy: Policy
    treatments: tuple[_Treatment, ...]
    rows: tuple[_Row, ...]

    @property
    def has_tenants(self) -> bool:
        return any(row.tenant for row in self.rows)

    @property
    def has_bounds(self) -> bool:
        return any(row.thresholds.bound for row in self.rows)


async def policies_page(request: Request, visitor: Visitor) -> Response:
    policies = console_of(request).pipeline.policies
    return page(
        request,
        "policies.html",
        channels=[
            _Channel(name, policy, _treatments(policy), _rows(policy))
            for name, policy in sorted(policies.items())
            if name
        ],
    )


def _treatments(policy: Policy) -> tuple[_Treatment, ...]:
    return tuple(
        _Treatment(
            decision,
            tuple(s for s in sorted(Severity, reverse=True) if policy.by_severity[s] is decision),
            tuple(sorted(rule for rule, chosen in policy.by_rule.items() if chosen is decision)),
        )
        for decision in _MOST_CAREFUL_FIRST
    )


def _rows(policy: Policy) -> tuple[_Row, ...]:
    return tuple(
        _Row(tenant, direction, thresholds)
        for tenant, table in policy.tables()
        for direction, thresholds in table.items()
    )
