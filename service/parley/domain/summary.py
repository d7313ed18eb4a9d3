"""A conversation in a few sentences, in the language of whoever takes it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from parley.domain.escalation import EscalationReason
from parley.domain.language import NAMES, primary
from parley.domain.message import AuthorRole, Message

_QUOTED = 120
_SEVERAL = 2
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Wording:
    """Sentences of one language.

    Attributes:
        alone: where there is one message and no other.
        several: where there are at least two; with {said} and {total}, of which {said} may be 1.
        speaks: a part of both, with {language}.
        lasting: a part of `several` by unit of time, with {count}, which is at least 2.
        began, last: with {quote}.
        languages: names as `speaks` needs them.
        between: stands between two reasons.
    """

    reasons: Mapping[EscalationReason, str]
    alone: str
    several: str
    speaks: str
    lasting: Mapping[timedelta, str]
    began: str
    last: str
    languages: Mapping[str, str]
    between: str = "; "


_NAMES = {
    # German, Spanish, French, Portuguese
    "ar": ("Arabisch", "árabe", "arabe", "árabe"),
    "bg": ("Bulgarisch", "búlgaro", "bulgare", "búlgaro"),
    "ca": ("Katalanisch", "catalán", "catalan", "catalão"),
    "cs": ("Tschechisch", "checo", "tchèque", "tcheco"),
    "da": ("Dänisch", "danés", "danois", "dinamarquês"),
    "de": ("Deutsch", "alemán", "allemand", "alemão"),
    "el": ("Griechisch", "griego", "grec", "grego"),
    "en": ("Englisch", "inglés", "anglais", "inglês"),
    "es": ("Spanisch", "español", "espagnol", "espanhol"),
    "et": ("Estnisch", "estonio", "estonien", "estoniano"),
    "fa": ("Persisch", "persa", "persan", "persa"),
    "fi": ("Finnisch", "finés", "finnois", "finlandês"),
    "fr": ("Französisch", "francés", "français", "francês"),
    "he": ("Hebräisch", "hebreo", "hébreu", "hebraico"),
    "hi": ("Hindi", "hindi", "hindi", "hindi"),
    "hr": ("Kroatisch", "croata", "croate", "croata"),
    "hu": ("Ungarisch", "húngaro", "hongrois", "húngaro"),
    "id": ("Indonesisch", "indonesio", "indonésien", "indonésio"),
    "it": ("Italienisch", "italiano", "italien", "italiano"),
    "ja": ("Japanisch", "japonés", "japonais", "japonês"),
    "ko": ("Koreanisch", "coreano", "coréen", "coreano"),
    "lt": ("Litauisch", "lituano", "lituanien", "lituano"),
    "lv": ("Lettisch", "letón", "letton", "letão"),
    "nb": ("Norwegisch", "noruego", "norvégien", "norueguês"),
    "nl": ("Niederländisch", "neerlandés", "néerlandais", "holandês"),
    "no": ("Norwegisch", "noruego", "norvégien", "norueguês"),
    "pl": ("Polnisch", "polaco", "polonais", "polonês"),
    "pt": ("Portugiesisch", "portugués", "portugais", "português"),
    "ro": ("Rumänisch", "rumano", "roumain", "romeno"),
    "ru": ("Russisch", "ruso", "russe", "russo"),
    "sk": ("Slowakisch", "eslovaco", "slovaque", "eslovaco"),
    "sl": ("Slowenisch", "esloveno", "slovène", "esloveno"),
    "sr": ("Serbisch", "serbio", "serbe", "sérvio"),
    "sv": ("Schwedisch", "sueco", "suédois", "sueco"),
    "th": ("Thai", "tailandés", "thaï", "tailandês"),
    "tr": ("Türkisch", "turco", "turc", "turco"),
    "uk": ("Ukrainisch", "ucraniano", "ukrainien", "ucraniano"),
    "vi": ("Vietnamesisch", "vietnamita", "vietnamien", "vietnamita"),
    "zh": ("Chinesisch", "chino", "chinois", "chinês"),
}


def _named(place: int) -> Mapping[str, str]:
    return {tag: names[place] for tag, names in _NAMES.items()}


_ENGLISH = _Wording(
    reasons={
        EscalationReason.DANGER: "somebody may be in danger",
        EscalationReason.WISH_FOR_PERSON: "the customer asks for a person",
        EscalationReason.RISING_ANGER: "the customer is getting angrier",
        EscalationReason.FAILED_ATTEMPTS: (
            "the customer has put the problem at least three times in vain"
        ),
    },
    alone="The customer wrote one message{speaks}.",
    several="The customer wrote {said} of the {total} messages{speaks}{lasting}.",
    speaks=", in {language}",
    lasting={
        _MINUTE: ", within {count} minutes",
        _HOUR: ", within {count} hours",
        _DAY: ", within {count} days",
    },
    began="It began with: “{quote}”",
    last="The last message says: “{quote}”",
    languages={tag: name for tag, name in NAMES.items() if tag == primary(tag)},
)
_WORDINGS = {
    "en": _ENGLISH,
    "de": _Wording(
        reasons={
            EscalationReason.DANGER: "jemand ist möglicherweise in Gefahr",
            EscalationReason.WISH_FOR_PERSON: "die Kundenseite möchte mit einem Menschen sprechen",
            EscalationReason.RISING_ANGER: "die Kundenseite wird immer wütender",
            EscalationReason.FAILED_ATTEMPTS: (
                "die Kundenseite hat das Problem mindestens dreimal vergeblich vorgebracht"
            ),
        },
        alone="Die Kundenseite hat eine Nachricht geschrieben{speaks}.",
        several="Die Kundenseite hat {said} der {total} Nachrichten geschrieben{speaks}{lasting}.",
        speaks=", auf {language}",
        lasting={
            _MINUTE: ", innerhalb von {count} Minuten",
            _HOUR: ", innerhalb von {count} Stunden",
            _DAY: ", innerhalb von {count} Tagen",
        },
        began="Es begann mit: „{quote}“",
        last="Die letzte Nachricht lautet: „{quote}“",
        languages=_named(0),
    ),
    "es": _Wording(
        reasons={
            EscalationReason.DANGER: "alguien puede estar en peligro",
            EscalationReason.WISH_FOR_PERSON: "el cliente pide hablar con una persona",
            EscalationReason.RISING_ANGER: "el enfado del cliente va en aumento",
            EscalationReason.FAILED_ATTEMPTS: (
                "el cliente ha planteado el problema al menos tres veces sin éxito"
            ),
        },
        alone="El cliente ha escrito un mensaje{speaks}.",
        several="El cliente ha escrito {said} de los {total} mensajes{speaks}{lasting}.",
        speaks=", en {language}",
        lasting={
            _MINUTE: ", a lo largo de {count} minutos",
            _HOUR: ", a lo largo de {count} horas",
            _DAY: ", a lo largo de {count} días",
        },
        began="Empezó así: «{quote}»",
        last="El último mensaje dice: «{quote}»",
        languages=_named(1),
    ),
    "fr": _Wording(
        reasons={
            EscalationReason.DANGER: "quelqu’un est peut-être en danger",
            EscalationReason.WISH_FOR_PERSON: "le client demande à parler à une personne",
            EscalationReason.RISING_ANGER: "la colère du client augmente",
            EscalationReason.FAILED_ATTEMPTS: (
                "le client a exposé le problème au moins trois fois en vain"
            ),
        },
        alone="Le client a écrit un message{speaks}.",
        several="Le client a écrit {said} des {total} messages{speaks}{lasting}.",
        speaks=", en {language}",
        lasting={
            _MINUTE: ", en l’espace de {count} minutes",
            _HOUR: ", en l’espace de {count} heures",
            _DAY: ", en l’espace de {count} jours",
        },
        began="Cela a commencé ainsi\u00a0: «\u00a0{quote}\u00a0»",
        last="Le dernier message dit\u00a0: «\u00a0{quote}\u00a0»",
        languages=_named(2),
        between="\u00a0; ",
    ),
    "pt": _Wording(
        reasons={
            EscalationReason.DANGER: "alguém pode estar em perigo",
            EscalationReason.WISH_FOR_PERSON: "o cliente pede para falar com uma pessoa",
            EscalationReason.RISING_ANGER: "a irritação do cliente está aumentando",
            EscalationReason.FAILED_ATTEMPTS: (
                "o cliente já apresentou o problema pelo menos três vezes em vão"
            ),
        },
        alone="O cliente escreveu uma mensagem{speaks}.",
        several="O cliente escreveu {said} das {total} mensagens{speaks}{lasting}.",
        speaks=", em {language}",
        lasting={
            _MINUTE: ", ao longo de {count} minutos",
            _HOUR: ", ao longo de {count} horas",
            _DAY: ", ao longo de {count} dias",
        },
        began="Começou assim: “{quote}”",
        last="A última mensagem diz: “{quote}”",
        languages=_named(3),
    ),
}


def summarise(
    messages: Sequence[Message],
    reasons: Sequence[EscalationReason],
    customer_language: str | None,
    agent_language: str,
) -> str:
    """A few sentences for whoever takes over: why, how long, and what it is about.

    Args:
        messages: oldest first, one of them at least the customer's.
        reasons: at least one, the gravest first.
        customer_language: None where it is not known.
        agent_language: what the summary is in; English for a language without wording here.
    """
    wording = _WORDINGS.get(primary(agent_language), _ENGLISH)
    said = [message for message in messages if message.author_role is AuthorRole.CUSTOMER]
    why = wording.between.join(wording.reasons[reason] for reason in reasons)
    lines = [
        f"{why[0].upper()}{why[1:]}.",
        _extent(wording, messages, len(said), customer_language),
        wording.began.format(quote=_quoted(said[0])),
    ]
    if len(said) > 1:
        lines.append(wording.last.format(quote=_quoted(said[-1])))
    return " ".join(lines)


def _extent(wording: _Wording, messages: Sequence[Message], said: int, language: str | None) -> str:
    """How much was written, in which language and in how long."""
    name = wording.languages.get(primary(language or ""))
    speaks = wording.speaks.format(language=name) if name else ""
    if len(messages) == 1:
        return wording.alone.format(speaks=speaks)
    lasting = _lasting(wording, messages[-1].created_at - messages[0].created_at)
    return wording.several.format(said=said, total=len(messages), speaks=speaks, lasting=lasting)


def _lasting(wording: _Wording, span: timedelta) -> str:
    """In the largest unit of which there are two; nothing for less than two minutes."""
    for unit in (_DAY, _HOUR, _MINUTE):
        count = round(span / unit)
        if count >= _SEVERAL:
            return wording.lasting[unit].format(count=count)
    return ""


def _quoted(message: Message) -> str:
    """The message as the agent can read it, shortened."""
    made = message.translation
    text = " ".join((made.text if made is not None else message.text).split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
