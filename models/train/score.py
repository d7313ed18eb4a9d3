"""chrF, chrF++ and BLEU of a model on the dev sets, by direction, with the time taken.

Lines go the service's own way: masked, segmented, decoded and put together by its pipeline.
"""

import asyncio
import csv
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import sacrebleu
from languages import LANGUAGES

from parley.app import build_pipeline
from parley.config import Settings
from parley.domain.message import Detection, Formality
from parley.flow.draft import Job

# What the model is for; NTREX is news, and much harder.
_CHAT = ("support", "tatoeba", "bcontrast", "diabla")


@dataclass(frozen=True, slots=True)
class Line:
    source: str
    reference: str
    formality: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One dev set in one direction.

    `seconds` for all its lines; `copied` is the share of the sources' `entities` that are in the
    output.
    """

    name: str
    direction: str
    lines: int
    chrf: float
    chrf_pp: float
    bleu: float
    seconds: float
    entities: int
    copied: float


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _headless(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")[:2]) for line in lines if "\t" in line]


def dev_sets(corpus: Path) -> Iterator[tuple[str, str, str, list[Line]]]:
    """(name, source language, target language, lines) of every dev set and direction."""
    dev = corpus / "dev"
    support = list(_rows(dev / "support.tsv"))
    for other in LANGUAGES[1:]:
        for source, target in (("en", other), (other, "en")):
            yield (
                "support",
                source,
                target,
                [
                    Line(
                        row[source],
                        row[target],
                        row["register"] if row["register"] in ("formal", "informal") else None,
                    )
                    for row in support
                ],
            )
    for name in ("tatoeba", "ntrex"):
        for other in LANGUAGES[1:]:
            pairs = _headless(dev / f"{name}.en-{other}.tsv")
            yield name, "en", other, [Line(en, xx) for en, xx in pairs]
            yield name, other, "en", [Line(xx, en) for en, xx in pairs]
    for name, other, column in (("bcontrast", "de", "xx"), ("diabla", "fr", "fr")):
        rows = list(_rows(dev / f"{name}.en-{other}.tsv"))
        # These were written in the language of `src_lang`: that is the side to translate from.
        yield name, "en", other, [Line(r["en"], r[column]) for r in rows if r["src_lang"] == "en"]
        yield name, other, "en", [Line(r[column], r["en"]) for r in rows if r["src_lang"] == other]


async def _translate(settings: Settings, source: str, target: str, lines: list[Line]) -> list[str]:
    async with build_pipeline(settings) as pipeline:

        async def one(line: Line) -> str:
            job = Job(
                line.source,
                Detection(source, 1.0),
                target,
                Formality(line.formality) if line.formality else Formality.FORMAL,
            )
            return (await pipeline.run(job)).translation.text

        return list(await asyncio.gather(*map(one, lines)))


def _entities_copied(lines: list[Line], outputs: list[str]) -> tuple[int, float]:
    """Entities of the sources, and the share of them that the outputs have."""
    from parley.text.entities import find_entities

    found = kept = 0
    for line, output in zip(lines, outputs, strict=True):
        for entity in find_entities(line.source):
            found += 1
            kept += entity.surface in output
    return found, kept / found if found else 1.0


def score(
    corpus: Path,
    models: Path,
    *,
    sets: list[str] | None,
    limit: int | None,
    beam: int,
    memory: bool,
    reranking: bool,
    as_json: bool,
) -> None:
    """Print a table, or JSON, of every dev set and direction."""
    scores: list[Score] = []
    settings = Settings(
        models_folder=str(models),
        beam_size=beam,
        starter_memory=memory,
        lexical_reranking=reranking,
    )
    for name, source, target, every in dev_sets(corpus):
        if sets and name not in sets:
            continue
        lines = [line for line in every if line.source and line.reference][:limit]
        started = time.perf_counter()
        outputs = asyncio.run(_translate(settings, source, target, lines))
        seconds = time.perf_counter() - started
        references = [[line.reference for line in lines]]
        entities, copied = _entities_copied(lines, outputs)
        scores.append(
            Score(
                name,
                f"{source}-{target}",
                len(lines),
                round(sacrebleu.corpus_chrf(outputs, references).score, 1),
                round(sacrebleu.corpus_chrf(outputs, references, word_order=2).score, 1),
                round(sacrebleu.corpus_bleu(outputs, references).score, 1),
                round(seconds, 1),
                entities,
                round(copied, 4),
            )
        )
        if not as_json:
            s = scores[-1]
            print(
                f"{s.name:10} {s.direction}  chrF {s.chrf:5.1f}  chrF++ {s.chrf_pp:5.1f}  "
                f"BLEU {s.bleu:5.1f}  "
                f"{s.copied:7.2%} of {s.entities:3} entities kept  "
                f"{s.lines:5} lines in {s.seconds:6.1f} s",
                flush=True,
            )
    if as_json:
        print(json.dumps([asdict(s) for s in scores], indent=1))
    else:
        for names in (*((name,) for name in dict.fromkeys(s.name for s in scores)), _CHAT):
            found = [s.chrf for s in scores if s.name in names]
            if found:
                mean = sum(found) / len(found)
                print(f"mean chrF {mean:.2f} of {', '.join(names)}, {len(found)} directions")
