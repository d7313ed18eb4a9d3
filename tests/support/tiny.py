"""Models of every format, made on the spot: random weights, real files."""

import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import sentencepiece

from parley.engine.catalog import Catalog, CatalogEntry, find_models_folder

SENTENCES = (
    "Where is my order? It was due on Monday.",
    "Thank you, that helps a lot.",
    "Can I have an invoice, please?",
    "My name is Quentin Xavier and I live in Zwolle.",
    "No.",
)
_LINES = [
    *SENTENCES,
    "Wo ist meine Bestellung? Sie sollte am Montag kommen.",
    "Kann ich bitte eine Rechnung haben? Vielen Dank, das hilft sehr.",
    "Où est ma commande ? Elle devait arriver lundi.",
    "QUIZ XYZ KV 0 1 2 3 4 5 6 7 8 9 0123456789",
] * 5
_SHAPE = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "max_position_embeddings": 256,
    # Wide enough that a random model writes more than one word again and again.
    "init_std": 1.0,
}


def embedded() -> tuple[CatalogEntry, Path]:
    """The shipped model's entry and folder."""
    catalog = Catalog(find_models_folder())
    entry = catalog.entries[0]
    return entry, catalog.folder_of(entry)


def train_pieces(path: Path, size: int, kind: str = "unigram") -> list[str]:
    """A small SentencePiece model; gives its pieces in order."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_LINES), model_writer=model, vocab_size=size, model_type=kind,
        hard_vocab_limit=False, character_coverage=1.0, minloglevel=2,
    )  # fmt: skip
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(index) for index in range(processor.vocab_size())]


def marian(folder: Path, *targets: str) -> Path:
    """A Hugging Face Marian folder, en-de; with `targets`, one with `>>xx<<` tokens."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    both = train_pieces(folder / "source.spm", 160) + train_pieces(folder / "target.spm", 150)
    tokens = ["</s>", "<unk>", *(f">>{code}<<" for code in targets)]
    tokens += [piece for piece in dict.fromkeys(both) if piece not in {"<s>", "</s>", "<unk>"}]
    tokens.append("<pad>")
    _write(folder / "vocab.json", {token: index for index, token in enumerate(tokens)})
    known = {"tokenizer_class": "MarianTokenizer", "source_lang": "en", "target_lang": "de"}
    _write(folder / "tokenizer_config.json", known)
    padding = len(tokens) - 1
    torch.manual_seed(1)
    config = transformers.MarianConfig(
        vocab_size=len(tokens), pad_token_id=padding, decoder_start_token_id=padding,
        eos_token_id=0, bos_token_id=0, forced_eos_token_id=0, scale_embedding=True, **_SHAPE,
    )  # fmt: skip
    transformers.MarianMTModel(config).save_pretrained(folder)
    return folder


def m2m100(folder: Path) -> Path:
    """A Hugging Face M2M-100 folder with its hundred languages."""
    import transformers

    folder.mkdir(parents=True)
    pieces = train_pieces(folder / "sentencepiece.bpe.model", 160, "bpe")
    tokens = ["<s>", "<pad>", "</s>", "<unk>"]
    tokens += [piece for piece in pieces if piece not in tokens]
    _write(folder / "vocab.json", {token: index for index, token in enumerate(tokens)})
    _write(folder / "tokenizer_config.json", {"tokenizer_class": "M2M100Tokenizer"})
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    filler = 8
    size = len(tokens) + len(tokenizer.lang_token_to_id) + filler
    _save_m2m(folder, size)
    return folder


def nllb(folder: Path, *languages: str) -> Path:
    """A Hugging Face NLLB-200 folder with some of its languages."""
    import transformers

    folder.mkdir(parents=True)
    train_pieces(folder / "sentencepiece.bpe.model", 160, "bpe")
    _write(folder / "tokenizer_config.json", {"tokenizer_class": "NllbTokenizer"})
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        folder, additional_special_tokens=list(languages), extra_special_tokens=list(languages)
    )
    tokenizer.save_pretrained(folder)
    _save_m2m(folder, len(tokenizer))
    return folder


def argos(path: Path, source: str = "en", target: str = "de", **metadata: str) -> Path:
    """An `.argosmodel` package of the embedded model's weights."""
    entry, model = embedded()
    top = f"translate-{source}_{target}-1_9/"
    known = {"package_version": "1.9", "argos_version": "1.9", "from_code": source,
             "to_code": target, **metadata}  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{top}metadata.json", json.dumps(known))
        archive.write(model / entry.vocabulary, f"{top}sentencepiece.model")
        for name in ("config.json", "model.bin", "shared_vocabulary.json"):
            archive.write(model / name, f"{top}model/{name}")
    return path


def plain(folder: Path) -> Path:
    """A CTranslate2 folder with a SentencePiece model: the embedded model's files."""
    _, model = embedded()
    shutil.copytree(model, folder)
    return folder


def _save_m2m(folder: Path, size: int) -> None:
    import torch
    import transformers

    torch.manual_seed(1)
    config = transformers.M2M100Config(
        vocab_size=size, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, **_SHAPE,
    )  # fmt: skip
    transformers.M2M100ForConditionalGeneration(config).save_pretrained(folder)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def opus_package(path: Path, *targets: str) -> Path:
    """A zip as OPUS-MT publishes it: Marian's own weights, random, and YAML around them."""
    import numpy

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        both = train_pieces(folder / "source.spm", 160) + train_pieces(folder / "target.spm", 150)
        tokens = ["</s>", "<unk>", *(f">>{code}<<" for code in targets)]
        tokens += [piece for piece in dict.fromkeys(both) if piece not in {"<s>", "</s>", "<unk>"}]
        vocabulary = [f"{json.dumps(t, ensure_ascii=False)}: {i}\n" for i, t in enumerate(tokens)]
        (folder / "opus.vocab.yml").write_text("".join(vocabulary), encoding="utf-8")
        both_sides = "  - opus.vocab.yml\n" * 2
        (folder / "decoder.yml").write_text(f"models:\n  - opus.npz\nvocabs:\n{both_sides}")
        numpy.savez(folder / "opus.npz", **_marian_weights(len(tokens)))
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
    return path


def _marian_weights(tokens: int, width: int = 16, inner: int = 32) -> dict[str, Any]:
    import numpy

    random = numpy.random.default_rng(1)

    def some(*shape: int) -> Any:
        return random.standard_normal(shape, dtype=numpy.float32)

    weights = {"Wemb": some(tokens, width), "decoder_ff_logit_out_b": some(1, tokens)}

    def layer_norm(scope: str) -> None:
        weights[f"{scope}_ln_scale"] = numpy.ones((1, width), numpy.float32)
        weights[f"{scope}_ln_bias"] = numpy.zeros((1, width), numpy.float32)

    for side, attentions in (("encoder", ("self",)), ("decoder", ("self", "context"))):
        for attention in attentions:
            scope = f"{side}_l1_{attention}"
            for part in "qkvo":
                weights[f"{scope}_W{part}"] = some(width, width)
                weights[f"{scope}_b{part}"] = some(1, width)
            layer_norm(f"{scope}_Wo")
        scope = f"{side}_l1_ffn"
        weights |= {f"{scope}_W1": some(width, inner), f"{scope}_b1": some(1, inner)}
        weights |= {f"{scope}_W2": some(inner, width), f"{scope}_b2": some(1, width)}
        layer_norm(f"{scope}_ffn")
    config = """\
type: transformer
enc-depth: 1
dec-depth: 1
transformer-heads: 2
transformer-ffn-activation: swish
transformer-preprocess: ""
transformer-postprocess: dan
transformer-postprocess-emb: d
transformer-decoder-autoreg: self-attention
transformer-no-projection: false
transformer-guided-alignment-layer: last
"""
    weights["special:model.yml"] = numpy.frombuffer(config.encode() + b"\0", dtype=numpy.int8)
    return weights
