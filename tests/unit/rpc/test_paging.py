"""Page sizes and page tokens."""

from base64 import urlsafe_b64encode

import pytest

from parley.domain.errors import InvalidInput
from parley.rpc.gen import channel_pb2
from parley.rpc.paging import Page, page_size, position_of, token_of


@pytest.mark.parametrize(("asked", "size"), [(0, 50), (1, 1), (500, 500), (501, 500), (2**31, 500)])
def test_page_sizes_have_a_default_and_a_limit(asked: int, size: int) -> None:
    """More than the limit is no error: pages are just smaller."""
    assert page_size(asked, 50, 500) == size


def test_a_negative_page_size_is_refused() -> None:
    """With the field to change."""
    with pytest.raises(InvalidInput) as refused:
        page_size(-1, 50, 500)
    assert (refused.value.reason, refused.value.field) == ("INVALID_PAGE_SIZE", "page_size")


@pytest.mark.parametrize("position", [0, 1, 50, 2**62])
def test_a_token_leads_back_to_its_position(position: int) -> None:
    """And an empty one to the beginning."""
    assert position_of(token_of(position)) == position
    assert position_of("") == 0


def forged(text: str) -> str:
    """A token that says something else."""
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "50",
        "!!!!",
        "ünïcode",
        "\x00",
        forged("50"),
        forged("before:50"),
        forged("after:"),
        forged("after:-1"),
        forged("after:1.5"),
        forged("after:x"),
        forged("after:" + "9" * 5000),
        urlsafe_b64encode(b"after:\xff").decode(),
    ],
)
def test_a_token_that_is_not_ours_is_refused(token: str) -> None:
    """Whatever was put in its place."""
    with pytest.raises(InvalidInput) as refused:
        position_of(token)
    assert (refused.value.reason, refused.value.field) == ("INVALID_PAGE_TOKEN", "page_token")


def test_a_position_beyond_every_row_is_refused() -> None:
    """A forged token larger than 64 bits is no server error."""
    with pytest.raises(InvalidInput):
        position_of(forged(f"after:{2**63}"))


def test_a_page_ends_where_its_bytes_do() -> None:
    """Or where its number does; one item goes out whatever its size, and none is skipped."""
    long, short = (channel_pb2.Message(text="x" * size) for size in (900_000, 10))
    for size, items, taken in (
        (10, [long] * 5, 2),
        (1, [short] * 2, 1),
        (2, [short] * 2, 2),
        (10, [channel_pb2.Message(text="x" * 3_000_000), short], 1),
    ):
        page: Page[channel_pb2.Message] = Page(size)
        page.take_all(items)
        assert page.items == items[:taken]
        assert page.is_full is (taken < len(items))
