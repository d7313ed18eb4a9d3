"""What admins changed of policies, in SQLite."""

from parley.domain.audit import Action, step_of_policy
from parley.domain.channel_policy import PolicyEdit, PolicySettings
from parley.domain.errors import Conflict
from parley.store.codec import from_json, to_json
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements


class SqlitePolicies:
    """The PolicyStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def policy_edits(self) -> list[PolicyEdit]:
        rows = await self._database.read(lambda sql: sql.all("policy_edits"))
        return [from_json(row["body"], PolicyEdit) for row in rows]

    async def policy_revision(self) -> int:
        row = await self._database.read(lambda sql: sql.one("policy_revision"))
        assert row is not None
        return int(row["revision"])

    async def put_policy_edit(
        self, edit: PolicyEdit, before: PolicySettings, after: PolicySettings, action: Action
    ) -> None:
        def work(sql: Statements) -> None:
            row = sql.one("policy_edit_version", channel=edit.channel)
            version = 0 if row is None else int(row["version"])
            if version != edit.version - 1:
                raise Conflict(
                    "ETAG_MISMATCH", "the policy changed since it was read", current=str(version)
                )
            sql.run(
                "put_policy_edit",
                channel=edit.channel,
                version=edit.version,
                body=to_json(edit),
            )
            write_down(sql, action, step_of_policy(edit, before, after), message_id=None)

        await self._database.write(work)
