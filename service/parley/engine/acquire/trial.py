"""A first load in a process of its own: what crashes there crashes no server."""

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from parley.domain.errors import CorruptModel
from parley.domain.language import display_name
from parley.domain.ports import Detector
from parley.engine.catalog import CatalogEntry
from parley.engine.detect import build_detector
from parley.engine.model import Ct2Model, Decoding

# What any language's model can read, whatever it makes of it.
_SAMPLE = "OK 123"


# Plain enough that any model of the language can translate them, and no detector mistakes them.
_SENTENCES = {
    "de": (
        "Ich habe gestern den Brief bekommen und möchte Ihnen dafür danken.",
        "Können wir morgen nach der Arbeit darüber sprechen?",
        "Das Haus meiner Eltern steht nicht weit von der Schule.",
    ),
    "en": (
        "I received the letter yesterday and would like to thank you for it.",
        "Could we talk about it tomorrow after work?",
        "My parents' house is not far from the school.",
    ),
    "es": (
        "Recibí la carta ayer y quisiera darle las gracias por ella.",
        "¿Podemos hablar de eso mañana después del trabajo?",
        "La casa de mis padres no está lejos de la escuela.",
    ),
    "fr": (
        "J'ai reçu la lettre hier et je voudrais vous en remercier.",
        "Pouvons-nous en parler demain après le travail ?",
        "La maison de mes parents n'est pas loin de l'école.",
    ),
    "pt": (
        "Recebi a carta ontem e gostaria de agradecer por ela.",
        "Podemos falar sobre isso amanhã depois do trabalho?",
        "A casa dos meus pais não fica longe da escola.",
    ),
}
# Each of the sentences must look as much as this like one and the same other language.
_SURE = 0.9


def try_out(entry: CatalogEntry, folder: Path) -> tuple[str, ...]:
    """Load a model and translate a few words with it.

    Returns:
        What is odd about its translations, a line a direction. A detector can be wrong, and a
        model of a language it does not know cannot be told: nothing is refused for it.

    Raises:
        CorruptModel: what loading raises; MODEL_UNREADABLE if it takes its process down.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            refused, doubts = pool.submit(
                _attempt, msgspec.json.encode(entry), str(folder)
            ).result()
        except BrokenProcessPool as error:
            raise CorruptModel(
                "MODEL_UNREADABLE", f"{entry.name}: loading it ends the process"
            ) from error
    if refused:
        reason, message = refused
        raise CorruptModel(reason, message)
    return tuple(doubts)


def _attempt(encoded: bytes, folder: str) -> tuple[Sequence[str], Sequence[str]]:
    """Reason and message of the refusal, or nothing; and the doubts."""
    entry = msgspec.json.decode(encoded, type=CatalogEntry)
    # It reads its tables at the first text: one serves all directions.
    detector = build_detector("auto")
    try:
        model = Ct2Model(entry, Path(folder), threads=1, workers=1, decoding=Decoding(beam_size=1))
        source, target = min(entry.pairs)
        model.run([model.encode(_SAMPLE, source, target, None)])
        doubts = (_doubt(model, detector, *pair) for pair in sorted(entry.pairs))
        return (), [doubt for doubt in doubts if doubt]
    except CorruptModel as error:
        return (error.reason, error.message), ()
    except (MemoryError, RuntimeError, ValueError) as error:
        return ("MODEL_UNREADABLE", f"{entry.name}: it does not translate: {error}"), ()


def _doubt(model: Ct2Model, detector: Detector, source: str, target: str) -> str:
    """What speaks against a direction; nothing where no sample can tell."""
    if source not in _SENTENCES or target not in _SENTENCES:
        return ""
    sources = [model.encode(text, source, target, None) for text in _SENTENCES[source]]
    found: Counter[str] = Counter()
    for hypothesis in model.run(sources):
        likeliest = detector.detect(hypothesis.text, sorted(_SENTENCES))
        if likeliest and likeliest[0].probability >= _SURE:
            found[likeliest[0].language] += 1
    language, times = next(iter(found.most_common(1)), (target, 0))
    if language == target or times < len(sources):
        return ""
    return f"{source}-{target}: what it writes is {display_name(language)} by its looks"
