"""The package that LibreTranslate is given: our weights, doing our work."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece

from parley.bench.errors import BenchFailed
from parley.bench.libretranslate import pack, packable
from parley.bench.setup import EngineSetup, Served
from parley.bench.texts import Deck, built_in
from parley.cli.bench_setup import engine_setup
from parley.config import Settings


@pytest.fixture
def setup(settings: Settings) -> EngineSetup:
    return engine_setup(settings)


def unpacked(setup: EngineSetup, direction: tuple[str, str], folder: Path) -> Path:
    sentences = folder / "sentences"
    (sentences / "vocab").mkdir(parents=True)
    (sentences / "vocab" / "strings.json").write_text("[]")
    with zipfile.ZipFile(pack(setup.of(direction), direction, sentences, folder)) as archive:
        archive.extractall(folder / "packages")
    (package,) = (folder / "packages").iterdir()
    return package


def test_a_package_holds_what_argos_looks_for(setup: EngineSetup, tmp_path: Path) -> None:
    """Metadata, model, vocabulary and sentence splitter under the names that it knows."""
    package = unpacked(setup, ("de", "en"), tmp_path)
    metadata = json.loads((package / "metadata.json").read_text())
    assert (metadata["from_code"], metadata["to_code"]) == ("de", "en")
    assert (package / "sentencepiece.model").is_file()
    assert (package / "model" / "model.bin").is_file()
    assert (package / "spacy" / "vocab" / "strings.json").is_file()


@pytest.mark.parametrize("direction", [("en", "fr"), ("de", "en")])
def test_a_packed_model_translates_as_the_server_does(
    setup: EngineSetup, direction: tuple[str, str], tmp_path: Path
) -> None:
    """Without the control token that Argos cannot give, word for word what it gives with it."""
    weights = setup.of(direction).weights
    folder, vocabulary = weights.folder, weights.vocabulary
    package = unpacked(setup, direction, tmp_path)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / vocabulary))
    ours, theirs = (
        ctranslate2.Translator(str(model), compute_type="int8", intra_threads=1)
        for model in (folder, package / "model")
    )
    deck = Deck(built_in([direction], "chat"), seed="1")
    for _ in range(10):
        source = pieces.encode(deck.deal().text, out_type=str)
        (expected,) = ours.translate_batch([[f">>{direction[1]}<<", *source]], beam_size=2)
        (found,) = theirs.translate_batch([source], beam_size=2)
        assert found.hypotheses == expected.hypotheses


def test_what_an_argos_package_cannot_say_is_not_compared(setup: EngineSetup) -> None:
    """Tokens after a source or before a translation, other beams: only where lines need them."""
    shipped = setup.of(("de", "en"))
    wider = replace(shipped, weights=replace(shipped.weights, beam_size=5))
    odd: dict[tuple[str, str], Served] = {
        ("en", "it"): replace(shipped, prefix=("ita_Latn",)),
        ("en", "nl"): replace(shipped, after=("</s>",)),
        ("en", "pl"): wider,
    }
    mixed = replace(setup, served={**setup.served, **odd})
    assert set(packable(mixed, [("de", "en"), ("en", "pt-BR")])) == set(setup.served)
    for direction in odd.keys() - {("en", "pl")}:
        with pytest.raises(BenchFailed, match=r"NOT_COMPARABLE.*-(it|nl)"):
            packable(mixed, [direction])
    assert packable(mixed, [("en", "pl")]) == [("en", "pl")]
    with pytest.raises(BenchFailed, match="NOT_COMPARABLE"):
        packable(mixed, [("de", "en"), ("en", "pl")])
    with pytest.raises(BenchFailed, match="NO_SINGLE_MODEL"):
        packable(mixed, [("de", "fr")])
