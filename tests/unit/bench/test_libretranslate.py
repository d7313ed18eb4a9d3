"""The package that LibreTranslate is given: our weights, doing our work."""

import json
import zipfile
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece

from parley.bench.libretranslate import pack
from parley.bench.setup import EngineSetup
from parley.bench.texts import Deck, built_in
from parley.engine.catalog import Catalog, find_models_folder


@pytest.fixture
def setup() -> EngineSetup:
    catalog = Catalog(find_models_folder())
    (entry, *_) = catalog.entries
    models = dict.fromkeys(entry.pairs, (catalog.folder_of(entry), entry.vocabulary))
    return EngineSetup(models, beam_size=2, threads=1, workers=1)


def unpacked(setup: EngineSetup, direction: tuple[str, str], folder: Path) -> Path:
    sentences = folder / "sentences"
    (sentences / "vocab").mkdir(parents=True)
    (sentences / "vocab" / "strings.json").write_text("[]")
    with zipfile.ZipFile(pack(setup, direction, sentences, folder)) as archive:
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
    folder, vocabulary = setup.models[direction]
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
