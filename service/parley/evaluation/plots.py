"""The risk-coverage plot: what goes wrong among the messages that nobody reviews."""

from collections.abc import Sequence
from pathlib import Path

from parley.evaluation.judge import Judged
from parley.evaluation.metrics import risk_coverage
from parley.evaluation.report import groups

# Groups that the plot shows beside each other; directions by themselves are in the table.
_SHOWN = ("support desk, all", "tatoeba", "diabla", "wmt21", "demetr", "diabla-verdicts")


def draw(judged: Sequence[Judged], folder: Path) -> list[Path]:
    """Write `risk-coverage.png` and `.svg`; needs the extra `bench`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    for name, group in groups(judged):
        if name not in _SHOWN or not group:
            continue
        points = risk_coverage([one.suspicion for one in group], [one.critical for one in group])
        shares, risks = zip(*points, strict=True)
        axes.plot(
            [100 * share for share in shares], [100 * risk for risk in risks],
            label=f"{name} ({len(group)})",
        )  # fmt: skip
    axes.axhline(5, color="0.6", linewidth=0.8, linestyle="--")
    axes.set_xlabel("messages that nobody reviews, %")
    axes.set_ylabel("critical errors among them, %")
    axes.set_xlim(0, 100)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize="small")
    axes.spines[["top", "right"]].set_visible(False)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"risk-coverage.{kind}" for kind in ("png", "svg")]
    for file in files:
        figure.savefig(file, dpi=150)
    return files
