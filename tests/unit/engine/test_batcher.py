"""Batches: within budget, alike, urgent first, and never for nobody."""

import asyncio
import itertools
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from parley.domain.errors import Overloaded, Unavailable
from parley.domain.message import Priority
from parley.domain.ports import Hypothesis
from parley.engine.batcher import Batcher
from parley.engine.formats import Encoded
from support.batching import Build, Engine, ask, line, occupy


async def test_answers_come_in_the_order_of_the_question(build: Build, engine: Engine) -> None:
    """However batches were cut, each segment has its own hypothesis at its own place."""
    engine.go.set()
    names = [f"s{n}" for n in range(40)]
    sources = [line(name, 1 + (n * 7) % 19) for n, name in enumerate(names)]
    found = await build(batch_tokens=40).translate(sources, Priority.LIVE)
    assert [hypothesis.text for hypothesis in found] == [f"<{name}>" for name in names]
    assert await build().translate([], Priority.LIVE) == []


async def test_an_idle_engine_starts_at_once(build: Build, engine: Engine) -> None:
    """One segment does not wait for company, whatever its priority."""
    engine.go.set()
    async with asyncio.timeout(5):
        await build().translate([line("alone")], Priority.BACKFILL)
    assert engine.batches == [["alone"]]


async def test_what_gathers_while_the_engine_works_is_one_batch(
    build: Build, engine: Engine
) -> None:
    """Segments of many callers share a batch."""
    batcher = build()
    asked = [await occupy(batcher, engine)]
    asked += [await ask(batcher, line(name, 5)) for name in "abc"]
    engine.go.set()
    await asyncio.gather(*asked)
    assert engine.batches == [["first"], ["a", "b", "c"]]


async def test_a_batch_is_a_budget_of_padded_tokens(build: Build, engine: Engine) -> None:
    """Rows times the longest row never exceed the budget; nothing is left out for it."""
    batcher = build(batch_tokens=30)
    asked = [await occupy(batcher, engine)]
    asked += [await ask(batcher, line(f"s{n}", 1 + (n * 5) % 13)) for n in range(60)]
    engine.go.set()
    await asyncio.gather(*asked)
    assert all(max(rows) * len(rows) <= 30 for rows in engine.lengths)
    assert sum(map(len, engine.batches)) == 61
    assert len(engine.batches) < 40


async def test_a_segment_beyond_the_budget_goes_alone(build: Build, engine: Engine) -> None:
    """It is longer than any batch may be, and still translated."""
    batcher = build(batch_tokens=10)
    asked = [await occupy(batcher, engine)]
    asked += [await ask(batcher, line("long", 50)), await ask(batcher, line("longer", 60))]
    engine.go.set()
    await asyncio.gather(*asked)
    assert engine.batches[1:] == [["long"], ["longer"]]


async def test_like_lengths_go_together(build: Build, engine: Engine) -> None:
    """A short segment is not padded to a long one's length while there are others like it."""
    batcher = build(batch_tokens=1000)
    asked = [await occupy(batcher, engine)]
    for name, length in (("long1", 50), ("short1", 5), ("long2", 40), ("short2", 4)):
        asked.append(await ask(batcher, line(name, length)))
    engine.go.set()
    await asyncio.gather(*asked)
    assert engine.batches[1:] == [["long1", "long2"], ["short1", "short2"]]


async def test_live_chat_goes_first_and_backfill_last(build: Build, engine: Engine) -> None:
    """Whoever came first, the more urgent class is translated before; within one, the older."""
    batcher = build(batch_tokens=1)
    asked = [await occupy(batcher, engine)]
    for name, priority in (
        ("backfill", Priority.BACKFILL),
        ("email1", Priority.EMAIL),
        ("email2", Priority.EMAIL),
        ("live1", Priority.LIVE),
        ("live2", Priority.LIVE),
    ):
        asked.append(await ask(batcher, line(name), priority=priority))
    engine.go.set()
    await asyncio.gather(*asked)
    served = [name for batch in engine.batches[1:] for name in batch]
    assert served == ["live1", "live2", "email1", "email2", "backfill"]


async def test_work_of_callers_who_left_is_never_run(build: Build, engine: Engine) -> None:
    """A cancelled call's segments are dropped from the queue, the others' are not."""
    batcher = build()
    first = await occupy(batcher, engine)
    gone = await ask(batcher, line("gone1"), line("gone2"))
    stays = await ask(batcher, line("stays"))
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    engine.go.set()
    await asyncio.gather(first, stays)
    assert engine.batches == [["first"], ["stays"]]


async def test_a_caller_who_leaves_during_the_work_harms_nobody(
    build: Build, engine: Engine
) -> None:
    """Its batch goes on for the others in it, and so does the batcher."""
    batcher = build()
    first = await occupy(batcher, engine)
    gone, stays = await ask(batcher, line("gone")), await ask(batcher, line("stays"))
    engine.busy.clear()
    engine.go.set()
    await first
    await asyncio.to_thread(engine.busy.wait, 10)
    gone.cancel()
    assert [hypothesis.text for hypothesis in await stays] == ["<stays>"]
    assert len(await batcher.translate([line("next")], Priority.LIVE)) == 1


async def test_a_full_queue_is_refused(build: Build, engine: Engine) -> None:
    """Up to the limit calls wait, beyond it they are told to come again; then there is room."""
    batcher = build(queue_tokens=10)
    asked = [await occupy(batcher, engine), await ask(batcher, line("a", 6))]
    with pytest.raises(Overloaded) as refused:
        await batcher.translate([line("b", 3), line("c", 2)], Priority.LIVE)
    assert refused.value.reason == "QUEUE_FULL"
    assert refused.value.retry_after_s > 0
    asked.append(await ask(batcher, line("d", 4)))
    engine.go.set()
    await asyncio.gather(*asked)
    await batcher.translate([line("e", 10)], Priority.LIVE)
    assert sorted(itertools.chain(*engine.batches)) == ["a", "d", "e", "first"]


async def test_a_full_queue_takes_what_is_admitted(build: Build, engine: Engine) -> None:
    """It goes in behind the others; who comes after it is refused as before."""
    batcher = build(queue_tokens=10)
    asked = [await occupy(batcher, engine), await ask(batcher, line("a", 10))]
    late = batcher.translate([line("b", 30)], Priority.LIVE, admitted=True)
    asked.append(asyncio.create_task(late))
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await batcher.translate([line("c", 1)], Priority.LIVE)
    engine.go.set()
    await asyncio.gather(*asked)
    assert sorted(itertools.chain(*engine.batches)) == ["a", "b", "first"]


async def test_what_was_translated_is_scored_although_the_queue_is_full(
    build: Build, engine: Engine
) -> None:
    """It was let in when it came; refused now, it would have been translated for nothing."""
    batcher = build(queue_tokens=10)
    asked = [await occupy(batcher, engine), await ask(batcher, line("a", 10))]
    asked.append(await ask(batcher, replace(line("b", 3), written=("c",))))
    asked.append(await ask(batcher, replace(line("d", 3), written=("e",))))
    engine.go.set()
    await asyncio.gather(*asked)
    assert sorted(itertools.chain(*engine.batches)) == ["a", "b", "d", "first"]


async def test_a_text_larger_than_the_queue_may_come_alone(build: Build, engine: Engine) -> None:
    """A limit on waiting is no limit on what one caller may ask."""
    engine.go.set()
    found = await build(queue_tokens=3).translate([line("a", 5), line("b", 5)], Priority.LIVE)
    assert len(found) == 2


async def test_callers_who_left_make_room_at_once(build: Build, engine: Engine) -> None:
    """A queue full of cancelled work is not full."""
    batcher = build(queue_tokens=10)
    first = await occupy(batcher, engine)
    gone = await ask(batcher, line("gone", 10))
    gone.cancel()
    await asyncio.wait((gone,))
    try:
        stays = await ask(batcher, line("stays", 10))
        engine.go.set()
        assert len(await stays) == 1
    finally:
        engine.go.set()
        await first


async def test_an_error_reaches_the_callers_and_the_batcher_goes_on(
    build: Build, engine: Engine
) -> None:
    """Everyone in the failed batch is told, and the next batch is run."""
    batcher = build()
    engine.fail = ValueError("broken")
    asked = [await occupy(batcher, engine)]
    engine.go.set()
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError]
    engine.go.clear()
    engine.busy.clear()
    asked = [await occupy(batcher, engine)]
    engine.fail = None
    asked += [await ask(batcher, line("a"), line("b")), await ask(batcher, line("c"))]
    engine.go.set()
    await asyncio.gather(*asked)
    engine.fail = ValueError("broken again")
    with pytest.raises(ValueError, match="broken again"):
        await batcher.translate([line("d"), line("e")], Priority.LIVE)
    assert len(await batcher.translate([line("f")], Priority.LIVE)) == 1


async def test_closing_finishes_the_queue_and_takes_no_more(build: Build, engine: Engine) -> None:
    """What was asked before the close is answered, what comes after is refused."""
    batcher = build(batch_tokens=1)
    asked = [await occupy(batcher, engine)]
    asked += [await ask(batcher, line(name)) for name in "abc"]
    closing = asyncio.create_task(batcher.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refused:
        await batcher.translate([line("late")], Priority.LIVE)
    assert refused.value.reason == "DRAINING"
    engine.go.set()
    await closing
    assert all(task.done() for task in asked)
    assert engine.batches == [["first"], ["a"], ["b"], ["c"]]


async def test_a_refused_caller_is_told_when_the_queue_will_be_shorter(
    build: Build, engine: Engine
) -> None:
    """The longer the queue for the speed of the last batches, the later to come again."""
    batcher = build(queue_tokens=1_000, batch_tokens=10)
    engine.go.set()
    await batcher.translate([line("measured", 10)], Priority.LIVE)
    engine.go.clear()
    engine.busy.clear()
    asked = [await occupy(batcher, engine), await ask(batcher, line("big", 990))]
    with pytest.raises(Overloaded) as refused:
        await batcher.translate([line("more", 100)], Priority.LIVE)
    assert 0.1 <= refused.value.retry_after_s <= 10
    engine.go.set()
    await asyncio.gather(*asked)


async def test_several_workers_translate_side_by_side() -> None:
    """Two batches are under way at once: each waits for the other to have begun."""
    together = threading.Barrier(2)

    def run(sources: Sequence[Encoded]) -> list[Hypothesis]:
        together.wait(10)
        return [Hypothesis(source.pieces[0], None, "fake") for source in sources]

    batcher = Batcher(run, workers=2, batch_tokens=1, queue_tokens=100)
    found = await batcher.translate([line("a"), line("b")], Priority.LIVE)
    await batcher.close()
    assert [hypothesis.text for hypothesis in found] == ["a", "b"]


async def test_two_free_workers_share_what_waits(engine: Engine) -> None:
    """A batch is not filled to the budget while another worker has nothing to do."""
    batcher = Batcher(engine.run, workers=2, batch_tokens=40, queue_tokens=1_000)
    asked = await ask(batcher, *(line(f"s{n}") for n in range(40)))
    engine.go.set()
    await asked
    await batcher.close()
    assert max(map(len, engine.batches)) <= 20
    assert sum(map(len, engine.batches)) == 40
