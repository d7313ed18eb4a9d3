"""The rules of a running server: read again when a list changes, kept when it is bad."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from parley.domain.message import Flag
from parley.domain.ports import Exchange, TextClassifier
from parley.risk.lists import ListError, Lists, list_names, packaged_folder, read_lists
from parley.risk.registry import RuleSet, all_rules
from parley.risk.scope import RuleScope

_log = logging.getLogger(__name__)

# Path, time of change and size of every list.
_Signature = frozenset[tuple[str, int, int]]


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
        self._packaged = packaged if isinstance(packaged, Path) else None
        self._own = own
        self._read: Callable[[], Lists] = lambda: read_lists(packaged, own)
        self._scopes = tuple(scopes)
        self._classifier = classifier
        self._own_was_there = False
        self._strays: _Signature = frozenset()
        self._signature = self._look()
        self.rules = self._build()
        self._tell_of_own()

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        return self.rules.assess(exchange)

    def refresh(self) -> bool:
        """Read the lists again if a file changed; whether the rules are new ones.

        A list that cannot be used is refused with its reason in the log, and the rules stay as
        they are until it is mended. A file that is no list of any name is told of in the log, once
        for each change of it, and so is a folder that is gone.
        """
        self._tell_of_own()
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
        """Of every file that the rules are read from."""
        names = list_names()
        files = [self._own / name for name in names] if self._own else []
        if self._packaged:
            files += [self._packaged / name for name in names]
        return _signature(files)

    def _tell_of_own(self) -> None:
        """A word on what somebody might think that the rules are read from."""
        if self._own is None:
            return
        is_there = self._own.is_dir()
        if self._own_was_there and not is_there:
            _log.warning("the folder %s is gone: the packaged lists hold by themselves", self._own)
        self._own_was_there = is_there
        lists = {self._own / name for name in list_names()}
        found = {*self._own.glob("*.toml"), *self._own.glob("*/*.toml")} if is_there else set()
        strays = _signature(found - lists)
        for path in sorted(path for path, *_ in strays - self._strays):
            _log.warning(
                "%s is left out: lists are named like content/en.toml and false_friends/en-de.toml",
                path,
            )
        self._strays = strays


def _signature(files: Iterable[Path]) -> _Signature:
    found: set[tuple[str, int, int]] = set()
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)
