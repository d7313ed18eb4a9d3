"""Models from Hugging Face, through its own library (the extra `hf`)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.domain.errors import CorruptModel, Unavailable
from parley.engine.acquire.download import require_secure

_ID = re.compile(r"(?:hf:)?([A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96})")
_WANTED = re.compile(
    r"(?:[\w.-]*config\.json|README\.md|LICENSE[\w.]*|model\.bin|vocab\.json|tokenizer\.json"
    r"|special_tokens_map\.json|(?:shared|source|target)_vocabulary\.(?:json|txt)"
    r"|[\w.-]+\.(?:model|spm)|model[\w.-]*\.safetensors(?:\.index\.json)?)"
)
# Pickled weights, fetched only where there are no others; torch loads them without running code.
_PICKLED = re.compile(r"pytorch_model[\w.-]*\.bin(?:\.index\.json)?")


def hub_id(source: str) -> str | None:
    """The id in "owner/name" or "hf:owner/name"."""
    match = _ID.fullmatch(source)
    return match.group(1) if match else None


@dataclass(frozen=True, slots=True)
class HubModel:
    """A repository at one commit, and what of it is wanted."""

    name: str
    commit: str
    licence: str
    files: tuple[str, ...]


def describe(name: str, revision: str, mirror: str, max_bytes: int) -> HubModel:
    """Look at a repository without fetching it.

    Raises:
        InvalidInput: INSECURE_URL.
        Unavailable: HUB_MISSING without the library, HUB_FAILED.
        CorruptModel: DOWNLOAD_TOO_LARGE, FORMAT_UNSUPPORTED.
    """
    api = _api(mirror)
    try:
        info = api.model_info(name, revision=revision or None, files_metadata=True)
    except Exception as error:
        raise _failed(name, error) from error
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or ()}
    files = [file for file in sizes if _WANTED.fullmatch(file)]
    if not any(file.endswith((".safetensors", "model.bin")) for file in files):
        files += [file for file in sizes if _PICKLED.fullmatch(file)]
    if not any(file.endswith((".safetensors", ".bin")) for file in files):
        raise CorruptModel("FORMAT_UNSUPPORTED", f"{name} has no weights that can be loaded")
    if sum(sizes[file] for file in files) > max_bytes:
        raise CorruptModel("DOWNLOAD_TOO_LARGE", f"over the {max_bytes:,} bytes that are allowed")
    licence = (info.card_data or {}).get("license") or ""
    return HubModel(name, info.sha or revision, str(licence), tuple(sorted(files)))


def fetch(model: HubModel, folder: Path, mirror: str) -> None:
    """Put the wanted files into `folder`; the library shows progress and resumes by itself.

    Raises:
        Unavailable: HUB_FAILED.
    """
    try:
        _api(mirror).snapshot_download(
            model.name,
            revision=model.commit,
            allow_patterns=list(model.files),
            local_dir=folder,
        )
    except Exception as error:
        raise _failed(model.name, error) from error


def _api(mirror: str) -> Any:
    try:
        import huggingface_hub
    except ImportError as error:
        raise Unavailable(
            "HUB_MISSING",
            "models from Hugging Face need the extra: pip install -e '.[hf]' in the checkout",
        ) from error
    api = huggingface_hub.HfApi(endpoint=mirror or None)
    # Without a mirror it may be HF_ENDPOINT's.
    require_secure(api.endpoint, "mirror")
    return api


def _failed(name: str, error: Exception) -> Unavailable:
    first = next(iter(str(error).splitlines()), "")
    return Unavailable("HUB_FAILED", f"{name}: {type(error).__name__}: {first[:200]}")
