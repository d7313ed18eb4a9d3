"""What the server runs its engine with, for those who are to do the same work without it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.bench.errors import BenchFailed

Direction = tuple[str, str]


def without_regions(direction: Direction) -> Direction:
    """Its primary tags: models know no others."""
    source, target = direction
    return source.partition("-")[0].lower(), target.partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Weights:
    """One loaded model.

    Attributes:
        vocabulary, target_vocabulary: names of its SentencePiece files; the latter "" if shared.
        compute_type: what CTranslate2 calculates in.
        beam_size: width of the search.
    """

    name: str
    folder: Path
    vocabulary: str
    target_vocabulary: str
    compute_type: str
    beam_size: int


@dataclass(frozen=True, slots=True)
class Served:
    """The model that serves one direction, and the tokens with which it is told so.

    Attributes:
        before, after: tokens around those of the source text.
        prefix: tokens that every translation begins with.
    """

    weights: Weights
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """Weights and settings of the server's engine.

    Attributes:
        served: by (source, target), what a single model translates; pivots are not among them.
        threads: cores a batch; workers: batches of a model at once.
    """

    served: Mapping[Direction, Served]
    threads: int
    workers: int

    def of(self, direction: Direction) -> Served:
        """Raises BenchFailed: NO_SINGLE_MODEL."""
        found = self.served.get(without_regions(direction))
        if found is None:
            raise BenchFailed(
                "NO_SINGLE_MODEL",
                f"{'-'.join(direction)}: to compare, a single local model has to serve each "
                "direction; --directions names others",
            )
        return found

    def require(self, models: Mapping[Direction, str]) -> None:
        """Check that the server translates with these very models.

        Args:
            models: names by direction, as the server gives them; "" where it gave none.

        Raises:
            BenchFailed: NO_SINGLE_MODEL, OTHER_MODEL.
        """
        for direction, name in models.items():
            ours = self.of(direction).weights.name
            if name not in {"", ours}:
                raise BenchFailed(
                    "OTHER_MODEL",
                    f"{'-'.join(direction)}: the server translates with {name}, but these settings "
                    f"name {ours}: give the server's own with --config",
                )

    def models(self, directions: Collection[Direction]) -> list[Weights]:
        """The models of these directions, by name.

        Raises:
            BenchFailed: NO_SINGLE_MODEL.
        """
        found = {self.of(direction).weights for direction in directions}
        return sorted(found, key=lambda weights: (weights.name, weights.folder))

    def model_bytes(self) -> int:
        """Size of the files of all models that serve, as far as they are on this machine."""
        folders = {served.weights.folder for served in self.served.values()}
        folders = {folder for folder in folders if folder.is_dir()}
        return sum(file.stat().st_size for folder in folders for file in folder.iterdir())
