"""Dropping what the engine keeps of somebody's words, those under way included."""

from collections.abc import Iterator
from contextlib import contextmanager

from parley.domain.ports import Translator


class Forgetting:
    """The engine's cache, and the texts that may still put something into it."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._times = 0

    def forget(self) -> None:
        """Drop texts that the engine keeps to spare work."""
        self._times += 1
        self._translator.forget()

    @contextmanager
    def of_one_text(self) -> Iterator[None]:
        """Around all that one text asks of the engine.

        What it asks after a `forget` is kept like anybody's, so that it is dropped at the end.
        """
        before = self._times
        try:
            yield
        finally:
            if self._times != before:
                self._translator.forget()
