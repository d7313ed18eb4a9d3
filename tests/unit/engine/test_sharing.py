"""What is translated once for several callers, and what is remembered."""

import asyncio
import itertools

from parley.domain.message import Priority
from parley.engine.formats import Encoded
from support.batching import Build, Engine, ask, line, occupy


async def test_what_two_callers_ask_at_once_is_translated_once(
    build: Build, engine: Engine
) -> None:
    """Both get the answer, whether the first's segment waits or is under way."""
    batcher = build()
    asked = [await occupy(batcher, engine), await ask(batcher, line("first"))]
    asked += [await ask(batcher, line("same")), await ask(batcher, line("same"), line("same"))]
    engine.go.set()
    found = await asyncio.gather(*asked)
    assert engine.batches == [["first"], ["same"]]
    assert [[hypothesis.text for hypothesis in each] for each in found] == [
        ["<first>"], ["<first>"], ["<same>"], ["<same>", "<same>"],
    ]  # fmt: skip


async def test_one_caller_who_leaves_does_not_take_the_other_s_segment_along(
    build: Build, engine: Engine
) -> None:
    """A shared segment is dropped when the last one leaves, not before."""
    batcher = build()
    asked = [await occupy(batcher, engine)]
    gone, stays = await ask(batcher, line("same")), await ask(batcher, line("same"))
    both = [await ask(batcher, line("nobody's")), await ask(batcher, line("nobody's"))]
    for task in (gone, *both):
        task.cancel()
    await asyncio.wait((gone, *both))
    engine.go.set()
    await asyncio.gather(*asked, stays)
    assert engine.batches == [["first"], ["same"]]


async def test_a_more_urgent_caller_moves_a_shared_segment_forward(
    build: Build, engine: Engine
) -> None:
    """Chat that asks what backfill asked before does not wait as backfill does."""
    batcher = build(batch_tokens=1)
    asked = [await occupy(batcher, engine)]
    asked.append(await ask(batcher, line("same"), priority=Priority.BACKFILL))
    asked.append(await ask(batcher, line("mail"), priority=Priority.EMAIL))
    asked.append(await ask(batcher, line("same"), priority=Priority.LIVE))
    engine.go.set()
    await asyncio.gather(*asked)
    assert engine.batches == [["first"], ["same"], ["mail"]]


async def test_a_line_moves_a_segment_of_a_long_text_forward(build: Build, engine: Engine) -> None:
    """Of the same tenant and as urgent, but its turn comes sooner; the text's own does not move
    for a second line, which would be no sooner.
    """
    batcher = build(batch_tokens=1)
    asked = [await occupy(batcher, engine)]
    asked.append(await ask(batcher, *(line(f"s{n}", 100) for n in range(9)), line("thanks")))
    asked += [await ask(batcher, line("thanks")) for _ in range(2)]
    engine.go.set()
    found = await asyncio.gather(*asked)
    served = list(itertools.chain(*engine.batches))
    assert served == ["first", "s0", "s1", "thanks", *(f"s{n}" for n in range(2, 9))]
    assert [each[-1].text for each in found[1:]] == ["<thanks>"] * 3


async def test_a_long_text_whose_caller_left_leaves_a_shared_segment(
    build: Build, engine: Engine
) -> None:
    """What a line asked for as well stays at its turn, the rest goes."""
    batcher = build(batch_tokens=1)
    first = await occupy(batcher, engine)
    gone = await ask(batcher, *(line(f"s{n}", 100) for n in range(9)), line("thanks"))
    stays = await ask(batcher, line("thanks"))
    gone.cancel()
    await asyncio.wait((gone,))
    engine.go.set()
    await asyncio.gather(first, stays)
    assert engine.batches == [["first"], ["thanks"]]


async def test_what_is_known_is_not_translated_again(build: Build, engine: Engine) -> None:
    """With a cache a segment is translated once, without one every time it comes."""
    engine.go.set()
    remembers, forgets = build(cached_segments=10), build(cached_segments=0)
    for batcher in (remembers, remembers, forgets, forgets):
        found = await batcher.translate([line("a"), line("b")], Priority.LIVE)
        assert [hypothesis.text for hypothesis in found] == ["<a>", "<b>"]
    assert engine.batches == [["a", "b"]] * 3


async def test_what_was_asked_for_before_it_forgot_is_answered_and_not_kept(
    build: Build, engine: Engine
) -> None:
    """Whether it was in a batch or still in the queue; what comes later is kept again."""
    batcher = build(cached_segments=10)
    asked = [await occupy(batcher, engine), await ask(batcher, line("queued"))]
    batcher.forget()
    engine.go.set()
    assert [each[0].text for each in await asyncio.gather(*asked)] == ["<first>", "<queued>"]
    for _ in range(2):
        await batcher.translate([line("first"), line("queued")], Priority.LIVE)
    assert engine.batches == [["first"], ["queued"], ["first", "queued"]]


async def test_only_the_very_same_question_is_known(build: Build, engine: Engine) -> None:
    """Another direction, another beginning or another text is another question."""
    engine.go.set()
    batcher = build(cached_segments=10)
    for pieces, prefix, text in (
        (["x"], [], "x"), ([">>de<<", "x"], [], "x"), (["x"], ["de"], "x"), (["x"], [], "X"),
    ):  # fmt: skip
        await batcher.translate([Encoded(pieces, prefix, text, ("en", "de"))], Priority.LIVE)
    assert len(engine.batches) == 4


async def test_a_failure_is_not_remembered(build: Build, engine: Engine) -> None:
    """What failed once is tried again, and its callers are all told."""
    batcher = build(cached_segments=10)
    engine.fail = ValueError("broken")
    asked = [await occupy(batcher, engine), await ask(batcher, line("first"))]
    engine.go.set()
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError]
    assert len(await batcher.translate([line("first")], Priority.LIVE)) == 1
