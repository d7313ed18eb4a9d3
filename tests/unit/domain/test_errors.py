"""The errors that Parley raises on purpose."""

import inspect

import pytest

from parley.domain import errors

FAMILY = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.ParleyError)
]


@pytest.mark.parametrize("kind", FAMILY)
def test_every_error_carries_reason_message_and_metadata(kind: type[errors.ParleyError]) -> None:
    """A program reads the reason and the metadata, a person the message."""
    own = {errors.InvalidInput: {"field": "text"}, errors.Overloaded: {"retry_after_s": 0.5}}
    error = kind("SOME_REASON", "what happened", **own.get(kind, {}), limit="7")
    assert (error.reason, error.message, str(error)) == (
        "SOME_REASON",
        "what happened",
        "what happened",
    )
    assert error.metadata == {"limit": "7"}
