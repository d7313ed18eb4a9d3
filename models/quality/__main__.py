"""The recipes of the confidence and of the classifier beside the risk lists.

python models/quality fit|lexicon|net|time --corpus DIR
"""

import argparse
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT / "service"))


def main() -> None:
    """Fit coefficients for the models of a catalogue, and write them with their card."""
    parser = argparse.ArgumentParser(prog="models/quality", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="coefficients and card, in some minutes")
    fit.add_argument("--corpus", type=Path, required=True)
    fit.add_argument("--models", type=Path, default=_ROOT / "models", help="catalogue's folder")
    fit.add_argument("--output", type=Path, default=_ROOT / "models" / "quality")
    fit.add_argument("--share", type=float, default=1.0, help="of the examples, for a trial")
    lexicon = commands.add_parser("lexicon", help="word pairs of the training text, in minutes")
    lexicon.add_argument("--corpus", type=Path, required=True)
    lexicon.add_argument(
        "--output", type=Path, default=_ROOT / "models" / "quality" / "lexicon.npz"
    )
    beside = commands.add_parser("net", help="the classifier beside the word lists, in minutes")
    beside.add_argument("--corpus", type=Path, required=True)
    beside.add_argument("--thresholds", action="store_true", help="choose them anew, fit nothing")
    beside.add_argument("--models", type=Path, default=_ROOT / "models", help="its folder")
    beside.add_argument("--output", type=Path, default=_ROOT / "service/parley/risk/data/net")
    speed = commands.add_parser("time", help="what confidence costs beside the translation")
    speed.add_argument("--corpus", type=Path, required=True)
    speed.add_argument("--models", type=Path, default=_ROOT / "models", help="catalogue's folder")
    arguments = parser.parse_args()
    if arguments.command == "lexicon":
        import align

        align.run(arguments.corpus, arguments.output)
        return
    if arguments.command == "net":
        import net

        fit_anew = not arguments.thresholds
        net.run(arguments.corpus, arguments.models, arguments.output, fit=fit_anew)
        return
    if arguments.command == "time":
        from speed import measure

        measure(arguments.corpus, arguments.models)
        return

    from fit import run

    run(arguments.corpus, arguments.models, arguments.output, arguments.share)


if __name__ == "__main__":
    main()
