"""A correction from releases that came about as they do in service."""

import asyncio
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from parley.app.recalibration import Recalibration
from parley.cli.main import cli
from parley.domain.decide import Policy, Thresholds
from parley.domain.message import Origin, Severity
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, Cause, ReleaseTag, ReviewItem, ReviewState
from parley.evaluation.recalibrate import ece, recalibrate
from parley.evaluation.verdicts import LineVerdict, effective, verdicts_by_direction, weighed
from parley.risk.confidence.calibrated import logistic
from parley.risk.confidence.correction import Correction, Weighed
from parley.risk.confidence.uncalibrated import DRAWN_DOWN
from parley.store.sqlite import SqliteStore
from support.build import conversation, flag, item, later, translation
from support.flows import Service
from support.review import add

POLICY = Policy(hold_below=0.1, review_below=0.6, audit_share=0.4)
CONFIG = "[channels.chat]\nhold_below = 0.1\nreview_below = 0.6\naudit_share = 0.4\n"
STYLE = ReleaseTag("style/awkward-style", Cause.MODEL)
WRONG = flag(Severity.MAJOR, "number-mismatch")
AUDIT = flag(Severity.MINOR, "audit")
# The model is far too sure of itself here, and tells bad from good a little less well.
TRUTH = Correction(0.7, -1.2)
MESSAGES = 500


def lines() -> Iterator[tuple[str, float, bool, bool]]:
    """(source, confidence, whether the translation is right, whether a rule flags it)."""
    chance = random.Random(11)
    for number in range(MESSAGES):
        word = "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))
        confidence = logistic(chance.uniform(-2.5, 3.5))
        right = chance.random() < TRUTH.apply(confidence)
        # A rule sees half of what is wrong, and now and then something that is not.
        yield f"Zeile {word}", confidence, right, chance.random() < (0.05 if right else 0.5)


async def serve(service: Service) -> list[Weighed]:
    """Every message with the truth about it; those that asked for it are reviewed by then."""
    service.policies[""] = POLICY
    truth: dict[str, bool] = {}
    everything: list[Weighed] = []
    for text, confidence, right, flagged in lines():
        # What it takes for the uncalibrated confidence to be this.
        service.translator.log_prob = math.log(confidence) / DRAWN_DOWN
        if flagged:
            service.assessor.by_source[text] = WRONG
        conversation = text.replace(" ", "-")
        await service.open(conversation)
        await service.say(text, conversation_id=conversation)
        await service.events(2, conversation)
        truth[text] = right
        everything.append(Weighed(confidence, right))
    chance = random.Random(5)
    while await service.store.review_items(ReviewQuery(OPEN_STATES, limit=1)):
        mine = await service.reviews.claim_next("ada", "", "", None)
        made, text, tags = mine.translation.text, None, ()
        if not truth[mine.source_text]:
            text = f"{made}, in earnest"
        elif chance.random() < 0.2:
            # Polishing what is right says nothing against it.
            text, tags = f"{made}!", (STYLE,)
        await service.reviews.release(mine.review_item_id, "ada", mine.etag, text, tags=tags)
    return everything


async def test_releases_correct_the_confidence_of_all_traffic(tmp_path: Path) -> None:
    """Of what nobody reviewed, too: though the doubtful and the flagged were reviewed most.

    The command says so, and writes what the service reads.
    """
    path = tmp_path / "parley.db"
    async with Service(path) as service:
        everything = await serve(service)
        found = await verdicts_by_direction(service.store, {"": POLICY})
    (row,) = recalibrate(found)
    assert row.direction == "de-en"
    assert 200 < row.verdicts < MESSAGES
    assert row.correction is not None
    assert row.ece_after is not None
    assert row.ece_after < row.ece_before / 2
    corrected = [Weighed(row.correction.apply(one.confidence), one.right) for one in everything]
    assert ece(everything) > 0.15
    assert ece(corrected) < 0.08
    (tmp_path / "parley.toml").write_text(CONFIG, encoding="utf-8")
    file = tmp_path / 'of "our" desk.json'
    command = ["eval", "calibrate", "--database", str(path), "--write", str(file)]
    command += ["--config", str(tmp_path / "parley.toml")]
    ran = await asyncio.to_thread(CliRunner().invoke, cli, command)
    assert ran.exit_code == 0, ran.output
    assert "de-en\t" in ran.output
    assert f"to {row.ece_after:.3f}" in ran.output
    written = msgspec.json.decode(file.read_bytes(), type=Recalibration)
    assert written.directions == {"de-en": row.correction}
    told = ran.stderr.partition("set ")[2].removesuffix(" and start anew\n")
    assert tomllib.loads(told) == {"recalibration": str(file)}
    later_on = await asyncio.to_thread(CliRunner().invoke, cli, [*command, "--since", "2030-01-01"])
    assert later_on.exit_code == 1
    assert "NOTHING_TO_CORRECT" in later_on.output


def verdicts(*weights: float, line: str = "") -> list[LineVerdict]:
    """On lines of their own, or all on one."""
    return [
        LineVerdict(line or str(number), Weighed(0.5, number % 2 == 0, weight))
        for number, weight in enumerate(weights)
    ]


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (verdicts(*[1.0] * 99), "TOO_FEW_VERDICTS"),
        (verdicts(*[1.0] * 500, line="Hallo"), "TOO_FEW_VERDICTS"),
        (verdicts(*[1.0] * 50, *[0.001] * 500), "TOO_FEW_VERDICTS"),
        (
            [LineVerdict(str(n), Weighed(0.7, n % 30 > 0)) for n in range(200)],
            "TOO_FEW_OF_A_KIND",
        ),
        (
            [LineVerdict(str(n), Weighed(0.1 + 0.8 * (n % 2), n % 2 == 0)) for n in range(200)],
            "ORDER_NOT_FOLLOWED",
        ),
        (
            # Seven of ten right whatever the confidence, and a few more at the top by chance.
            [LineVerdict(str(n), Weighed(0.3 + 0.6 * (n % 2), n // 2 % 10 < 7 or n == 15))
             for n in range(400)],
            "ORDER_NOT_FOLLOWED",
        ),
        (
            # A hair more are right at the top, beyond doubt: far from telling them apart.
            [LineVerdict(str(n), Weighed(0.01 + 0.98 * (n % 2), n // 2 % 10 < 5 + n % 2))
             for n in range(6_000)],
            "ORDER_NOT_FOLLOWED",
        ),
        (
            # One of five right at 0.2, four of five at 0.8: as it should be.
            [LineVerdict(str(n), Weighed(0.2 + 0.6 * (n % 2), (n // 2 % 5 > 0) == (n % 2 > 0)))
             for n in range(200)],
            "NOT_BETTER",
        ),
    ],
)  # fmt: skip
def test_too_little_or_nothing_better_is_refused(found: list[LineVerdict], refused: str) -> None:
    """With the reason, and no correction."""
    (row,) = recalibrate({"de-en": found})
    assert (row.refused, row.correction) == (refused, None)


def test_a_flat_line_that_the_verdicts_follow_is_kept() -> None:
    """Half are right at 0.3 and seven of ten at 0.9: the confidence is too sure of both."""
    found = [
        LineVerdict(str(n), Weighed(0.3 + 0.6 * (n % 2), n // 2 % 10 < 5 + 2 * (n % 2)))
        for n in range(400)
    ]
    (row,) = recalibrate({"de-en": found})
    assert row.refused == ""
    assert row.correction is not None
    assert 0.1 < row.correction.slope < 0.5


def test_repeats_of_a_line_prove_no_order() -> None:
    """One opinion stays one, whatever the number of customers who got it."""
    found = [
        LineVerdict(str(n % 200), Weighed(0.3 + 0.6 * (n % 2), n % 200 // 2 % 10 < 6 + n % 2))
        for n in range(200 * 20)
    ]
    (row,) = recalibrate({"de-en": found})
    assert row.refused == "ORDER_NOT_FOLLOWED"


def test_a_hundred_different_lines_are_worth_a_hundred() -> None:
    """Repeats of one are worth one, whatever their weight."""
    assert effective(verdicts(*[1.0] * 100)) == pytest.approx(100)
    assert effective(verdicts(*[0.2] * 100)) == pytest.approx(100)
    assert effective(verdicts(1.0, 1.0, 1.0, line="Hallo")) == pytest.approx(1)
    assert effective([]) == 0


def decided(confidence: float, *rules: str, **fields: object) -> ReviewItem:
    """An item that was released as it was."""
    made = translation(confidence=confidence, **fields.pop("translation", {}))  # type: ignore[arg-type]
    flags = tuple(flag(rule=rule) for rule in rules)
    return item(
        "r1", translation=made, flags=flags, state=ReviewState.RELEASED,
        released_text=made.text, decided_by="ada", **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "weight"),
    [
        (decided(0.5), 1.0),
        (decided(0.5, "number-mismatch"), 1.0),
        (decided(0.9, "audit"), 1.0),
        (decided(0.9, "number-mismatch"), 0.4),
    ],
)
def test_what_only_a_flag_brought_counts_as_often_as_an_audit_would_have(
    one: ReviewItem, weight: float
) -> None:
    """What was reviewed in any case, or drawn, counts in full."""
    (found,) = weighed("de-en", [one], {"": POLICY})
    assert found.weighed == Weighed(one.translation.confidence, True, weight)


def test_the_confidence_before_an_earlier_correction_is_what_is_fitted() -> None:
    """While the threshold was for the corrected one."""
    one = decided(0.5, translation={"uncorrected": 0.8})
    (found,) = weighed("de-en", [one], {"": POLICY})
    assert found.weighed == Weighed(0.8, True, 1.0)


# A quarter of the messages lies under 0.8 before the correction in force and under 0.5 after it.
CHOSEN = replace(POLICY, by_direction={"de-en": Thresholds(0.1, 0.8, is_chosen=True)})


@pytest.mark.parametrize(
    ("policy", "confidence", "uncorrected", "weight"),
    [
        (CHOSEN, 0.7, None, 1.0),
        (CHOSEN, 0.9, None, 0.4),
        (CHOSEN, 0.4, 0.7, 1.0),
        (CHOSEN, 0.6, 0.9, 0.4),
        (POLICY, 0.5, None, 1.0),
        (POLICY, 0.7, None, 0.4),
        (POLICY, 0.5, 0.8, 1.0),
        (POLICY, 0.7, 0.5, 0.4),
    ],
)
def test_like_is_compared_with_like(
    policy: Policy, confidence: float, uncorrected: float | None, weight: float
) -> None:
    """A chosen threshold before any correction, a named one with the confidence of its time."""
    one = decided(confidence, "number-mismatch", translation={"uncorrected": uncorrected})
    (found,) = weighed("de-en", [one], {"": policy})
    assert found.weighed.weight == weight


ACME = Thresholds(0.1, 1.0)


@pytest.mark.parametrize(
    ("metadata", "by_tenant", "weight"),
    [
        ({"tenant": "acme"}, {"acme": {"": ACME}}, 1.0),
        ({"tenant": "acme"}, {"acme": {"de-en": ACME}}, 1.0),
        ({"tenant": "acme"}, {"acme": {"en-de": ACME}}, 0.4),
        ({"tenant": "other"}, {"acme": {"": ACME}}, 0.4),
        ({"tier": "acme"}, {"acme": {"": ACME}}, 0.4),
        ({"tenant": "acme"}, {}, 0.4),
    ],
)
async def test_a_tenant_s_own_thresholds_count(
    tmp_path: Path,
    metadata: dict[str, str],
    by_tenant: dict[str, dict[str, Thresholds]],
    weight: float,
) -> None:
    """What it has reviewed in any case counts in full."""
    store = SqliteStore(tmp_path / "parley.db")
    await store.create_conversation(conversation(metadata=metadata))
    made = translation(confidence=0.9)
    await add(
        store, "r1", translation=made, state=ReviewState.RELEASED, released_text=made.text,
        decided_by="ada", flags=(WRONG,),
    )  # fmt: skip
    policy = replace(POLICY, by_tenant=by_tenant)
    found = await verdicts_by_direction(store, {"": policy})
    await store.close()
    assert [one.weighed.weight for one in found["de-en"]] == [weight]


def test_what_no_model_said_and_what_is_too_old_is_left_out() -> None:
    """A person's translation says nothing of the model's confidence."""
    by_memory = decided(0.5, translation={"origin": Origin.MEMORY})
    old = decided(0.5, created_at=later(-60))
    assert list(weighed("de-en", [by_memory, old], {"": POLICY}, since=later(0))) == []
    assert len(list(weighed("de-en", [old], {"": POLICY}))) == 1
