"""The embedded model's recipe: `python models/train prepare|train|distil|export|score --help`."""

import argparse
import sys
from pathlib import Path

# The masks must be the service's own: what is trained is what will be asked.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))


# What the training text and the scores are read from.
_TEXT = (
    "support/train.tsv",
    "train/en-xx.tsv.xz",
    "qe/cocoa_mt_register.en-xx.train.tsv",
    "dev/*.tsv",
)
_SCORED = (
    "dev/support.tsv",
    "dev/tatoeba.en-xx.tsv",
    "dev/ntrex.en-xx.tsv",
    "dev/bcontrast.en-de.tsv",
    "dev/diabla.en-fr.tsv",
)


def _arguments() -> argparse.ArgumentParser:
    from parley.evaluation.layout import add_corpus

    parser = argparse.ArgumentParser(prog="models/train", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/train"), help="scratch folder")
    commands = parser.add_subparsers(dest="command", required=True)
    prepare = commands.add_parser("prepare", help="corpora to token arrays")
    add_corpus(prepare, *_TEXT)
    prepare.add_argument("--directions", choices=("english", "all"), default="english")
    prepare.add_argument("--vocabulary", type=Path, help="use this one, to go on from its model")
    prepare.add_argument(
        "--fresh", nargs="*", default=(), help="fields of lines/ to draw more often"
    )
    prepare.add_argument("--seed", type=int, default=1)
    train = commands.add_parser("train", help="train, or go on training, for a while")
    train.add_argument("--minutes", type=float, required=True)
    train.add_argument("--tokens", type=int, default=1800, help="padded pieces a batch")
    train.add_argument("--rate", type=float, default=2.5e-3, help="peak learning rate")
    train.add_argument("--processes", type=int, default=1, help="on a CPU: one a core")
    train.add_argument("--compile", action="store_true", help="fuse operations; needs g++")
    train.add_argument("--encoder-layers", type=int, default=0, help="deepen the model to so many")
    train.add_argument("--from", type=Path, dest="start", help="a shipped model's folder")
    train.add_argument("--decay", type=float, default=0.25, help="share of the time for the decay")
    train.add_argument(
        "--snapshots", type=float, default=0, help="keep weights every so many minutes"
    )
    distil = commands.add_parser("distil", help="an exported model's own searches as examples")
    distil.add_argument("--teacher", type=Path, required=True, help="its folder")
    distil.add_argument("--minutes", type=float, required=True)
    distil.add_argument("--seed", type=int, default=1)
    export = commands.add_parser("export", help="final weights to an int8 CTranslate2 model")
    export.add_argument(
        "--checkpoint", nargs="+", default=["final.pt"], help="of several, the mean is written"
    )
    export.add_argument("--output", type=Path, required=True)
    export.add_argument("--catalog", type=Path, help="catalogue to enter the digests in")
    export.add_argument("--before", type=Path, help="a shipped model's folder, to blend with")
    export.add_argument("--share", type=float, default=0.4, help="of the new weights in the blend")
    score = commands.add_parser("score", help="chrF, chrF++ and BLEU on the dev sets, by direction")
    add_corpus(score, *_SCORED)
    score.add_argument("--models", type=Path, default=Path("models"), help="catalogue's folder")
    score.add_argument("--sets", nargs="*", default=None, help="only these dev sets")
    score.add_argument("--limit", type=int, default=None, help="lines a set and direction")
    score.add_argument("--beam", type=int, default=0, help="0 for what suits the model")
    score.add_argument("--memory", action="store_true", help="with the starter lines")
    score.add_argument("--no-reranking", action="store_true", help="the likeliest hypothesis wins")
    score.add_argument("--json", action="store_true")
    return parser


def main() -> None:
    """Run one step of the recipe; each imports only what it needs."""
    arguments = _arguments().parse_args()
    if arguments.command == "prepare":
        from prepare import prepare

        prepare(
            arguments.corpus,
            arguments.work,
            directions=arguments.directions,
            vocabulary=arguments.vocabulary,
            fresh=arguments.fresh,
            seed=arguments.seed,
        )
    elif arguments.command == "train":
        from train import Plan, train

        plan = Plan(
            arguments.minutes,
            arguments.tokens,
            arguments.rate,
            decay=arguments.decay,
            processes=arguments.processes,
            compiled=arguments.compile,
            encoder_layers=arguments.encoder_layers,
            snapshot_minutes=arguments.snapshots,
        )
        train(arguments.work, plan, arguments.start)
    elif arguments.command == "distil":
        from distil import distil

        distil(arguments.work, arguments.teacher, minutes=arguments.minutes, seed=arguments.seed)
    elif arguments.command == "export":
        from export import export

        export(
            arguments.work,
            [arguments.work / name for name in arguments.checkpoint],
            arguments.output,
            arguments.catalog,
            before=arguments.before,
            share=arguments.share,
        )
    else:
        from score import score

        score(
            arguments.corpus,
            arguments.models,
            sets=arguments.sets,
            limit=arguments.limit,
            beam=arguments.beam,
            memory=arguments.memory,
            reranking=not arguments.no_reranking,
            as_json=arguments.json,
        )


if __name__ == "__main__":
    main()
