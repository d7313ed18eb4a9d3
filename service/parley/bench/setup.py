"""What the server runs its engine with, for those who are to do the same work without it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.bench.errors import BenchFailed


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """Weights and settings of the server's engine.

    Attributes:
        models: folder and name of the SentencePiece file, by (source, target).
        threads: cores a batch; workers: batches at once.
    """

    models: Mapping[tuple[str, str], tuple[Path, str]]
    beam_size: int
    threads: int
    workers: int

    def single_model(self, directions: Collection[tuple[str, str]]) -> tuple[Path, str]:
        """The one model that serves all these directions.

        Raises:
            BenchFailed: NO_SINGLE_MODEL.
        """
        found = {self.models.get(direction) for direction in directions}
        chosen = found.pop() if len(found) == 1 else None
        if chosen is None:
            raise BenchFailed(
                "NO_SINGLE_MODEL", "to compare, one local model has to serve all directions"
            )
        return chosen

    def model_bytes(self) -> int:
        """Size of the files of all models that serve."""
        folders = {folder for folder, _ in self.models.values()}
        return sum(file.stat().st_size for folder in folders for file in folder.iterdir())
