"""All of the record in one SQLite file."""

from pathlib import Path

from parley.store.sqlite.accounts import SqliteAccounts
from parley.store.sqlite.audit import SqliteAudit
from parley.store.sqlite.conversations import SqliteConversations
from parley.store.sqlite.database import Database, ReadOnlyDatabase
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
    """The Store port."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open a file, and bring its schema up to date.

        Args:
            path: of a file that is made where there is none.
            read_only: change nothing, not even the schema; whatever writes raises.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE, if the file cannot be opened or is no database.
            WrongState: SCHEMA_TOO_NEW, and of one that is only read SCHEMA_TOO_OLD and
                FOREIGN_DATABASE.
        """
        # The nouns share one database: each base would only set the same attribute.
        self._database = ReadOnlyDatabase(path) if read_only else Database(path)

    async def close(self) -> None:
        await self._database.close()
