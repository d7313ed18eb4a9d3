"""Idioms and forms of address."""

from collections.abc import Callable

import pytest

from parley.domain.message import AuthorRole, Flag, Formality, SpanSide
from support.build import message, translation

Raised = Callable[..., dict[str, Flag]]
FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "That killed two birds with one stone.", "killed two birds with one stone"),
        ("en", "it cost me an arm and a leg", "cost me an arm and a leg"),
        ("en", "You are pulling my leg", "pulling my leg"),
        ("es", "Me costó un ojo de la cara", "costó un ojo de la cara"),
        ("es", "Deje de andarse por las ramas", "andarse por las ramas"),
        ("fr", "Il pleut des cordes", "pleut des cordes"),
        ("fr", "C'est la goutte d’eau qui déborde", "la goutte d’eau qui"),
        ("de", "Ich verstehe nur Bahnhof", "verstehe nur Bahnhof"),
        ("de", "Sie wollen mich auf den Arm nehmen", "auf den Arm nehmen"),
        ("pt", "Foi a gota d'água", "a gota d'água"),
        ("pt", "Vocês me deixaram na mão", "deixaram na mão"),
    ],
)
def test_idiom_is_marked(raised: Raised, language: str, text: str, phrase: str) -> None:
    """The span is the phrase as written."""
    span = raised(text, language, "…", "de" if language != "de" else "en")["idiom"].span
    assert span is not None
    assert span.side is SpanSide.SOURCE
    assert text[span.start : span.end] == phrase


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My leg hurts when pulling the cart"),
        ("en", "The bird has two stones"),
        ("en", "a piece of the cake"),
        ("es", "Me costó mucho encontrarlo"),
        ("es", "Las ramas del árbol"),
        ("fr", "Les cordes sont usées"),
        ("fr", "une goutte de café"),
        ("de", "Der Bahnhof ist geschlossen"),
        ("de", "Der Arm tut weh"),
        ("pt", "A mão está na mesa"),
        ("pt", "um copo de água"),
    ],
)
def test_literal_words_are_no_idiom(raised: Raised, language: str, text: str) -> None:
    """The same words in their plain sense raise nothing."""
    assert "idiom" not in raised(text, language)


def test_suggested_rendering_silences_the_idiom(raised: Raised) -> None:
    """An idiom rendered as the list suggests is no risk."""
    text, rendered = "It's raining cats and dogs", "Es regnet in Strömen, es regnet in Strömen"
    assert "idiom" not in raised(text, "en", rendered, "de")


def test_confirmed_translation_silences_the_idiom(raised: Raised) -> None:
    """A person who wrote the translation has seen the idiom."""
    assert raised("a piece of cake", "en", "ein Stück Kuchen", "de", from_memory=True) == {}


@pytest.mark.parametrize(
    ("target", "translation", "asked"),
    [
        ("de", "Kannst du das prüfen?", FORMAL),
        ("de", "Können Sie das prüfen?", INFORMAL),
        ("de", "Haben Sie dein Passwort?", None),
        ("fr", "Peux-tu vérifier ton colis ?", FORMAL),
        ("fr", "Pouvez-vous vérifier ?", INFORMAL),
        ("fr", "Avez-vous reçu tes colis ?", None),
        ("es", "¿Puedes revisarlo?", FORMAL),
        ("es", "¿Puede usted revisarlo?", INFORMAL),
        ("es", "¿Tienes usted la clave?", None),
        ("pt", "Tu podes verificar?", FORMAL),
        ("pt", "O senhor pode verificar?", INFORMAL),
    ],
)
def test_wrong_or_mixed_register_is_noticed(
    raised: Raised, target: str, translation: str, asked: Formality | None
) -> None:
    """The form of address must be one, and the one asked for."""
    assert "register" in raised("Can you check?", "en", translation, target, asked)


@pytest.mark.parametrize(
    ("target", "translation", "asked"),
    [
        ("de", "Können Sie das prüfen?", FORMAL),
        ("de", "Kannst du das prüfen?", INFORMAL),
        ("de", "Hast du sie gesehen? Sie ist neu.", None),
        ("fr", "Pouvez-vous vérifier ?", FORMAL),
        ("fr", "Tu as un rendez-vous ?", INFORMAL),
        ("fr", "Votre ton semblait sec.", None),
        ("fr", "Merci, vous aurez votre colis ?", None),
        ("es", "¿Puede revisarlo usted?", FORMAL),
        ("es", "¿Puedes revisarlo?", INFORMAL),
        ("es", "¿Está su pedido?", None),
        ("pt", "O senhor pode verificar?", FORMAL),
        ("pt", "Você pode verificar?", FORMAL),
        ("pt", "Você pode verificar?", INFORMAL),
    ],
)
def test_consistent_register_raises_nothing(
    raised: Raised, target: str, translation: str, asked: Formality | None
) -> None:
    """Third persons and fixed phrases are no form of address."""
    assert "register" not in raised("Can you check?", "en", translation, target, asked)


@pytest.mark.parametrize(
    ("language", "before", "now", "changed"),
    [
        ("de", "Können Sie mir helfen?", "Kannst du mir helfen?", True),
        ("de", "Kannst du mir helfen?", "Bitte senden Sie es.", True),
        ("de", "Können Sie mir helfen?", "Schick mir ein Foto.", True),
        ("de", "Können Sie mir helfen?", "Bitte senden Sie es.", False),
        ("de", "Danke.", "Kannst du mir helfen?", False),
        ("es", "¿Puede usted ayudarme?", "Envía una foto.", True),
        ("es", "¿Puede usted ayudarme?", "Envíe una foto.", False),
        ("es", "Mándame una foto.", "Dígame el número.", True),
        ("fr", "Cliquez sur le lien.", "Envoie une photo.", True),
        ("fr", "Cliquez sur le lien.", "Envoyez une photo.", False),
        ("pt", "O senhor pode esperar?", "Você recebeu?", True),
        ("pt", "Você pode esperar?", "A senhora recebeu?", True),
        ("pt", "Você pode esperar?", "Manda a foto.", False),
        ("pt", "O senhor pode esperar?", "Mande a foto.", False),
    ],
)
def test_a_form_of_address_that_changes_in_a_conversation_is_flagged(
    raised: Raised, language: str, before: str, now: str, changed: bool
) -> None:
    """Against the last message to the same reader that shows one."""
    earlier = message(
        author_role=AuthorRole.AGENT,
        translation=translation(before, source_language="en", target_language=language),
    )
    found = raised(
        "Could you help?", "en", now, language, author_role=AuthorRole.AGENT, history=(earlier,)
    )
    assert ("register" in found) == changed
