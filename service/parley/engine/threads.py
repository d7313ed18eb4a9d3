"""How the cores are shared out among batches."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threads:
    """`batches` at once, `per_batch` cores for each (CTranslate2's inter and intra threads)."""

    batches: int
    per_batch: int

    @classmethod
    def chosen(cls, cores: int, *, batches: int = 0, per_batch: int = 0) -> "Threads":
        """What to use on so many cores; 0 leaves the choice here.

        One core a batch, as many batches as cores: matrices of chat lines are too small to be
        worth splitting. The measured table is in docs/performance.md, and `parley bench --engine`
        makes it for another machine or model.
        """
        each = per_batch or 1
        return cls(batches or max(1, cores // each), each)
