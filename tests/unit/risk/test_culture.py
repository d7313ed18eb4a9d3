"""What is at home in one culture only."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("language", "text", "phrase", "severity"),
    [
        ("en", "You're worse than Hitler", "Hitler", Severity.MAJOR),
        ("en", "I blame Brexit", "Brexit", Severity.MINOR),
        ("en", "Open on Boxing Day?", "Boxing Day", Severity.MINOR),
        ("es", "Esto parece el franquismo", "franquismo", Severity.MINOR),
        ("es", "Llegará el lunes, si Dios quiere", "si Dios quiere", Severity.MINOR),
        ("es", "Vienen los Reyes Magos", "Reyes Magos", Severity.MINOR),
        ("fr", "On dirait les gilets jaunes", "gilets jaunes", Severity.MINOR),
        ("fr", "Une blague sur la Shoah", "Shoah", Severity.MAJOR),
        ("fr", "Je fais le pont vendredi", "fais le pont", Severity.MINOR),
        ("de", "Wie bei der Stasi", "Stasi", Severity.MAJOR),
        ("de", "Ist am Rosenmontag offen?", "Rosenmontag", Severity.MINOR),
        ("de", "Liefern Sie auf die Krim?", "Krim", Severity.MINOR),
        ("pt", "A culpa é do Bolsonaro", "Bolsonaro", Severity.MINOR),
        ("pt", "Chega amanhã, se Deus quiser", "se Deus quiser", Severity.MINOR),
        ("pt", "Depois da festa junina", "festa junina", Severity.MINOR),
        ("en", "Taiwan is part of China", "Taiwan is part", Severity.MINOR),
        ("de", "Taiwan gehört zu China", "Taiwan gehört zu", Severity.MINOR),
        ("es", "Cataluña no es España", "Cataluña no es España", Severity.MINOR),
        ("fr", "Taïwan n'est pas la Chine", "Taïwan n'est pas", Severity.MINOR),
        ("pt", "Taiwan não é China", "Taiwan não é China", Severity.MINOR),
    ],
)
def test_reference_is_marked(
    raised: Raised, language: str, text: str, phrase: str, severity: Severity
) -> None:
    """The span is the reference, the severity its section's."""
    flag = raised(text, language)["culture-reference"]
    assert flag.span is not None
    assert text[flag.span.start : flag.span.end] == phrase
    assert flag.severity is severity


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My name is Trumper"),
        ("en", "Will it arrive before Christmas?"),
        ("en", "Do you ship to Israel?"),
        ("de", "Kommt das noch vor Ostern?"),
        ("de", "Der Name ist wie bei Macron"),
        ("es", "¿Llega antes de Navidad?"),
        ("es", "Un envío a Hong Kong"),
        ("fr", "Vous livrez à Jérusalem ?"),
        ("fr", "Je pars à Pâques"),
        ("pt", "Chega antes do Natal?"),
        ("pt", "Um voo para Taiwan"),
        ("en", "Is the Black Friday deal still on?"),
        ("en", "A box for the day after"),
        ("es", "El ala del avión"),
        ("es", "El puente está cerrado"),
        ("es", "¿Cuál es la ETA del pedido?"),
        ("fr", "Nous collaborons depuis dix ans"),
        ("fr", "Sors le bac à papier"),
        ("fr", "Le pont est fermé"),
        ("de", "Der Golf ist in der Werkstatt"),
        ("de", "Am Montag im Rosengarten"),
        ("de", "Die Gaze ist zu dünn"),
        ("pt", "A ala do hospital"),
        ("pt", "Rua São João, 12"),
        ("pt", "Avenida Nossa Senhora de Copacabana"),
    ],
)
def test_what_only_looks_like_it_raises_nothing(raised: Raised, language: str, text: str) -> None:
    """Addresses, other words, other sense."""
    assert "culture-reference" not in raised(text, language)
