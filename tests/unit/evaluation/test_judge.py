"""Examples through the service's own pipeline."""

from pathlib import Path

import msgspec
import pytest

from parley.config import Settings
from parley.domain.errors import CorruptModel
from parley.engine.catalog import find_models_folder
from parley.evaluation.examples import Example
from parley.evaluation.judge import judge

LINE = Example(
    "support", "de", "en", "Wo ist mein Paket?", "Where is my parcel?",
    references=("Where is my parcel?", "Where is my package?"),
)  # fmt: skip
EMPTY = Example("read-1", "de", "en", "Wo ist mein Paket?", "k", translation="", critical=True)


def models(folder: Path, confidence: bytes | None) -> Settings:
    """The shipped models, but for their fitted confidence."""
    shipped = find_models_folder("")
    (folder / "quality").mkdir()
    for entry in (*shipped.iterdir(), *(shipped / "quality").iterdir()):
        if entry.name not in ("quality", "confidence.json"):
            (folder / entry.relative_to(shipped)).symlink_to(entry)
    if confidence is not None:
        (folder / "quality" / "confidence.json").write_bytes(confidence)
    return Settings(models_folder=str(folder))


def of_another_lexicon() -> bytes:
    """The shipped fit, as if the lexicon had been made anew since."""
    fitted = msgspec.json.decode(
        (find_models_folder("") / "quality" / "confidence.json").read_bytes()
    )
    return msgspec.json.encode({**fitted, "lexicon_sha256": "0" * 64})


@pytest.mark.parametrize("old", [of_another_lexicon, lambda: b"of other signals", lambda: None])
async def test_a_fit_needs_no_older_one(tmp_path: Path, old) -> None:
    """What it is about to replace may be of another lexicon, of other signals, or missing."""
    settings = models(tmp_path, old())
    (found,) = await judge(settings, [LINE], calibrated=False)
    assert found.evidence
    assert not found.bad


async def test_what_was_read_is_judged_also_where_the_model_now_writes_otherwise() -> None:
    """Another processor rounds otherwise; the verdict is on what was read."""
    read = Example(
        "read", "de", "en", "Guten Tag! Wo ist mein Paket?", "k",
        translation="Good day! Where is my package gone?", bad=True,
    )  # fmt: skip
    (found,) = await judge(Settings(), [read])
    assert found.bad
    assert [one.translation for one in found.evidence] == [
        "Good day!", "Where is my package gone?"
    ]  # fmt: skip


async def test_the_service_s_own_confidence_must_fit(tmp_path: Path) -> None:
    """Where it is asked for, one of another lexicon is refused."""
    with pytest.raises(CorruptModel) as refused:
        await judge(models(tmp_path, of_another_lexicon()), [LINE])
    assert refused.value.reason == "LEXICON_UNREADABLE"


async def test_an_empty_translation_is_judged_and_not_made() -> None:
    """As somebody's who wrote nothing."""
    (found,) = await judge(Settings(), [EMPTY])
    assert "empty-translation" in {flag.rule for flag in found.flags}
    assert found.is_flagged
