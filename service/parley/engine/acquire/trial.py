"""A first load in a process of its own: what crashes there crashes no server."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from parley.domain.errors import CorruptModel
from parley.engine.catalog import CatalogEntry

# What any language's model can read, whatever it makes of it.
_SAMPLE = "OK 123"


def try_out(entry: CatalogEntry, folder: Path) -> None:
    """Load a model and translate a few words with it.

    Raises:
        CorruptModel: what loading raises; MODEL_UNREADABLE if it takes its process down.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            refused = pool.submit(_attempt, msgspec.json.encode(entry), str(folder)).result()
        except BrokenProcessPool as error:
            raise CorruptModel(
                "MODEL_UNREADABLE", f"{entry.name}: loading it ends the process"
            ) from error
    if refused:
        reason, message = refused
        raise CorruptModel(reason, message)


def _attempt(encoded: bytes, folder: str) -> Sequence[str]:
    """Reason and message of the refusal, or nothing."""
    from parley.engine.model import Ct2Model, Decoding

    entry = msgspec.json.decode(encoded, type=CatalogEntry)
    try:
        model = Ct2Model(entry, Path(folder), threads=1, workers=1, decoding=Decoding(beam_size=1))
        source, target = min(entry.pairs)
        model.run([model.encode(_SAMPLE, source, target, None)])
    except CorruptModel as error:
        return error.reason, error.message
    except (MemoryError, RuntimeError, ValueError) as error:
        return "MODEL_UNREADABLE", f"{entry.name}: it does not translate: {error}"
    return ()
