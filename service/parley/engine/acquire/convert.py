"""To CTranslate2's format, by CTranslate2's own converters (the extra `convert`)."""

import importlib.util
import shutil
from pathlib import Path, PurePath
from typing import Any

from parley.domain.errors import CorruptModel, InvalidInput, Unavailable
from parley.engine.acquire.recognise import is_converted, is_opus_package, transformers_kind

QUANTIZATIONS = ("int8", "int8_float32", "int16", "float16", "float32")
_NEEDED = ("torch", "transformers")
_VOCABULARIES = (".spm", ".model")


def convert(folder: Path, output: Path, quantization: str) -> None:
    """Convert a Hugging Face folder or an OPUS-MT package; SentencePiece models come along.

    Raises:
        Unavailable: CONVERTER_MISSING, without the extra.
        CorruptModel: FORMAT_UNSUPPORTED, UNSAFE_MODEL, CONVERSION_FAILED.
        InvalidInput: INVALID_QUANTIZATION, ALREADY_CONVERTED.
    """
    if quantization not in QUANTIZATIONS:
        raise InvalidInput(
            "INVALID_QUANTIZATION", f"one of {', '.join(QUANTIZATIONS)}", field="quantization"
        )
    if transformers_kind(folder):
        missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise Unavailable(
                "CONVERTER_MISSING",
                f"converting needs {' and '.join(missing)}: "
                "pip install -e '.[convert]' in the checkout",
            )
        converter = _transformers_converter(folder)
    elif is_opus_package(folder):
        converter = _opus_converter(folder)
    elif is_converted(folder) or is_converted(folder / "model"):
        raise InvalidInput(
            "ALREADY_CONVERTED", "a CTranslate2 model already: add it as it is", field="folder"
        )
    else:
        raise CorruptModel(
            "FORMAT_UNSUPPORTED",
            "neither a CTranslate2, Hugging Face, OPUS-MT nor Argos model",
        )
    try:
        converter.convert(str(output), quantization=quantization, force=True)
    except Exception as error:
        # The converters raise whatever torch, numpy and JSON raise on files they cannot use.
        raise CorruptModel(
            "CONVERSION_FAILED", f"CTranslate2 cannot convert it: {type(error).__name__}: {error}"
        ) from error
    for file in folder.iterdir():
        if file.suffix in _VOCABULARIES and file.is_file():
            shutil.copyfile(file, output / file.name)


def _opus_converter(folder: Path) -> Any:
    from ctranslate2.converters import OpusMTConverter

    if not (folder / "source.spm").is_file():
        raise CorruptModel("FORMAT_UNSUPPORTED", "an OPUS-MT package without SentencePiece models")
    try:
        # The converter opens what the file names: nothing that lies elsewhere.
        if not all(map(_is_inside, _named_in(folder / "decoder.yml"))):
            raise CorruptModel("UNSAFE_MODEL", "decoder.yml names files outside the model")
        return OpusMTConverter(str(folder))
    except CorruptModel:
        raise
    except Exception as error:
        raise CorruptModel(
            "CONVERSION_FAILED", f"decoder.yml cannot be used: {type(error).__name__}"
        ) from error


def _named_in(decoder: Path) -> list[str]:
    """The files that the converter opens, read from YAML as it reads them."""
    import yaml

    with decoder.open(encoding="utf-8") as file:
        config = yaml.safe_load(file)
    return [*config["models"], *config["vocabs"]]


def _is_inside(name: str) -> bool:
    path = PurePath(name)
    return not path.is_absolute() and ".." not in path.parts


def _transformers_converter(folder: Path) -> Any:
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_tokenizer(self, *args: Any, **kwargs: Any) -> Any:
            return _Tokenizer(super().load_tokenizer(*args, **kwargs))

    return Converter(str(folder))


class _Tokenizer:
    """A tokenizer whose special tokens are where CTranslate2 looks for M2M-100's languages.

    Transformers 5 no longer lists them there, and the vocabulary comes out too short.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    @property
    def special_tokens_map(self) -> dict[str, Any]:
        found = dict(self._tokenizer.special_tokens_map)
        ids = getattr(self._tokenizer, "lang_token_to_id", None)
        if ids:
            found.setdefault("additional_special_tokens", sorted(ids, key=ids.get))
        return found
