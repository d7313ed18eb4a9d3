"""The recipes of the confidence and of the classifier beside the risk lists.

python models/quality fit|lexicon|net|encoder|time|flagged --corpus DIR
"""

import argparse
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT / "service"))


def main() -> None:
    """Fit coefficients for the models of a catalogue, and write them with their card."""
    from parley.evaluation.layout import JUDGED

    parser = argparse.ArgumentParser(prog="models/quality", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = _reader(commands, "fit", "coefficients and card, in some minutes", JUDGED)
    fit.add_argument("--models", type=Path, default=_ROOT / "models", help="catalogue's folder")
    fit.add_argument("--output", type=Path, default=_ROOT / "models" / "quality")
    fit.add_argument("--share", type=float, default=1.0, help="of the examples, for a trial")
    text = ("train/en-xx.tsv.xz", "support/train.tsv")
    lexicon = _reader(commands, "lexicon", "word pairs of the training text, in minutes", text)
    lexicon.add_argument(
        "--output", type=Path, default=_ROOT / "models" / "quality" / "lexicon.npz"
    )
    text = ("train/en-xx.tsv.xz", "dev/support.tsv")
    beside = _reader(commands, "net", "the classifier beside the word lists, in minutes", text)
    beside.add_argument("--thresholds", action="store_true", help="choose them anew, fit nothing")
    beside.add_argument("--models", type=Path, default=_ROOT / "models", help="its folder")
    beside.add_argument("--output", type=Path, default=_ROOT / "service/parley/risk/data/net")
    what = "the encoder of the second look, from the translation model; before `net --thresholds`"
    encoder = _reader(commands, "encoder", what, text)
    encoder.add_argument("--steps", type=int, default=7_300, help="some hours of a core")
    encoder.add_argument("--layers", type=int, default=4, help="of the translation model's")
    encoder.add_argument("--seed", type=int, default=5)
    what = "an encoder to go on from, instead of the translation model"
    encoder.add_argument("--from", dest="before", type=Path, help=what)
    encoder.add_argument("--models", type=Path, default=_ROOT / "models", help="its folder")
    encoder.add_argument("--output", type=Path, default=_ROOT / "models" / "quality" / "classifier")
    speed = _reader(commands, "time", "what confidence costs beside the translation", JUDGED)
    speed.add_argument("--models", type=Path, default=_ROOT / "models", help="catalogue's folder")
    what = "how often flagged translations are bad, in minutes"
    flagged = _reader(commands, "flagged", what, JUDGED)
    flagged.add_argument("--models", type=Path, default=_ROOT / "models", help="catalogue's folder")
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
    if arguments.command == "encoder":
        sys.path.insert(0, str(_ROOT / "models" / "train"))
        import encoder_fit

        encoder_fit.run(
            arguments.corpus,
            arguments.models,
            arguments.output,
            steps=arguments.steps,
            layers=arguments.layers,
            seed=arguments.seed,
            before=arguments.before,
        )
        return
    if arguments.command == "flagged":
        from flagged import run as run_flagged

        run_flagged(arguments.corpus, arguments.models)
        return
    if arguments.command == "time":
        from speed import measure

        measure(arguments.corpus, arguments.models)
        return

    from fit import run

    run(arguments.corpus, arguments.models, arguments.output, arguments.share)


def _reader(commands, name: str, what: str, files: tuple[str, ...]) -> argparse.ArgumentParser:
    """A command that reads files of a corpus, whose layout its help gives."""
    from parley.evaluation.layout import add_corpus

    command = commands.add_parser(name, help=what, description=what)
    add_corpus(command, *files)
    return command


if __name__ == "__main__":
    main()
