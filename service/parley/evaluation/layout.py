"""How a folder of corpora is laid out: what the help of whatever reads one says."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from textwrap import fill

_HEADLESS = "English, the other language; no header"
_SUPPORT = "id, speaker (customer, agent), register (formal, informal, neutral), en, es, fr, de, pt"
_FILES = {
    "dev/support.tsv": _SUPPORT,
    "dev/tatoeba.en-xx.tsv": _HEADLESS,
    "dev/ntrex.en-xx.tsv": _HEADLESS,
    "dev/bcontrast.en-de.tsv": "en, xx (German), src_lang (en, de: what it was written in)",
    "dev/diabla.en-fr.tsv": (
        "en, fr, src_lang (en, fr), mt, judgment (perfect, medium, poor or empty), problems"
    ),
    "dev/*.tsv": "of all of them: what stands in a column is left out of the training text",
    "qe/mlqe_pe_da.en-de.tsv.xz": "src, mt, da_mean (0 to 100)",
    "qe/wmt21_critical_errors.en-de.tsv.xz": "src, mt, label (ERR for a critical error)",
    "qe/demetr.to-en.tsv.xz": (
        "pert, severity, lang (german, spanish, french), id, src, mt, pert_mt (mt with an error)"
    ),
    "qe/cocoa_mt_register.en-xx.train.tsv": "en, formal, informal",
    "support/train.tsv": _SUPPORT,
    "train/en-xx.tsv.xz": "English, the other language, name of the source; no header",
}
# What `examples` reads.
JUDGED = (
    "dev/support.tsv",
    "dev/tatoeba.en-xx.tsv",
    "dev/bcontrast.en-de.tsv",
    "dev/diabla.en-fr.tsv",
    "qe/mlqe_pe_da.en-de.tsv.xz",
    "qe/wmt21_critical_errors.en-de.tsv.xz",
    "qe/demetr.to-en.tsv.xz",
)


def layout(*names: str) -> str:
    """Each of the files, and below it its columns; no line is longer than 76 characters.

    Raises:
        KeyError: there is no such file in a corpus.
    """
    indent = " " * 6
    columns = (
        fill(_FILES[name], 76, initial_indent=indent, subsequent_indent=indent) for name in names
    )
    files = "\n".join(f"  {name}\n{said}" for name, said in zip(names, columns, strict=True))
    return (
        "DIR is a folder with these files (UTF-8, tabs between columns, no quoting, a\n"
        "header unless it says otherwise, further columns are passed over; xx: de, es,\n"
        f"fr, pt):\n\n{files}"
    )


def add_corpus(parser: ArgumentParser, *names: str) -> None:
    """Give a command of a recipe `--corpus`, and a help that has the `layout` of these files."""
    parser.epilog = layout(*names)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="see below")
