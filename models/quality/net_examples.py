"""What the classifier beside the lists is fitted on, theme by theme.

- the labelled lines in `risk/` and `risk/hands/`, but for those that are held out, and for a tenth
  of the latter, which thresholds are chosen on;
- `risk/written.tsv`: lines with "(this|that)" in them, each of which stands for several;
- every phrase of the lists, by itself and before an ordinary line;
- ordinary lines of the project, and a sample of the parallel corpora. Where the lists find a theme
  on both sides of a pair, both are examples of it; where on one, nobody knows.
"""

import csv
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from parley.risk.fold import fold
from parley.risk.labelled import AGENTS, LabelledLine, read_labelled
from parley.risk.lists import LANGUAGES, packaged_folder, packaged_lists
from parley.risk.registry import phrase_rules
from parley.risk.tables import read_table
from parley.risk.words import Words

THEMES = (
    "self-harm", "violence", "medical-emergency", "legal-threat", "wants-a-human",
    "repeated-contact", "financial-hardship", "agent-commitment",
)  # fmt: skip
COMMITMENT = "agent-commitment"
HELD_OUT = (
    "blind_c.tsv", "blind_d.tsv", "blind_e.tsv", "blind_f.tsv", "blind_f_veiled.tsv",
    "blind_g.tsv", "blind_g_veiled.tsv", "blind_h.tsv", "blind_h_veiled.tsv",
    "blind_i.tsv", "blind_i_veiled.tsv", "blind_j.tsv", "blind_k.tsv", "blind_l.tsv",
    "many_hands.tsv", "ordinary.tsv",
)  # fmt: skip
# Other rules' lines say nothing for or against a theme that is often said in one breath with them.
_SAID_TOGETHER = {"legal-threat": ("repeated-contact",), "self-harm": ("violence",)}
_SAMPLE = 0.1
_FROM_A_TEMPLATE, _FROM_A_PHRASE = 10, 2
# Of the lines by many hands every tenth is no example.
_KEPT_BACK = 10
# A line that shares so much of its three-word runs with a held-out one is left out.
_LIKE_HELD_OUT = 0.6
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{\w*\}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what is known of it.

    Attributes:
        labels: by theme; a theme that is missing is not known.
        marked: the half-open range that a risky line is about; None for the whole.
        source: the set or the block that it comes from; "own/..." for ordinary lines.
        language: of a labelled line.
    """

    text: str
    labels: Mapping[str, bool]
    weight: float
    source: str
    marked: tuple[int, int] | None = None
    language: str = ""


def all_examples(folder: Path, corpus: Path) -> list[Example]:
    """Every example, in the same order each time.

    Args:
        folder: `models/`.
        corpus: has `train/en-xx.tsv.xz`.
    """
    chance = random.Random(11)
    finder = _Finder()
    ordinary = list(_own_lines(folder, finder))
    by_language: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for language, example in ordinary:
        if len(example.labels) >= len(THEMES) - 1:
            by_language[language].append(example.text)
    found = [example for _, example in ordinary]
    found += _labelled(folder, finder)
    found += _written(folder / "quality" / "risk" / "written.tsv", chance, by_language)
    found += _phrases(chance, by_language)
    found += _corpora(corpus, chance, finder)
    held_out = [
        line.text for name in HELD_OUT for line in read_labelled(folder / "quality" / "risk" / name)
    ]
    return list(_unlike(found, held_out))


class _Finder:
    """The themes that the lists find in a text."""

    def __init__(self) -> None:
        # Without the classifier, whose file may not be there yet.
        self._rules = [rule for rule in phrase_rules(packaged_lists()) if rule.id in THEMES]

    def themes(self, text: str, language: str) -> set[str]:
        return {rule.id for rule in self._rules if rule.says(text, language)}


def said_where_it_counts(corpus: Path, models: Path, theme: str) -> tuple[list[str], list[str]]:
    """Support lines and harmless labelled ones in which the lists are silent of a theme.

    Both only of those who can raise it, and without what the lists take for harmless, as the
    classifier meets them.
    """
    (rule,) = (rule for rule in phrase_rules(packaged_lists()) if rule.id == theme)
    by_agents = theme == COMMITMENT

    def counts(by_agent: bool) -> bool:
        return by_agent == by_agents or (by_agent and not rule.said_by_customers)

    def heard(lines: Iterable[tuple[str, str]]) -> list[str]:
        return [
            rule.without_exceptions(text, language)
            for text, language in lines
            if not rule.says(text, language)
        ]

    support = heard(
        (text, language) for text, language, by_agent in dev_lines(corpus) if counts(by_agent)
    )
    twins = heard(
        (line.text, line.language)
        for line in labelled(models, for_thresholds=True)
        if line.marked is None and (line.rule in AGENTS) == by_agents
    )
    return support, twins


def _own_lines(folder: Path, finder: _Finder) -> Iterator[tuple[str, Example]]:
    """Ordinary lines with their languages; a theme that the lists find in any is not known."""
    for file in (
        folder / "memory" / "support.tsv",
        *sorted((folder / "train/lines").glob("*.tsv")),
    ):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                texts = {language: _SLOT.sub("Anna", row[language]) for language in LANGUAGES}
                found: set[str] = set()
                for language, text in texts.items():
                    found |= finder.themes(text, language)
                if row["speaker"] != "agent":
                    found.add(COMMITMENT)
                labels = {theme: False for theme in THEMES if theme not in found}
                for language, text in texts.items():
                    yield language, Example(text, labels, 1.0, f"own/{row['id']}")


def dev_lines(corpus: Path) -> Iterator[tuple[str, str, bool]]:
    """Support lines that are no examples, their languages, and whether they are agents' ones."""
    with (corpus / "dev" / "support.tsv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            for language in LANGUAGES:
                yield row[language], language, row["speaker"] == "agent"


def labelled(models: Path, *, for_thresholds: bool = False) -> Iterator[LabelledLine]:
    """The labelled lines that examples come from, or those that thresholds are chosen on."""
    for _, line in _named(models, for_thresholds=for_thresholds):
        yield line


def _named(models: Path, *, for_thresholds: bool) -> Iterator[tuple[str, LabelledLine]]:
    """Lines with their set's name. Of the old sets, all are for either purpose."""
    folder = models / "quality" / "risk"
    for file in sorted(folder.glob("*.tsv")):
        if file.name not in {*HELD_OUT, "written.tsv"}:
            for line in read_labelled(file):
                yield file.name, line
    for file in sorted(folder.glob("hands/*.tsv")):
        for number, line in enumerate(read_labelled(file)):
            if (number % _KEPT_BACK == _KEPT_BACK - 1) == for_thresholds:
                yield "hands", line


def _labelled(models: Path, finder: _Finder) -> Iterator[Example]:
    for name, line in _named(models, for_thresholds=False):
        labels = _labels(line, finder if name != "hands" else _NOTHING)
        yield Example(line.text, labels, 2.0, name, line.marked, line.language)


def _labels(line: LabelledLine, finder: _Finder) -> dict[str, bool]:
    """Of a risky line, its own theme and those that nobody would hear in it."""
    unknown = finder.themes(line.text, line.language)
    themes = {COMMITMENT} if line.rule in AGENTS else set(THEMES) - {COMMITMENT}
    if line.marked is None:
        # A harmless line is labelled for its own rule whatever the lists say.
        unknown.discard(line.rule)
        return {theme: False for theme in THEMES if theme in themes - unknown}
    unknown.update(_SAID_TOGETHER.get(line.rule, ()))
    if line.rule == "anger-escalation":
        unknown.update(("legal-threat", "wants-a-human", "repeated-contact"))
    unknown.discard(line.rule)
    return {theme: theme == line.rule for theme in THEMES if theme in themes - unknown}


def _written(
    file: Path, chance: random.Random, ordinary: Mapping[str, list[str]]
) -> Iterator[Example]:
    rows = file.read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        language, rule, template = row.split("\t")
        texts = sorted({spell(template, chance) for _ in range(_FROM_A_TEMPLATE)})
        if rule == "none":
            labels = {theme: False for theme in THEMES if theme != COMMITMENT}
        elif rule == "none-agent":
            labels = dict.fromkeys(THEMES, False)
        else:
            labels = _labels(LabelledLine(language, rule, "", (0, 0)), _NOTHING)
        weight = min(1.0, 8 / len(texts))
        for text in texts:
            cased = text if chance.random() < 0.5 else text[:1].upper() + text[1:]
            yield Example(cased, labels, weight, "written.tsv")
            if rule in THEMES and chance.random() < 0.2:
                yield _beside(cased, labels, weight, chance.choice(ordinary[language]))


class _FindsNothing(_Finder):
    def __init__(self) -> None:
        self._rules = []


_NOTHING = _FindsNothing()


def _beside(text: str, labels: Mapping[str, bool], weight: float, other: str) -> Example:
    """The same after a comma, with something ordinary around it."""
    only = {theme: True for theme, holds in labels.items() if holds}
    return Example(f"{text}, {other}", only, weight, "beside", (0, len(text)))


def spell(template: str, chance: random.Random) -> str:
    """One of the texts that a template stands for."""
    while match := _ALTERNATIVES.search(template):
        choice = chance.choice(match[1].split("|"))
        template = template[: match.start()] + choice + template[match.end() :]
    return re.sub(r"\s+(?=[,.?!])|(?<=\s)\s+", "", template).strip()


def _phrases(chance: random.Random, ordinary: Mapping[str, list[str]]) -> Iterator[Example]:
    """What the lists' phrases match, one word for each gap and every choice by lot."""
    for language in LANGUAGES:
        file = packaged_folder() / "content" / f"{language}.toml"
        table = read_table(file.read_text(encoding="utf-8"))
        words = Words(table["words"])
        for theme in THEMES:
            for phrase in (*table[theme]["phrases"], *table[theme].get("whole", ())):
                spelled = words.spell_out(phrase).replace("...", " ").replace("..", " ")
                spelled = spelled.replace("*", "").replace("#", "3")
                texts = sorted({spell(spelled, chance) for _ in range(_FROM_A_PHRASE)})
                for text in texts:
                    yield Example(text, {theme: True}, 0.5, "phrases")
                beside = chance.choice(ordinary[language])
                yield _beside(texts[0], {theme: True}, 0.3, beside)


def _corpora(corpus: Path, chance: random.Random, finder: _Finder) -> Iterator[Example]:
    """A sample; nobody in it is an agent."""
    for language in LANGUAGES:
        if language == "en":
            continue
        with lzma.open(corpus / "train" / f"en-{language}.tsv.xz", "rt", encoding="utf-8") as file:
            for line in file:
                if chance.random() >= _SAMPLE:
                    continue
                english, other, *_ = line.rstrip("\n").split("\t")
                ours, theirs = finder.themes(english, "en"), finder.themes(other, language)
                labels = {
                    theme: theme in ours
                    for theme in THEMES
                    if theme != COMMITMENT and (theme in ours) == (theme in theirs)
                }
                weight = 0.3 if any(labels.values()) else 0.5
                # One side for what is ordinary: there is enough of it.
                sides = (
                    (english, other) if any(labels.values()) else (chance.choice([english, other]),)
                )
                for text in sides:
                    yield Example(text, labels, weight, "corpus")


def _unlike(examples: Iterable[Example], held_out: Iterable[str]) -> Iterator[Example]:
    """Examples that are not nearly a held-out line."""
    lines = [_runs(text) for text in held_out]
    having: dict[int, list[int]] = {}
    for number, runs in enumerate(lines):
        for run in runs:
            having.setdefault(run, []).append(number)
    for example in examples:
        runs = _runs(example.text)
        shared: dict[int, int] = {}
        for run in runs:
            for number in having.get(run, ()):
                shared[number] = shared.get(number, 0) + 1
        if not any(
            count >= _LIKE_HELD_OUT * min(len(runs), len(lines[number]))
            for number, count in shared.items()
        ):
            yield example


def _runs(text: str) -> frozenset[int]:
    words = _WORD.findall(fold(text).text)
    size = min(3, len(words))
    return frozenset(
        crc32(" ".join(words[i : i + size]).encode()) for i in range(len(words) - size + 1)
    )
