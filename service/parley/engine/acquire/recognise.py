"""What a folder of files is: which kind of model, for which languages."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parley.domain.errors import CorruptModel, InvalidInput
from parley.domain.language import NAMES, normalise_tag, primary
from parley.engine.acquire import codes
from parley.engine.catalog import Format
from parley.engine.vocabulary import read_tokens

_TRANSFORMERS_KINDS = frozenset(["marian", "m2m_100"])
_BETWEEN_NAMES = re.compile(r"(?:^|[-_/])([a-z]{2,3})[-_]([a-z]{2,3})(?:$|[-_./])")
_JSON_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person said of a model; empty for what the files are to tell."""

    format: Format | None = None
    directions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands beside a model and is lost when it is converted or unpacked."""

    source: str = ""
    target: str = ""
    target_prefix: tuple[str, ...] = ()
    argos: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """Everything of a catalogue entry that files and wishes tell."""

    format: Format
    directions: frozenset[str]
    languages: tuple[str, ...]
    vocabulary: str
    target_vocabulary: str
    codes: dict[str, str]
    target_prefix: tuple[str, ...]


def check(wish: Wish) -> None:
    """Refuse wishes that no model can meet, before one is fetched for them.

    Raises:
        InvalidInput: INVALID_DIRECTION, UNKNOWN_LANGUAGE, DIRECTIONS_UNKNOWN.
    """
    for text in wish.directions:
        _direction(text)
    languages = _primaries(wish.languages)
    if len(languages) == 1 and not wish.directions:
        raise InvalidInput(
            "DIRECTIONS_UNKNOWN", f"{languages[0]} alone makes no pair", field="languages"
        )


def root_of(folder: Path) -> Path:
    """The folder itself, or the only one in it: archives like to wrap their content."""
    inside = [path for path in folder.iterdir() if not path.name.startswith((".", "__"))]
    return root_of(inside[0]) if len(inside) == 1 and inside[0].is_dir() else folder


def is_converted(folder: Path) -> bool:
    """Whether CTranslate2 can read this as it is."""
    return (folder / "model.bin").is_file()


def transformers_kind(folder: Path) -> str:
    """The architecture of a Hugging Face folder that can be converted, "" for anything else.

    Raises:
        CorruptModel: UNSAFE_MODEL, if it wants to run code of its own; FORMAT_UNSUPPORTED.
    """
    config = _object(folder / "config.json")
    kind = config.get("model_type")
    if not isinstance(kind, str):
        return ""
    if "auto_map" in config or "auto_map" in _object(folder / "tokenizer_config.json"):
        raise CorruptModel("UNSAFE_MODEL", "the model wants to run code that it brings along")
    if kind not in _TRANSFORMERS_KINDS:
        raise CorruptModel("FORMAT_UNSUPPORTED", f"no translation model known here: {kind[:40]!r}")
    return kind


def is_opus_package(folder: Path) -> bool:
    """Whether this is Marian's own format as OPUS-MT publishes it."""
    return (folder / "decoder.yml").is_file()


def hints_in(folder: Path, name: str) -> Hints:
    """What the files around a model, and its name, say of its languages.

    Raises:
        CorruptModel: FORMAT_UNSUPPORTED, for an Argos package of something else.
    """
    package = _object(folder / "metadata.json")
    if "from_code" in package and "to_code" in package:
        if package.get("type", "translate") != "translate":
            raise CorruptModel("FORMAT_UNSUPPORTED", "the Argos package translates nothing")
        prefix = str(package.get("target_prefix") or "")
        return Hints(
            codes.tag_of(str(package["from_code"])) or "",
            codes.tag_of(str(package["to_code"])) or "",
            (prefix,) if prefix else (),
            argos=True,
            description=f"Argos package {package.get('package_version', '')}".strip(),
        )
    tokenizer = _object(folder / "tokenizer_config.json")
    source = codes.tag_of(str(tokenizer.get("source_lang") or ""))
    target = codes.tag_of(str(tokenizer.get("target_lang") or ""))
    if source and target:
        return Hints(source, target)
    for match in _BETWEEN_NAMES.finditer(name.lower()):
        source, target = codes.tag_of(match.group(1)), codes.tag_of(match.group(2))
        if source and target:
            return Hints(source, target)
    return Hints()


def describe(folder: Path, hints: Hints, wish: Wish) -> Description:
    """What a converted model is.

    Args:
        folder: CTranslate2's files and the SentencePiece models, side by side.

    Raises:
        CorruptModel: FORMAT_UNSUPPORTED, MODEL_MISLABELLED, VOCABULARY_MISSING, MODEL_UNREADABLE.
        InvalidInput: DIRECTIONS_UNKNOWN, INVALID_DIRECTION, UNKNOWN_LANGUAGE.
    """
    vocabulary, target_vocabulary = _pieces_files(folder)
    _, written = read_tokens(folder)
    kind = wish.format or _format_of(written, hints, bool(target_vocabulary))
    own = {**_CODES[kind](written), **wish.codes} if kind in _CODES else dict(wish.codes)
    directions, languages = _languages(kind, own, hints, wish)
    spoken = {tag for one in directions for tag in one.split("-")} | set(languages)
    return Description(
        format=kind,
        directions=frozenset(directions),
        languages=languages,
        vocabulary=vocabulary,
        target_vocabulary=target_vocabulary,
        codes=codes.needed(own, spoken),
        target_prefix=hints.target_prefix,
    )


_CODES: dict[Format, Callable[[Iterable[str]], dict[str, str]]] = {
    Format.NLLB: codes.flores_codes,
    Format.M2M100: codes.between_codes,
    Format.MARIAN_MULTILINGUAL: codes.target_codes,
    Format.PARLEY: codes.target_codes,
}


def _format_of(tokens: frozenset[str], hints: Hints, two_vocabularies: bool) -> Format:
    if hints.argos:
        return Format.ARGOS
    if "eng_Latn" in tokens:
        return Format.NLLB
    if "__en__" in tokens:
        return Format.M2M100
    has_targets = bool(codes.target_codes(tokens))
    if has_targets and "<formal>" in tokens:
        return Format.PARLEY
    if has_targets:
        return Format.MARIAN_MULTILINGUAL
    return Format.MARIAN if two_vocabularies else Format.SENTENCEPIECE


def _languages(
    kind: Format, own: dict[str, str], hints: Hints, wish: Wish
) -> tuple[list[str], tuple[str, ...]]:
    """Directions and many-to-many languages: as wished, else as the model offers."""
    directions = [_direction(text) for text in wish.directions]
    languages = _primaries(wish.languages)
    if directions or languages:
        return directions, languages
    if kind in {Format.NLLB, Format.M2M100}:
        # All that have a name here: two hundred languages would only confuse the detector.
        return [], tuple(sorted(tag for tag in own if tag in NAMES))
    if hints.source and kind in {Format.MARIAN_MULTILINGUAL, Format.PARLEY}:
        return [f"{hints.source}-{tag}" for tag in sorted(own) if tag != hints.source], ()
    if hints.source and hints.target and hints.source != hints.target:
        return [f"{hints.source}-{hints.target}"], ()
    raise InvalidInput(
        "DIRECTIONS_UNKNOWN",
        "the files do not say which languages: give --directions en-de,… or --languages en,de,…",
        field="directions",
    )


def _primaries(tags: Iterable[str]) -> tuple[str, ...]:
    """Each language once: models know no regions."""
    return tuple(dict.fromkeys(primary(normalise_tag(tag, "languages")) for tag in tags))


def _direction(text: str) -> str:
    source, _, target = text.partition("-")
    if not re.fullmatch(r"[a-z]{2,3}-[a-z]{2,3}", text) or source == target:
        raise InvalidInput(
            "INVALID_DIRECTION", f"{text[:40]!r} is no direction such as en-de", field="directions"
        )
    return text


def _pieces_files(folder: Path) -> tuple[str, str]:
    """File names of the SentencePiece models: (source or shared, target or "")."""
    if (folder / "source.spm").is_file() and (folder / "target.spm").is_file():
        return "source.spm", "target.spm"
    found = sorted(p.name for p in folder.iterdir() if p.suffix in {".spm", ".model"})
    usual = ("sentencepiece.bpe.model", "sentencepiece.model", "vocabulary.model", "spm.model")
    for name in usual:
        if name in found:
            return name, ""
    sides = [next((f for f in found if f.startswith(side)), "") for side in ("source", "target")]
    if all(sides):
        return sides[0], sides[1]
    if len(found) == 1 and found[0] != "bpe.model":
        return found[0], ""
    raise CorruptModel(
        "VOCABULARY_MISSING", "no SentencePiece model beside it, or several that are no pair"
    )


def _object(path: Path) -> dict[str, Any]:
    """A JSON object, or an empty one where the file is missing or something else."""
    try:
        if path.stat().st_size > _JSON_LIMIT:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
