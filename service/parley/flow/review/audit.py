"""Reading the audit log."""

from parley.domain.audit import AuditEntry
from parley.domain.errors import InvalidInput
from parley.domain.ports import AuditStore


class AuditFlow:
    """The log of every action, for who asks later."""

    def __init__(self, store: AuditStore) -> None:
        self._store = store

    async def entries(self, after_sequence: int, subject: str, limit: int) -> list[AuditEntry]:
        """Entries by sequence, of one subject ("review_item/ID", "reviewer/ID") or of all.

        Raises:
            InvalidInput: INVALID_CURSOR.
        """
        if after_sequence < 0:
            raise InvalidInput("INVALID_CURSOR", "a cursor is not negative", field="after_sequence")
        return await self._store.audit_entries(after_sequence, subject, limit)
