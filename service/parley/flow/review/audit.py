"""Reading the audit log, and telling whether it is whole."""

from dataclasses import dataclass
from datetime import datetime

from parley.domain.audit import AuditEntry, ChainCheck
from parley.domain.errors import InvalidInput
from parley.domain.ports import AuditFound, AuditSearch, AuditStore, Clock

_STEP = 2_000


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the chain was followed.

    Attributes:
        began_at: when it was begun, from the first entry on.
        entries: that hold so far.
        head: the hash of the last of them, which can be kept elsewhere.
        erased: texts of these that were erased, which is no fault.
        fault: what is wrong with the next one; empty for nothing.
        is_done: the end or a fault is reached.
    """

    began_at: datetime
    entries: int
    head: str
    erased: int
    fault: str
    is_done: bool


class AuditFlow:
    """The log of every action, for who asks later."""

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._check = ChainCheck()
        self._verification: Verification | None = None

    @property
    def verification(self) -> Verification | None:
        """The last one; None before the first."""
        return self._verification

    async def entries(self, after_sequence: int, subject: str, limit: int) -> list[AuditEntry]:
        """Entries by sequence, of one subject ("review_item/ID", "reviewer/ID") or of all.

        Raises:
            InvalidInput: INVALID_CURSOR.
        """
        if after_sequence < 0:
            raise InvalidInput("INVALID_CURSOR", "a cursor is not negative", field="after_sequence")
        return await self._store.audit_entries(after_sequence, subject, limit)

    async def search(self, search: AuditSearch) -> AuditFound:
        """The newest entries that fit."""
        return await self._store.search_audit(search)

    async def verify(self) -> Verification:
        """Begin to follow the chain from its first entry, whatever was followed before."""
        self._check = ChainCheck()
        self._verification = Verification(self._clock.now(), 0, self._check.hash, 0, "", False)
        return await self.verify_on()

    async def verify_on(self) -> Verification:
        """Follow the chain for some thousand entries more; done, it stays as it is."""
        now = self._verification
        if now is None:
            return await self.verify()
        if now.is_done:
            return now
        check = self._check
        entries = await self._store.audit_entries(check.sequence, "", _STEP)
        if check is not self._check or now is not self._verification:
            # Somebody else asked meanwhile, and has come further.
            return self._verification or now
        fault = next((found for entry in entries if (found := check.fault(entry))), "")
        self._verification = Verification(
            began_at=now.began_at,
            entries=check.sequence,
            head=check.hash,
            erased=check.erased,
            fault=fault,
            is_done=bool(fault) or len(entries) < _STEP,
        )
        return self._verification
