"""The order of service: nobody is lost, nobody starves, and tenants share."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.domain.message import Priority
from parley.engine.queue import PATIENCE_S, Call, Place, Queue

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
    """The only place of a call."""
    return Place(name, tokens, Call(priority, tenant, arrived))


def text(name: str, *tokens: int) -> list[Place[str]]:
    """One live call with several segments."""
    call = Call(Priority.LIVE, "", 0.0)
    return [Place(f"{name}{number}", each, call) for number, each in enumerate(tokens)]


def names(batch: list[Place[str]]) -> list[str]:
    return [each.work for each in batch]


def drained(queue: Queue[str], budget: int, now: float = 0.0) -> list[list[str]]:
    batches = []
    while batch := queue.take(budget, now):
        batches.append(names(batch))
    return batches


@settings(deadline=None)
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


@settings(deadline=None)
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


@settings(deadline=None)
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


def test_a_line_is_not_stuck_behind_a_long_text_of_the_same_tenant() -> None:
    """Whenever it comes, it is in the next batch or the one after it."""
    queue: Queue[str] = Queue()
    for each in text("mail", *(10 + number % 50 for number in range(1_500))):
        queue.push(each)
    waits = []
    for number in range(40):
        queue.push(place(f"chat{number}", 8))
        batches = 1
        while f"chat{number}" not in names(queue.take(512, 0.0)):
            batches += 1
        waits.append(batches)
        queue.take(512, 0.0)
    assert max(waits) <= 2


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.lists(st.integers(1, 80), min_size=1, max_size=80)),
        min_size=1,
        max_size=15,
    )
)
def test_before_a_call_go_two_rounds_of_the_others_and_no_more(
    calls: list[tuple[int, list[int]]],
) -> None:
    """A call comes after some more places were served. Its first one waits for no more tokens of
    each call before it than two rounds hold, and the segment that the second ends in; and those
    who come later do not overtake it.
    """
    queue: Queue[str] = Queue()
    made: list[list[Place[str]]] = []
    served: list[Place[str]] = []
    since: list[int] = []
    for index, (before, lengths) in enumerate(calls):
        for _ in range(before):
            served += queue.take(1, 0.0)
        made.append(text(f"{index}.", *lengths))
        since.append(len(served))
        for each in made[-1]:
            queue.push(each)
    while queue:
        served += queue.take(1, 0.0)
    firsts = [served.index(places[0]) for places in made]
    assert firsts == sorted(firsts)
    for index, places in enumerate(made):
        overtaking = served[since[index] : firsts[index]]
        for other in made[:index]:
            tokens = [each.tokens for each in overtaking if each.call is other[0].call]
            assert sum(tokens[:-1]) < 2 * 128
        own = [each for each in served if each.call is places[0].call]
        assert own == places


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 40), st.integers(1, 600))
def test_a_long_text_has_its_turns_however_many_lines_come(
    waiting: int, tokens: int, budget: int
) -> None:
    """For every line that is served a new one comes; and yet in each round of the text no more
    batches begin with a line than lines waited at a time.
    """
    queue: Queue[str] = Queue()
    mail = text("mail", *[20] * 60)
    for each in mail:
        queue.push(each)
    number = itertools.count()
    for _ in range(waiting):
        queue.push(place(f"chat{next(number)}", tokens))
    begun, rounds = 0, 1 + 60 * 20 // 128
    while not mail[-1].left:
        batch = names(queue.take(budget, 0.0))
        begun += batch[0].startswith("chat")
        for name in batch:
            if name.startswith("chat"):
                queue.push(place(f"chat{next(number)}", tokens))
        assert begun <= waiting * rounds


def test_a_message_of_a_few_sentences_is_served_as_a_whole() -> None:
    """What fits in a round is not cut by lines that came later, and lines go as they came."""
    queue: Queue[str] = Queue()
    for each in [*text("a", 40, 40, 40), place("b", 8), place("c", 50), *text("d", 5, 5)]:
        queue.push(each)
    assert list(itertools.chain(*drained(queue, 1))) == ["a0", "a1", "a2", "b", "c", "d0", "d1"]


def test_what_a_call_leaves_behind_keeps_no_place() -> None:
    """However much was given up, what stays is served, and nothing else is remembered."""
    queue: Queue[str] = Queue()
    mail = text("mail", *[60] * 100)
    for each in [*mail, place("chat")]:
        queue.push(each)
    for each in mail[:-1]:
        queue.leave(each)
        queue.leave(each)
    assert (queue.places, queue.tokens) == (2, 61)
    assert sorted(itertools.chain(*drained(queue, 1))) == ["chat", "mail99"]
