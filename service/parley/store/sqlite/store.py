"""All of the record in one SQLite file."""

from pathlib import Path

from parley.store.sqlite.accounts import SqliteAccounts
from parley.store.sqlite.audit import SqliteAudit
from parley.store.sqlite.conversations import SqliteConversations
from parley.store.sqlite.database import Database
from parley.store.sqlite.glossary import SqliteGlossary
from parley.store.sqlite.memory import SqliteMemory
from parley.store.sqlite.policies import SqlitePolicies
from parley.store.sqlite.proposals import SqliteProposals
from parley.store.sqlite.reports import SqliteReports
from parley.store.sqlite.reviewers import SqliteReviewers
from parley.store.sqlite.reviews import SqliteReviews


class SqliteStore(
    SqliteConversations,
    SqliteReviews,
    SqliteReviewers,
    SqliteAudit,
    SqliteReports,
    SqliteMemory,
    SqliteGlossary,
    SqliteProposals,
    SqlitePolicies,
    SqliteAccounts,
):
    """The Store port. Opening it migrates the file's schema."""

    def __init__(self, path: Path) -> None:
        # The nouns share one database: each base would only set the same attribute.
        self._database = Database(path)

    async def close(self) -> None:
        await self._database.close()
