"""Models of other people on real files of each format, against CTranslate2 called by hand."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece

from parley.domain.errors import CorruptModel, InvalidInput
from parley.domain.message import Formality
from parley.engine.acquire.add import Adder, Request
from parley.engine.acquire.recognise import Wish
from parley.engine.acquire.shelf import Shelf
from parley.engine.catalog import CatalogEntry, Format
from parley.engine.model import Ct2Model, Decoding, Trace
from support import tiny
from support.needs import need
from unit.engine.conftest import Add, Silent

# No pair of pieces twice: random weights would loop, and a loop is searched again.
DECODING = Decoding(beam_size=2, no_repeat_ngram=2)
FLORES = ("deu_Latn", "eng_Latn", "fra_Latn")


@dataclass(frozen=True)
class Made:
    """A model on a shelf, and the folder that it was converted from."""

    entry: CatalogEntry
    folder: Path
    origin: Path

    def load(self, decoding: Decoding | None = None) -> Ct2Model:
        return load(self.entry, self.folder, decoding or DECODING)


def load(entry: CatalogEntry, folder: Path, decoding: Decoding = DECODING) -> Ct2Model:
    return Ct2Model(entry, folder, threads=1, workers=1, decoding=decoding)


def by_hand(
    folder: Path, sources: Sequence[list[str]], prefixes: Sequence[list[str]]
) -> list[list[str]]:
    """Pieces of the best hypotheses, as CTranslate2 gives them, without their prefix."""
    translator = ctranslate2.Translator(str(folder), compute_type="int8")
    results = translator.translate_batch(
        list(sources),
        target_prefix=list(prefixes),
        beam_size=2,
        no_repeat_ngram_size=2,
        max_decoding_length=max(map(len, sources)) * 2 + 12,
    )
    return [
        result.hypotheses[0][len(prefix) :]
        for result, prefix in zip(results, prefixes, strict=True)
    ]


@pytest.fixture(scope="module", params=["marian", "marian-multilingual", "m2m100", "nllb"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A model of the format through its real converter, on a shelf."""
    need("convert", "torch", "transformers")
    folder = tmp_path_factory.mktemp(request.param)
    origin = {
        "marian": lambda: tiny.marian(folder / "opus-mt-en-de"),
        "marian-multilingual": lambda: tiny.marian(folder / "opus-mt-en-mul", "deu", "fra"),
        "m2m100": lambda: tiny.m2m100(folder / "m2m100"),
        "nllb": lambda: tiny.nllb(folder / "nllb-200", *FLORES),
    }[request.param]()
    shelf = Shelf(folder / "models")
    adder = Adder(shelf, accept=lambda *_: True, progress=Silent(), say=lambda _: None)
    entry = adder.add(Request(str(origin)))
    assert entry.format == request.param
    return Made(entry, shelf.folder / entry.folder, origin)


def expected_tokens(made: Made, text: str, target: str) -> tuple[list[str], list[str]]:
    """Source tokens as the model's own tokenizer makes them, and the target's prefix."""
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(made.origin)
    prefix: list[str] = []
    if made.entry.format is Format.MARIAN_MULTILINGUAL:
        text = {"de": ">>deu<<", "fr": ">>fra<<"}[target] + text
    elif made.entry.format is Format.M2M100:
        tokenizer.src_lang = "en"
        prefix = [f"__{target}__"]
    elif made.entry.format is Format.NLLB:
        tokenizer.src_lang = "eng_Latn"
        prefix = [{"de": "deu_Latn", "fr": "fra_Latn"}[target]]
    return tokenizer.convert_ids_to_tokens(tokenizer.encode(text)), prefix


def targets_of(made: Made) -> list[str]:
    return ["de"] if made.entry.format is Format.MARIAN else ["de", "fr"]


@pytest.mark.filterwarnings("ignore")
def test_sources_have_the_tokens_of_the_models_own_tokenizer(made: Made) -> None:
    """Language tokens, pieces and ends, in the order that the model was trained with."""
    model = made.load()
    known = json.loads((made.folder / "shared_vocabulary.json").read_text())
    for target in targets_of(made):
        for text in tiny.SENTENCES:
            encoded = model.encode(text, "en", target, Formality.FORMAL)
            tokens, prefix = expected_tokens(made, text, target)
            pieces = [piece if piece in known else "<unk>" for piece in encoded.pieces]
            assert (pieces, encoded.prefix) == (tokens, prefix)


@pytest.mark.filterwarnings("ignore")
def test_a_batch_of_several_languages_is_what_ctranslate2_gives(made: Made) -> None:
    """Token for token the same as calling the engine by hand with the tokenizer's tokens."""
    model = made.load()
    wanted = [(text, target) for text in tiny.SENTENCES for target in targets_of(made)]
    hypotheses = model.run([model.encode(text, "en", target, None) for text, target in wanted])
    tokens = [expected_tokens(made, text, target) for text, target in wanted]
    outputs = by_hand(made.folder, [t for t, _ in tokens], [p for _, p in tokens])
    pieces = sentencepiece.SentencePieceProcessor(
        model_file=str(made.folder / (made.entry.target_vocabulary or made.entry.vocabulary))
    )
    spoken = [[t for t in output if not is_control(t)] for output in outputs]
    assert all(outputs)
    assert [h.text for h in hypotheses] == [pieces.decode(output) for output in spoken]
    assert {h.model for h in hypotheses} == {made.entry.name}


def is_control(token: str) -> bool:
    """Language codes and ends, which a tokenizer leaves out of its text as well."""
    return token in {"<s>", "</s>", "<pad>", "<mask>", *FLORES} or token.startswith(
        ("__", ">>", "madeupword")
    )


def test_every_token_has_a_probability_and_its_place(made: Made) -> None:
    """Tokens cover the text in order, as confidence and spans need them."""
    model = made.load()
    for hypothesis in model.run([model.encode(s, "en", "de", None) for s in tiny.SENTENCES]):
        assert "".join(hypothesis.text[t.start : t.end] for t in hypothesis.tokens) == (
            hypothesis.text
        )
        assert all(token.log_prob <= 0 for token in hypothesis.tokens)


def test_a_greedy_search_and_a_scoring_pass_agree_past_the_prefix(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forced tokens at the beginning have no probability of their own in either, nor in a mean."""
    model = made.load(Decoding(beam_size=1))
    sources = [model.encode(s, "en", "de", None) for s in tiny.SENTENCES]
    found = model.run(sources)
    monkeypatch.setattr("parley.engine.model._LOGITS_BYTES", 0)
    for one, searched in zip(found, model.run(sources), strict=True):
        assert one.text == searched.text
        assert one.mean_log_prob == pytest.approx(searched.mean_log_prob, abs=0.1)
        # What looped was searched again, under penalties, and has been scored already.
        trace = searched.trace
        other = model.run([trace.source])[0] if isinstance(trace, Trace) else searched
        assert [t.log_prob for t in one.tokens] == pytest.approx(
            [t.log_prob for t in other.tokens], abs=0.1
        )


def test_placeholders_are_spelt_in_pieces_that_the_model_has(made: Made) -> None:
    """A vocabulary without private-use characters reads a short code in their place."""
    model = made.load()
    known = json.loads((made.folder / "shared_vocabulary.json").read_text())
    encoded = model.encode("Order \ue000 of \ue001.", "en", "de", None)
    assert encoded.mark is not None
    assert encoded.mark.spell("Order \ue000 of \ue001.") == "Order QX0Q of QX1Q."
    assert set(encoded.pieces) - set(known) == set()


@pytest.mark.filterwarnings("ignore")
def test_an_opus_model_that_says_nothing_needs_its_directions(tmp_path: Path, add: Add) -> None:
    """Where neither files nor name tell the languages, the person does."""
    need("convert", "torch", "transformers")
    origin = tiny.marian(tmp_path / "mine")
    (origin / "tokenizer_config.json").write_text('{"tokenizer_class": "MarianTokenizer"}')
    with pytest.raises(InvalidInput) as refused:
        add(origin)
    assert refused.value.reason == "DIRECTIONS_UNKNOWN"
    assert add(origin, wish=Wish(directions=("en-nl",))).pairs == {("en", "nl")}


@pytest.mark.parametrize("targets", [(), ("deu", "fra")])
def test_an_opus_package_needs_no_extra_and_is_what_ctranslate2_gives(
    tmp_path: Path, add: Add, shelf: Shelf, targets: tuple[str, ...]
) -> None:
    """Marian's own weights; here the engine puts the end after the source by itself."""
    entry = add(
        tiny.opus_package(tmp_path / "opus.zip", *targets),
        wish=Wish(directions=("en-de", "en-fr") if targets else ("en-de",)),
    )
    assert entry.format is (Format.MARIAN_MULTILINGUAL if targets else Format.MARIAN)
    folder = shelf.folder / entry.folder
    model = load(entry, folder)
    read = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    written = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    head = [">>deu<<"] if targets else []
    sources = [head + read.encode(text, out_type=str) for text in tiny.SENTENCES]
    encoded = [model.encode(text, "en", "de", None) for text in tiny.SENTENCES]
    assert [source.pieces for source in encoded] == sources
    outputs = by_hand(folder, sources, [[] for _ in sources])
    spoken = [[t for t in output if not is_control(t)] for output in outputs]
    assert [h.text for h in model.run(encoded)] == [written.decode(output) for output in spoken]


@pytest.mark.parametrize(
    "named",
    ["vocabs: [{0}, {0}]", "vocabs: ['{0}', '{0}']", "vocabs:\n  - ../v.yml\n  - ../v.yml"],
)
def test_an_opus_package_names_no_file_outside_itself(tmp_path: Path, add: Add, named: str) -> None:
    """However the path is written in its YAML, and although the file there would do."""
    with zipfile.ZipFile(tiny.opus_package(tmp_path / "opus.zip")) as archive:
        archive.extractall(tmp_path / "opus")
    outside = (tmp_path / "opus" / "opus.vocab.yml").rename(tmp_path / "v.yml")
    decoder = f"models: [opus.npz]\n{named.format(outside)}\n"
    (tmp_path / "opus" / "decoder.yml").write_text(decoder)
    with pytest.raises(CorruptModel) as refused:
        add(tmp_path / "opus", wish=Wish(directions=("en-de",)))
    assert refused.value.reason == "UNSAFE_MODEL"


def test_an_argos_package_is_what_ctranslate2_gives(tmp_path: Path, add: Add, shelf: Shelf) -> None:
    """Pieces in, pieces out, no control tokens: as Argos itself does it."""
    entry = add(tiny.argos(tmp_path / "translate-en_de.argosmodel"))
    assert (entry.format, entry.pairs) == (Format.ARGOS, {("en", "de")})
    folder = shelf.folder / entry.folder
    model = load(entry, folder)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / entry.vocabulary))
    sources = [pieces.encode(text, out_type=str) for text in tiny.SENTENCES]
    outputs = by_hand(folder, sources, [[] for _ in sources])
    hypotheses = model.run([model.encode(text, "en", "de", None) for text in tiny.SENTENCES])
    assert [h.text for h in hypotheses] == [pieces.decode(output) for output in outputs]


def test_an_argos_packages_target_prefix_begins_every_translation(
    tmp_path: Path, add: Add, shelf: Shelf
) -> None:
    """`target_prefix` of the metadata is forced on the decoder and not part of the text."""
    prefix = ">>de<<"
    entry = add(tiny.argos(tmp_path / "a.argosmodel", target_prefix=prefix))
    folder = shelf.folder / entry.folder
    model = load(entry, folder)
    # Of the others our model loses placeholders, which would be searched again.
    encoded = [model.encode(text, "en", "de", None) for text in tiny.SENTENCES[:3]]
    assert all(source.prefix == [prefix] for source in encoded)
    outputs = by_hand(folder, [s.pieces for s in encoded], [[prefix]] * len(encoded))
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / entry.vocabulary))
    assert [h.text for h in model.run(encoded)] == [pieces.decode(output) for output in outputs]


def test_argos_names_brazilian_portuguese_in_its_own_way(tmp_path: Path, add: Add) -> None:
    """`pb` is pt."""
    assert add(tiny.argos(tmp_path / "a.argosmodel", "en", "pb")).pairs == {("en", "pt")}


def test_any_ctranslate2_folder_is_told_its_tokens(tmp_path: Path, add: Add, shelf: Shelf) -> None:
    """With the tokens of our own model given by hand, it answers as our own."""
    entry = add(
        tiny.plain(tmp_path / "any"),
        wish=Wish(Format.SENTENCEPIECE, directions=("en-de", "en-fr")),
        source_prefix=(">>{target}<<",),
    )
    ours = load(*tiny.embedded())
    theirs = load(entry, shelf.folder / entry.folder)
    for target in ("de", "fr"):
        sources = [model.encode("Thank you.", "en", target, None) for model in (ours, theirs)]
        assert sources[0].pieces == sources[1].pieces
        assert ours.run([sources[0]])[0].text == theirs.run([sources[1]])[0].text


def test_a_truncated_model_is_refused(tmp_path: Path, add: Add, shelf: Shelf) -> None:
    """Half the weights are no model, and nothing of it stays."""
    folder = tiny.plain(tmp_path / "half")
    weights = folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    assert refusal(add, folder, languages=("en", "de")) == "MODEL_UNREADABLE"
    assert shelf.entries() == ()
    assert {path.name for path in shelf.folder.iterdir()} == {".incoming", ".lock"}
    assert list(shelf.incoming.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "languages"),
    [(Format.NLLB, ("en", "de")), (Format.M2M100, ("en", "de")), (Format.PARLEY, ("en", "ja"))],
)
def test_a_mislabelled_model_is_refused(
    tmp_path: Path, add: Add, kind: Format, languages: tuple[str, ...]
) -> None:
    """A model without the tokens of its alleged format or languages."""
    folder = tiny.plain(tmp_path / "model")
    assert refusal(add, folder, kind, languages) == "MODEL_MISLABELLED"


def test_a_model_with_somebody_elses_pieces_is_refused(tmp_path: Path, add: Add) -> None:
    """The SentencePiece model has to be the one that the weights were trained with."""
    folder = tiny.plain(tmp_path / "model")
    lines = [f"{chr(0x3041 + i % 80)}{chr(0x3041 + i * 7 % 80)}" for i in range(400)]
    with (folder / "vocabulary.model").open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_writer=file, vocab_size=90,
            hard_vocab_limit=False, minloglevel=2,
        )  # fmt: skip
    assert refusal(add, folder, languages=("en", "de")) == "MODEL_MISLABELLED"


def test_what_is_missing_or_of_no_known_kind_is_refused(tmp_path: Path, add: Add) -> None:
    """Each with its reason."""
    bare = tiny.plain(tmp_path / "bare")
    (bare / "vocabulary.model").unlink()
    assert refusal(add, bare, languages=("en", "de")) == "VOCABULARY_MISSING"
    garbled = tiny.plain(tmp_path / "garbled")
    (garbled / "vocabulary.model").write_bytes(b"nothing of the kind")
    assert refusal(add, garbled, languages=("en", "de")) == "MODEL_UNREADABLE"
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text('{"model_type": "bert"}')
    assert refusal(add, other) == "FORMAT_UNSUPPORTED"
    (other / "config.json").write_text('{"model_type": "marian", "auto_map": {"a": "b"}}')
    assert refusal(add, other) == "UNSAFE_MODEL"


def refusal(
    add: Add, folder: Path, kind: Format | None = None, languages: tuple[str, ...] = ()
) -> str:
    with pytest.raises(CorruptModel) as refused:
        add(folder, wish=Wish(kind, languages=languages))
    return refused.value.reason
