"""Labelled translations: what they say, and on which side of the split they are."""

import lzma
from pathlib import Path

import pytest

from parley.evaluation.examples import READ, READ_FOR_FIT, Example, Part, embedded, examples

SUPPORT = [
    ("Did you mean it?", "Meinst du das?"),
    ("Did you mean it?", "Meinen Sie das?"),
    ("Deal!", "Abgemacht!"),
]


def write(path: Path, header: str, *rows: tuple[str, ...]) -> None:
    """A table of a corpus; one that ends in .xz is packed."""
    path.parent.mkdir(exist_ok=True)
    text = "\n".join(["\t".join(header.split()), *map("\t".join, rows), ""])
    path.write_bytes(lzma.compress(text.encode()) if path.suffix == ".xz" else text.encode())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Few lines of every set; of Spanish, French and Portuguese nothing but empty texts."""
    write(
        tmp_path / "dev" / "support.tsv",
        "en de es fr pt",
        *((english, german, "", "", "") for english, german in SUPPORT),
    )
    for other in ("de", "es", "fr", "pt"):
        (tmp_path / "dev" / f"tatoeba.en-{other}.tsv").write_text("Hi.\tHallo.\n")
    write(tmp_path / "dev" / "bcontrast.en-de.tsv", "en xx src_lang", ("Hello.", "Hallo,", "de"))
    write(
        tmp_path / "dev" / "diabla.en-fr.tsv",
        "en fr src_lang mt judgment problems",
        ("We moved.", "On a bougé.", "en", "On bouge.", "poor", "meaning,style"),
        ("Do it.", "Fais-le.", "en", "Fais ça.", "poor", "style"),
        ("Who?", "Qui ?", "fr", "Who?", "perfect", ""),
    )
    write(
        tmp_path / "qe" / "mlqe_pe_da.en-de.tsv.xz",
        "src mt da_mean",
        ("One.", "Eins.", "95.0"), ("Two.", "Drei.", "20.5"), ("Four.", "Vier.", ""),
    )  # fmt: skip
    write(
        tmp_path / "qe" / "wmt21_critical_errors.en-de.tsv.xz",
        "src mt label",
        ("Five.", "Sieben.", "ERR"), ("Six.", "Sechs.", "NOT"),
    )  # fmt: skip
    write(
        tmp_path / "qe" / "demetr.to-en.tsv.xz",
        "pert severity lang id src mt pert_mt",
        ("negation", "critical", "german", "1", "Ja.", "Yes.", "No."),
        ("comma", "minor", "german", "2", "Nein.", "No.", "No,"),
        ("negation", "critical", "polish", "3", "Tak.", "Yes.", "No."),
    )
    write(
        tmp_path / "verdicts.tsv",
        "source_language target_language source translation verdict english reading weights",
        ("de", "en", "Abgemacht!", "Deal!", "fine", "Deal!", "1", "earlier"),
        ("en", "de", "Deal!", "Der Deal!", "minor", "Deal!", "2", "b1d7e94464ad 1e"),
        ("en", "fr", "Deal!", "La vente !", "critical minor major", "Deal!", "2", "b1d7e94464ad"),
        ("en", "fr", "Deal!", "Le chien !", "critical", "Deal!", "2", "b1d7e94464ad"),
    )
    write(
        tmp_path / "verdicts_fit.tsv",
        "source_language target_language source translation verdict english reading weights",
        *(
            ("de", "en", f"Halt {n}!", f"Hold {n}!", "critical", f"Stop {n}!", "5", "b1d7e94464ad")
            for n in range(20)
        ),
    )
    return tmp_path


def found(corpus: Path, name: str, weights: str = "0f") -> list[Example]:
    """The examples of one set, with a model of these weights."""
    return [one for one in examples(corpus, corpus, weights) if one.name == name]


def test_what_several_people_made_of_one_source_is_one_example(corpus: Path) -> None:
    """With all of their texts; a line without a text in a language is no example there."""
    support = found(corpus, "support")
    forward = {one.source: one.references for one in support if one.direction == "en-de"}
    assert forward["Did you mean it?"] == ("Meinst du das?", "Meinen Sie das?")
    assert {one.direction for one in support} == {"en-de", "de-en"}
    assert len(support) == 2 + 3


def test_what_the_present_weights_made_and_somebody_read_is_our_own(corpus: Path) -> None:
    """In place of the same line with references only, in that direction alone."""
    read = found(corpus, "read", weights="b1d7e94464ad0000")
    assert {(one.translation, one.bad, one.critical) for one in read} == {
        ("Der Deal!", False, False), ("La vente !", True, False), ("Le chien !", True, True),
    }  # fmt: skip
    assert all(one.own for one in read)
    assert not any(one.own for one in found(corpus, "read-1", weights="b1d7e94464ad0000"))
    (again,) = found(corpus, "read", weights="1e")
    assert again.translation == "Der Deal!"
    support = found(corpus, "support", weights="b1d7e94464ad0000")
    assert [one.source for one in support if one.direction == "en-de"] == ["Did you mean it?"]
    assert len([one for one in support if one.direction == "de-en"]) == 3


def test_all_of_one_line_is_on_one_side_of_the_split(corpus: Path) -> None:
    """In every direction and set, as it is the English line that decides."""
    deals = [one for one in examples(corpus, corpus, "0f") if one.key == "Deal!"]
    assert {one.name for one in deals} == {"support", "read-1", "read-2"}
    assert len({one.part for one in deals}) == 1


def test_what_is_for_fitting_alone_is_never_tested_on(corpus: Path) -> None:
    """Whatever its line's hash says; with other weights it is one more reading of earlier ones."""
    for_fit = found(corpus, READ_FOR_FIT, weights="b1d7e94464ad0000")
    assert len(for_fit) == 20
    assert {one.part for one in for_fit} == {Part.FIT}
    assert all(one.own and one.critical for one in for_fit)
    later = found(corpus, "read-5")
    assert len(later) == 20
    assert not any(one.own for one in later)


def test_the_parts_share_all_lines_as_the_card_says() -> None:
    """35% of them to fit on, 30% to calibrate on, 35% to test on, give or take chance."""
    parts = [Example("s", "en", "de", "", f"line {n}").part for n in range(4000)]
    shares = {part: parts.count(part) / len(parts) for part in Part}
    assert shares[Part.FIT] == pytest.approx(0.35, abs=0.03)
    assert shares[Part.CALIBRATE] == pytest.approx(0.30, abs=0.03)


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("read-1", {"Deal!": (False, False)}),
        ("read-2", {"Der Deal!": (False, False), "La vente !": (True, False),
                    "Le chien !": (True, True)}),
        ("diabla-verdicts", {"On bouge.": (True, True), "Fais ça.": (True, False),
                             "Who?": (False, False)}),
        ("mlqe", {"Eins.": (False, False), "Drei.": (True, True)}),
        ("wmt21", {"Sieben.": (True, True), "Sechs.": (False, False)}),
    ],
)  # fmt: skip
def test_a_verdict_says_bad_and_critical(
    corpus: Path, name: str, verdicts: dict[str, tuple[bool, bool]]
) -> None:
    """By translation; what nobody judged is left out."""
    made = {one.translation: (one.bad, one.critical) for one in found(corpus, name)}
    assert made == verdicts


def test_a_planted_error_is_taken_or_left_by_chance(corpus: Path) -> None:
    """The sentence as it was is a good one; minor ones and other languages are left out."""
    (one,) = found(corpus, "demetr")
    assert (one.translation, one.critical) in {("Yes.", False), ("No.", True)}
    assert found(corpus, "demetr") == [one]


QUALITY = Path(__file__).parents[3] / "models" / "quality"


def shipped(name: str) -> list[dict[str, str]]:
    """The rows of a file of verdicts."""
    head, *lines = (QUALITY / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


@pytest.mark.parametrize("name", ["verdicts.tsv", "verdicts_fit.tsv"])
def test_the_shipped_readings_are_whole(name: str) -> None:
    """Four verdicts that all occur, one or three a translation, and no translation twice."""
    rows = shipped(name)
    verdicts = [row["verdict"].split() for row in rows]
    assert {one for each in verdicts for one in each} == {"fine", "minor", "major", "critical"}
    assert {len(each) for each in verdicts} <= {1, 3}
    assert all(all(row.values()) for row in rows)
    later = [row for row in rows if row["reading"] != "1"]
    places = ("reading", "source_language", "target_language", "source")
    assert len({tuple(row[name] for name in places) for row in later}) == len(later)


def test_all_parts_have_verdicts_on_the_shipped_weights() -> None:
    """Three each where nothing is fitted, and no line that only weights are fitted on."""
    rows = shipped("verdicts.tsv")
    weights = embedded(QUALITY.parent).sha256["model.bin"]
    now = [row for row in rows if any(map(weights.startswith, row["weights"].split()))]
    parts = [Example(READ, "en", "de", "", row["english"]).part for row in now]
    assert min(map(parts.count, Part)) > 300
    rested_on = [row for row, part in zip(now, parts, strict=True) if part is not Part.FIT]
    assert all(len(row["verdict"].split()) == 3 for row in rested_on)
    assert not {row["english"] for row in rows} & {
        r["english"] for r in shipped("verdicts_fit.tsv")
    }
