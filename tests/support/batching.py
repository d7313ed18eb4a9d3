"""An engine that works only while it is let, and calls that wait for it."""

import asyncio
import threading
from collections.abc import Callable, Sequence

from parley.domain.message import Priority
from parley.domain.ports import Hypothesis
from parley.engine.batcher import Batcher
from parley.engine.formats import Encoded

Build = Callable[..., Batcher]


def line(name: str, length: int = 1) -> Encoded:
    """A segment of `length` pieces that is known by its first."""
    return Encoded([name, *["_"] * (length - 1)], [], name, ("en", "de"))


class Engine:
    """Records batches; works only while it is let."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.lengths: list[list[int]] = []
        self.go = threading.Event()
        self.busy = threading.Event()
        self.fail: Exception | None = None

    def run(self, sources: Sequence[Encoded]) -> list[Hypothesis]:
        self.batches.append([source.pieces[0] for source in sources])
        self.lengths.append([len(source) for source in sources])
        self.busy.set()
        assert self.go.wait(10)
        if self.fail:
            error, self.fail = self.fail, None
            raise error
        return [Hypothesis(f"<{source.pieces[0]}>", None, "fake") for source in sources]


Asked = asyncio.Task[list[Hypothesis]]


async def ask(batcher: Batcher, *sources: Encoded, priority: Priority = Priority.LIVE) -> Asked:
    """A call that has put its segments in the queue."""
    task = asyncio.create_task(batcher.translate(sources, priority))
    await asyncio.sleep(0)
    return task


async def occupy(batcher: Batcher, engine: Engine) -> Asked:
    """Keep the engine at work on a batch, so that what comes next gathers in the queue."""
    task = await ask(batcher, line("first"))
    await asyncio.to_thread(engine.busy.wait, 10)
    return task
