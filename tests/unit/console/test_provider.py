"""What is kept of a provider, against one on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from support.fakes import FakeClock
from support.needs import need


@pytest.fixture
def provider() -> Iterator:
    need("oidc", "authlib", "httpx2", "joserfc")
    from support.provider import providing

    with providing() as running:
        yield running


async def test_keys_may_change_under_their_name(provider) -> None:
    """A signature that fails is tried with new keys, once those here are a minute old."""
    import httpx2
    from joserfc.jwk import RSAKey

    from parley.console.departures import Departures
    from parley.console.provider import Provider
    from parley.console.settings import OidcSettings
    from parley.domain.errors import NotAllowed
    from support.provider import CLIENT_ID, CLIENT_SECRET

    clock = FakeClock()
    clock.advance((datetime.now(UTC) - clock.now()).total_seconds())
    ours = Provider(OidcSettings(provider.url, CLIENT_ID, CLIENT_SECRET), clock.now)
    departures = Departures(clock.now)

    async def claims() -> object:
        leaving = departures.begin("browser", "http://127.0.0.1/back", "/queue")
        async with httpx2.AsyncClient() as browser:
            back = await browser.get(await ours.authorization_url(leaving))
        code = httpx2.URL(back.headers["location"]).params["code"]
        return await ours.claims(code, leaving, lambda _: True)

    provider.behave(preferred_username="rita")
    assert (await claims())["preferred_username"] == "rita"
    provider.published_key = provider.signing_key = RSAKey.generate_key(2048)
    with pytest.raises(NotAllowed) as refusal:
        await claims()
    assert refusal.value.reason == "OIDC_BAD_SIGNATURE"
    clock.advance(61)
    assert (await claims())["preferred_username"] == "rita"


def test_a_sign_in_has_ten_minutes() -> None:
    """After that its state is as good as one that was never given."""
    from parley.console.departures import Departures
    from parley.domain.errors import InvalidInput

    clock = FakeClock()
    departures = Departures(clock.now)
    early = departures.begin("browser", "http://127.0.0.1/back", "/queue")
    clock.advance(9 * 60)
    late = departures.begin("browser", "http://127.0.0.1/back", "/queue")
    clock.advance(61)
    assert departures.arrive("browser", late.state) == late
    with pytest.raises(InvalidInput) as refusal:
        departures.arrive("browser", early.state)
    assert refusal.value.reason == "OIDC_STATE_UNKNOWN"
