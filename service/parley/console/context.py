"""What every page works with, and who is looking at it."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from starlette.requests import Request

from parley.console.single_sign_on import SingleSignOn
from parley.domain.account import Session
from parley.domain.ports import Clock
from parley.domain.reviewer import Reviewer, ReviewerRole
from parley.flow.accounts import AccountFlow
from parley.flow.curate import MemoryFlow
from parley.flow.glossary import GlossaryFlow
from parley.flow.pipeline import Pipeline
from parley.flow.policies import PolicyFlow
from parley.flow.proposals import ProposalFlow
from parley.flow.report import ReportFlow
from parley.flow.review import AuditFlow, ReviewerFlow, ReviewFlow


@dataclass(frozen=True, slots=True)
class ConsoleRules:
    """Settings of the console.

    Attributes:
        undo: how long a release can be taken back.
        secure_cookies: whether browsers reach it over TLS, here or at a proxy before it.
    """

    undo: timedelta = timedelta(seconds=6)
    secure_cookies: bool = False


@dataclass(frozen=True, slots=True)
class Console:
    """The flows behind the pages; `leaving` is set when the drain begins.

    `single_sign_on` is None where there are local accounts alone.
    """

    accounts: AccountFlow
    reviews: ReviewFlow
    reviewers: ReviewerFlow
    audit: AuditFlow
    memory: MemoryFlow
    glossary: GlossaryFlow
    proposals: ProposalFlow
    policies: PolicyFlow
    reports: ReportFlow
    pipeline: Pipeline
    clock: Clock
    rules: ConsoleRules
    single_sign_on: SingleSignOn | None = None
    leaving: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in; `token` is their browser's session, `profile` the reviewer they are."""

    session: Session
    token: str
    profile: Reviewer

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def role(self) -> ReviewerRole:
        """The profile's; for a name that no profile was made for the least."""
        return self.profile.role if self.profile.is_known else ReviewerRole.REVIEWER

    @property
    def is_lead(self) -> bool:
        return self.role is not ReviewerRole.REVIEWER

    @property
    def is_admin(self) -> bool:
        return self.role is ReviewerRole.ADMIN


def console_of(request: Request) -> Console:
    """The console that serves this request."""
    return cast(Console, request.app.state.console)
