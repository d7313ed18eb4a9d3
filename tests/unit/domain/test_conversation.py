"""Who speaks what in a conversation."""

import pytest

from parley.domain.message import AuthorRole
from support.build import conversation


@pytest.mark.parametrize(
    ("author", "customer_language", "languages"),
    [
        (AuthorRole.CUSTOMER, "de", ("de", "en")),
        (AuthorRole.AGENT, "de", ("en", "de")),
        (AuthorRole.CUSTOMER, None, (None, "en")),
        (AuthorRole.AGENT, None, ("en", None)),
    ],
)
def test_each_side_writes_its_own_language_for_the_other(
    author: AuthorRole, customer_language: str | None, languages: tuple[str | None, str | None]
) -> None:
    """The author's language comes first, the reader's second, None where it is not known."""
    opened = conversation(customer_language=customer_language, agent_language="en")
    assert opened.languages_from(author) == languages
