"""Card numbers and IBANs; all numbers here are the issuers' published test numbers."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("my card is 4111 1111 1111 1111 thanks", Severity.MAJOR),
        ("5555-5555-5555-4444", Severity.MAJOR),
        ("378282246310005", Severity.MAJOR),
        ("IBAN DE89 3704 0044 0532 0130 00 bitte", Severity.MINOR),
        ("GB82WEST12345698765432", Severity.MINOR),
        ("ES9121000418450200051332", Severity.MINOR),
    ],
)
def test_payment_data_is_caught(raised: Raised, text: str, severity: Severity) -> None:
    """Numbers whose check digits hold are flagged, and never repeated in the reason."""
    flag = raised(text, "en")["personal-data"]
    assert flag.severity is severity
    assert not any(character.isdigit() for character in flag.reason)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "order 1234567890123456",
        "9111111111111111",
        "call +49 30 1234567",
        "DE89 3704 0044 0532 0130 01",
        "tracking XX00123456789012345678",
    ],
)
def test_other_numbers_are_not(raised: Raised, text: str) -> None:
    """Wrong check digits, other issuers' prefixes and order numbers are left alone."""
    assert "personal-data" not in raised(text, "en")
