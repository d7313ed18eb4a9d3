"""The rules of a running server: read again when a list changes, kept when it is bad."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from parley.domain.message import Flag
from parley.domain.ports import Exchange, TextClassifier
from parley.risk.lists import ListError, Lists, packaged_folder, read_lists
from parley.risk.registry import RuleSet, all_rules
from parley.risk.scope import RuleScope

_log = logging.getLogger(__name__)

# Path, time of change and size of every list.
_Signature = tuple[tuple[str, int, int], ...]


class LiveRules:
    """A RiskAssessor over the packaged lists and a deployment's own."""

    def __init__(
        self,
        own: Path | None = None,
        scopes: Sequence[RuleScope] = (),
        classifier: TextClassifier | None = None,
    ) -> None:
        """Read the lists.

        Args:
            own: the deployment's folder; it need not be there yet.
            scopes: which rules speak where; a later one has the last word.
            classifier: for the second look of the rules by likeness.

        Raises:
            ListError: a list cannot be used.
        """
        packaged = packaged_folder()
        self._folders = [folder for folder in (packaged, own) if isinstance(folder, Path)]
        self._read: Callable[[], Lists] = lambda: read_lists(packaged, own)
        self._scopes = tuple(scopes)
        self._classifier = classifier
        self._signature = self._look()
        self.rules = self._build()

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        return self.rules.assess(exchange)

    def refresh(self) -> bool:
        """Read the lists again if a file changed; whether the rules are new ones.

        A list that cannot be used is refused with its reason in the log, and the rules stay as
        they are until it is mended.
        """
        signature = self._look()
        if signature == self._signature:
            return False
        self._signature = signature
        try:
            self.rules = self._build()
        except ListError as error:
            _log.error("lists refused, the old ones go on: %s", error)
            return False
        _log.info("the lists were read again")
        return True

    async def watch(self, every_s: float) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await asyncio.to_thread(self.refresh)
            except Exception:
                # The watch must outlive whatever a strange folder does to it.
                _log.exception("could not look for lists")

    def _build(self) -> RuleSet:
        return RuleSet(all_rules(self._read(), self._classifier), self._scopes)

    def _look(self) -> _Signature:
        found: list[tuple[str, int, int]] = []
        for folder in self._folders:
            for file in sorted(folder.glob("*/*.toml")):
                try:
                    status = file.stat()
                except OSError:
                    continue
                found.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(found)
