"""Whoever reads a corpus says in its help how the folder is laid out."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.cli.confidence import confidence

ROOT = Path(__file__).resolve().parents[3]
READERS = {
    "models/train prepare": "qe/cocoa_mt_register.en-xx.train.tsv",
    "models/train score": "dev/ntrex.en-xx.tsv",
    "models/quality fit": "qe/mlqe_pe_da.en-de.tsv.xz",
    "models/quality lexicon": "train/en-xx.tsv.xz",
    "models/quality net": "dev/support.tsv",
    "models/quality time": "dev/diabla.en-fr.tsv",
    "models/quality flagged": "dev/bcontrast.en-de.tsv",
    "models/detect/measure.py": "dev/tatoeba.en-xx.tsv",
    "models/quality/rules_time.py": "has support.tsv",
    "models/quality/swaps.py": "has support.tsv",
    "models/quality/alarms.py": "has support.tsv",
}


@pytest.mark.parametrize("reader", READERS)
def test_the_help_of_a_recipe_names_the_files(reader: str) -> None:
    """Without PYTHONPATH, as it is called in a checkout."""
    run = subprocess.run(
        [sys.executable, *reader.split(), "--help"],
        cwd=ROOT, env={}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert READERS[reader] in run.stdout


def test_the_help_of_eval_confidence_has_a_file_and_its_columns_on_lines_of_their_own() -> None:
    """Click would make one paragraph of them."""
    shown = CliRunner().invoke(confidence, ["--help"]).output
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[lines.index("qe/mlqe_pe_da.en-de.tsv.xz") + 1] == "src, mt, da_mean (0 to 100)"
