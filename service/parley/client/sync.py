"""The client for plain code: the asyncio one, run on a thread of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import update_wrapper
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from parley.client.aio import AsyncParley

P = ParamSpec("P")
R = TypeVar("R")


def _blocking(
    method: Callable[Concatenate[AsyncParley, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate["Parley", P], R]:
    def call(self: "Parley", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._run(method(self._client, *args, **kwargs))

    return update_wrapper(call, method)


def _iterating(
    method: Callable[Concatenate[AsyncParley, P], AsyncIterator[R]],
) -> Callable[Concatenate["Parley", P], Iterator[R]]:
    def call(self: "Parley", /, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        items = method(self._client, *args, **kwargs)
        # What Ctrl-C left waiting for the next item ends before the iterator can be closed.
        turn = asyncio.Lock()

        async def take() -> R:
            async with turn:
                return await anext(items)

        async def end() -> None:
            close = getattr(items, "aclose", None)
            if close is not None:
                async with turn:
                    await close()

        try:
            while True:
                try:
                    item = self._run(take())
                except StopAsyncIteration:
                    return
                yield item
        finally:
            # Closing the client ends all iterators by itself.
            if not self._closed:
                self._run(end())

    return update_wrapper(call, method)


class Parley:
    """`AsyncParley` without await: the same methods, the same errors."""

    def __init__(self, target: str, *, timeout_s: float = 30.0) -> None:
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="parley-client", daemon=True
        )
        self._thread.start()

        async def connect() -> AsyncParley:
            return AsyncParley(target, timeout_s=timeout_s)

        self._client = self._run(connect())

    def __enter__(self) -> "Parley":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and end the thread; closing twice is no error.

        Calls that other threads wait in are cancelled.
        """
        if self._closed:
            return
        leaving = asyncio.run_coroutine_threadsafe(self._leave(), self._loop)
        self._closed = True
        leaving.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _leave(self) -> None:
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._client.close()

    def _run(self, work: Coroutine[Any, Any, R]) -> R:
        if self._closed:
            work.close()
            raise RuntimeError("this client is closed")
        answer = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return answer.result()
        finally:
            # Ctrl-C ends the wait, and does not reach the thread that works.
            answer.cancel()

    is_serving = _blocking(AsyncParley.is_serving)
    translate = _blocking(AsyncParley.translate)
    detect = _blocking(AsyncParley.detect)
    assess = _blocking(AsyncParley.assess)
    languages = _blocking(AsyncParley.languages)
    open_conversation = _blocking(AsyncParley.open_conversation)
    conversation = _blocking(AsyncParley.conversation)
    close_conversation = _blocking(AsyncParley.close_conversation)
    override_escalation = _blocking(AsyncParley.override_escalation)
    send = _blocking(AsyncParley.send)
    messages = _blocking(AsyncParley.messages)
    record_outcome = _blocking(AsyncParley.record_outcome)
    erase_customer = _blocking(AsyncParley.erase_customer)
    events = _iterating(AsyncParley.events)
    review_items = _blocking(AsyncParley.review_items)
    released_items = _iterating(AsyncParley.released_items)
    review_item = _blocking(AsyncParley.review_item)
    claim = _blocking(AsyncParley.claim)
    renew = _blocking(AsyncParley.renew)
    release = _blocking(AsyncParley.release)
    reject = _blocking(AsyncParley.reject)
    escalate = _blocking(AsyncParley.escalate)
    release_alike = _blocking(AsyncParley.release_alike)
    alike = _blocking(AsyncParley.alike)
    undo_release = _blocking(AsyncParley.undo_release)
    give_back = _blocking(AsyncParley.give_back)
    watch_reviews = _iterating(AsyncParley.watch_reviews)
    review_changes = _iterating(AsyncParley.review_changes)
    audit_entries = _iterating(AsyncParley.audit_entries)
    report = _blocking(AsyncParley.report)
    reviewers = _blocking(AsyncParley.reviewers)
    reviewer = _blocking(AsyncParley.reviewer)
    create_reviewer = _blocking(AsyncParley.create_reviewer)
    update_reviewer = _blocking(AsyncParley.update_reviewer)
    policies = _blocking(AsyncParley.policies)
    policy = _blocking(AsyncParley.policy)
    check_policy = _blocking(AsyncParley.check_policy)
    update_policy = _blocking(AsyncParley.update_policy)
    reset_policy = _blocking(AsyncParley.reset_policy)
    memory_units = _iterating(AsyncParley.memory_units)
    memory_unit = _blocking(AsyncParley.memory_unit)
    create_memory_unit = _blocking(AsyncParley.create_memory_unit)
    update_memory_unit = _blocking(AsyncParley.update_memory_unit)
    delete_memory_unit = _blocking(AsyncParley.delete_memory_unit)
    suggest = _blocking(AsyncParley.suggest)
    import_memory = _blocking(AsyncParley.import_memory)
    export_memory = _iterating(AsyncParley.export_memory)
    glossary_terms = _blocking(AsyncParley.glossary_terms)
    create_term = _blocking(AsyncParley.create_term)
    update_term = _blocking(AsyncParley.update_term)
    delete_term = _blocking(AsyncParley.delete_term)
    glossary_proposals = _blocking(AsyncParley.glossary_proposals)
    accept_proposal = _blocking(AsyncParley.accept_proposal)
    dismiss_proposal = _blocking(AsyncParley.dismiss_proposal)
    import_glossary = _blocking(AsyncParley.import_glossary)
    export_glossary = _iterating(AsyncParley.export_glossary)
