"""The order of service: nobody is lost, nobody starves, and tenants share."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.message import Priority
from parley.engine.queue import PATIENCE_S, Place, Queue

PLACES = st.lists(
    st.tuples(
        st.integers(1, 60),
        st.sampled_from(Priority),
        st.sampled_from(["shop", "bank", "phone"]),
        st.floats(0, 5),
    ),
    max_size=60,
)


def place(name: str, tokens: int = 1, priority: Priority = Priority.LIVE, tenant: str = "",
          arrived: float = 0.0) -> Place[str]:  # fmt: skip
    return Place(name, tokens, priority, tenant, arrived)


def names(batch: list[Place[str]]) -> list[str]:
    return [each.work for each in batch]


def drained(queue: Queue[str], budget: int, now: float = 0.0) -> list[list[str]]:
    batches = []
    while batch := queue.take(budget, now):
        batches.append(names(batch))
    return batches


@given(PLACES, st.integers(1, 100), st.data())
def test_every_place_is_taken_once_and_those_who_left_never(
    places: list[tuple[int, Priority, str, float]], budget: int, data: st.DataObject
) -> None:
    """Whatever comes and goes between batches, nothing is lost, doubled, or over the budget."""
    queue: Queue[str] = Queue()
    made = [place(str(i), *rest) for i, rest in enumerate(places)]
    waiting, served, gone = list(made), [], set()
    now = 0.0
    while waiting or queue:
        for _ in range(data.draw(st.integers(1, 10))):
            if waiting:
                queue.push(waiting.pop())
        pushed = [each for each in made if each not in waiting]
        leaver = data.draw(st.sampled_from(pushed))
        if not leaver.left:
            queue.leave(leaver)
            gone.add(leaver.work)
        batch = queue.take(budget, now)
        assert len(batch) <= 1 or max(p.tokens for p in batch) * len(batch) <= budget
        served += names(batch)
        now += data.draw(st.floats(0, 2))
    assert sorted([*served, *gone], key=int) == [each.work for each in made]
    assert (queue.tokens, queue.places) == (0, 0)


@given(st.integers(1, 30), st.sampled_from([Priority.EMAIL, Priority.BACKFILL]))
def test_nothing_starves_however_much_chat_comes(backlog: int, priority: Priority) -> None:
    """Each batch a new chat line arrives; an older e-mail still has its turn, again and again."""
    queue: Queue[str] = Queue()
    for number in range(backlog):
        queue.push(place(f"old{number}", priority=priority))
    now = PATIENCE_S[priority]
    served: list[str] = []
    for number in range(4 * backlog):
        now += 0.1
        queue.push(place(f"chat{number}", arrived=now))
        served += names(queue.take(1, now))
    assert [name for name in served if name.startswith("old")] == [
        f"old{number}" for number in range(backlog)
    ]


def test_a_backlog_of_old_e_mail_does_not_hold_chat_up() -> None:
    """However long e-mail is overdue, a chat line waits for one batch of it at the most."""
    queue: Queue[str] = Queue()
    for number in range(1_000):
        queue.push(place(f"mail{number}", priority=Priority.EMAIL))
    now, waits = 100.0, []
    for number in range(50):
        now += 1
        queue.push(place(f"chat{number}", arrived=now))
        batches = 0
        while f"chat{number}" not in names(queue.take(1, now)):
            batches += 1
        waits.append(batches)
    assert max(waits) == 1


@given(st.integers(2, 200), st.integers(1, 40))
def test_a_tenant_with_many_lines_does_not_keep_another_s_few_waiting(
    many: int, tokens: int
) -> None:
    """With lines of the same length, tenants alternate while both have some."""
    queue: Queue[str] = Queue()
    for number in range(many):
        queue.push(place(f"a{number}", tokens, tenant="a"))
    queue.take(tokens, 0.0)
    queue.push(place("b0", tokens, tenant="b"))
    queue.push(place("b1", tokens, tenant="b"))
    order = list(itertools.chain(*drained(queue, tokens)))
    assert order.index("b0") <= 1
    assert order.index("b1") <= 3


def test_tenants_share_by_tokens_not_by_lines() -> None:
    """Who sends long lines gets fewer of them through."""
    queue: Queue[str] = Queue()
    for number in range(20):
        queue.push(place(f"long{number}", 40, tenant="a"))
        queue.push(place(f"short{number}", 10, tenant="b"))
    order = list(itertools.chain(*drained(queue, 1)))[:10]
    assert sum(name.startswith("long") for name in order) == 2


def test_a_tenant_that_was_away_has_no_credit() -> None:
    """Coming back after long silence, it takes turns; it does not catch up."""
    queue: Queue[str] = Queue()
    queue.push(place("b", tenant="b"))
    queue.take(1, 0.0)
    for number in range(100):
        queue.push(place(f"a{number}", tenant="a"))
        queue.take(1, 0.0)
    for number in range(10):
        queue.push(place(f"a'{number}", tenant="a"))
        queue.push(place(f"b'{number}", tenant="b"))
    order = list(itertools.chain(*drained(queue, 1)))[:6]
    assert sum(name.startswith("b") for name in order) == pytest.approx(3, abs=1)
