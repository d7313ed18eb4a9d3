"""What somebody who takes a conversation over is told, in five languages."""

from datetime import timedelta

import pytest

from parley.domain.escalation import EscalationReason
from parley.domain.language import NAMES
from parley.domain.message import AuthorRole, Message
from parley.domain.summary import summarise
from support.build import NOW, message, translation

WISH, ANGER = EscalationReason.WISH_FOR_PERSON, EscalationReason.RISING_ANGER


def lasting(span: timedelta) -> list[Message]:
    """Two messages of a customer, an agent's between them."""
    return [
        message(text="Mein Paket fehlt.", translation=translation("My parcel is missing.")),
        message(text="Let me look.", author_role=AuthorRole.AGENT),
        message(text="Und?", translation=translation("And?"), created_at=NOW + span),
    ]


@pytest.mark.parametrize(
    ("agent_language", "summary"),
    [
        (
            "en-GB",
            "The customer asks for a person; the customer is getting angrier. "
            "The customer wrote 2 of the 3 messages, in German, within 5 minutes. "
            "It began with: “My parcel is missing.” The last message says: “And?”",
        ),
        (
            "de",
            "Die Kundenseite möchte mit einem Menschen sprechen; die Kundenseite wird immer "
            "wütender. Die Kundenseite hat 2 der 3 Nachrichten geschrieben, auf Deutsch, "
            "innerhalb von 5 Minuten. Es begann mit: „My parcel is missing.“ "
            "Die letzte Nachricht lautet: „And?“",
        ),
        (
            "es",
            "El cliente pide hablar con una persona; el enfado del cliente va en aumento. "
            "El cliente ha escrito 2 de los 3 mensajes, en alemán, a lo largo de 5 minutos. "
            "Empezó así: «My parcel is missing.» El último mensaje dice: «And?»",
        ),
        (
            "fr",
            "Le client demande à parler à une personne\u00a0; la colère du client augmente. "
            "Le client a écrit 2 des 3 messages, en allemand, en l’espace de 5 minutes. "
            "Cela a commencé ainsi\u00a0: «\u00a0My parcel is missing.\u00a0» "
            "Le dernier message dit\u00a0: «\u00a0And?\u00a0»",
        ),
        (
            "pt-BR",
            "O cliente pede para falar com uma pessoa; a irritação do cliente está aumentando. "
            "O cliente escreveu 2 das 3 mensagens, em alemão, ao longo de 5 minutos. "
            "Começou assim: “My parcel is missing.” A última mensagem diz: “And?”",
        ),
    ],
)
def test_the_summary_says_why_how_long_and_what_about(agent_language: str, summary: str) -> None:
    """In the agent's language and in words that the agent can read."""
    said = lasting(timedelta(minutes=5))
    assert summarise(said, [WISH, ANGER], "de-AT", agent_language) == summary


def test_an_agent_s_language_without_wording_is_told_in_english() -> None:
    """As everything else of the service is."""
    said = lasting(timedelta())
    assert summarise(said, [WISH], "de", "nl") == summarise(said, [WISH], "de", "en")


@pytest.mark.parametrize(
    ("language", "extent"),
    [
        ("en", "The customer wrote one message."),
        ("de", "Die Kundenseite hat eine Nachricht geschrieben."),
        ("es", "El cliente ha escrito un mensaje."),
        ("fr", "Le client a écrit un message."),
        ("pt", "O cliente escreveu uma mensagem."),
    ],
)
def test_a_single_message_is_counted_in_the_singular(language: str, extent: str) -> None:
    """And quoted once; a language that nobody knows yet is not named."""
    summary = summarise([message(text="Hilfe!")], [WISH], None, language)
    assert extent in summary
    assert summary.count("Hilfe!") == 1


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(seconds=80), "messages, in German. "),
        (timedelta(minutes=2), "within 2 minutes. "),
        (timedelta(minutes=80), "within 80 minutes. "),
        (timedelta(hours=30), "within 30 hours. "),
        (timedelta(days=3), "within 3 days. "),
    ],
)
def test_time_is_told_in_units_of_which_there_are_several(span: timedelta, told: str) -> None:
    """What takes less than two minutes took no time."""
    assert told in summarise(lasting(span), [WISH], "de", "en")


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "pt"])
@pytest.mark.parametrize("reason", list(EscalationReason))
def test_every_reason_and_every_language_has_its_words(
    language: str, reason: EscalationReason
) -> None:
    """A sentence with a capital, and nothing left to fill in."""
    for spoken in NAMES:
        summary = summarise(lasting(timedelta(days=2)), [reason], spoken, language)
        assert summary[0].isupper()
        assert not set("{}") & set(summary)
        assert summary.count(",") >= 2


def test_a_long_message_is_shortened() -> None:
    """To what one reads at a glance."""
    summary = summarise([message(text="x" * 200)], [WISH], "de", "en")
    assert summary.endswith("“" + "x" * 119 + "…”")
