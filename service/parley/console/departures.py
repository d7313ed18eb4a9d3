"""Sign-ins that went to an identity provider and have not come back yet."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.domain.errors import InvalidInput

LIFETIME = timedelta(minutes=10)
_MOST = 10_000
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Departure:
    """One sign-in on its way.

    Attributes:
        state: names it in the provider's answer.
        nonce: has to be in the ID token.
        verifier: PKCE's secret, which shows that the code was asked for here.
        redirect_uri: where the provider sends the browser back to.
        came_from: the page that was wanted.
        browser: a digest of the cookie that the browser was given.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    came_from: str
    browser: str
    at: datetime


class Departures:
    """Each can come back once, to the browser that left, within `LIFETIME`."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._under_way: dict[str, Departure] = {}

    def begin(self, browser: str, redirect_uri: str, came_from: str) -> Departure:
        """`browser` is the value of its cookie."""
        self._forget()
        departure = Departure(
            state=secrets.token_urlsafe(_TOKEN_BYTES),
            nonce=secrets.token_urlsafe(_TOKEN_BYTES),
            verifier=secrets.token_urlsafe(_TOKEN_BYTES),
            redirect_uri=redirect_uri,
            came_from=came_from,
            browser=_digest(browser),
            at=self._now(),
        )
        self._under_way[departure.state] = departure
        return departure

    def arrive(self, browser: str, state: str) -> Departure:
        """The sign-in of a state, which is spent by that.

        Raises:
            InvalidInput: OIDC_STATE_UNKNOWN.
        """
        self._forget()
        found = self._under_way.get(state)
        if found is None or not hmac.compare_digest(found.browser, _digest(browser)):
            raise InvalidInput(
                "OIDC_STATE_UNKNOWN",
                "this sign-in was not begun in this browser, took too long, or was used: try again",
                field="state",
            )
        return self._under_way.pop(state)

    def _forget(self) -> None:
        """Drop what is too old, and the oldest of too many; they are in order of their time."""
        too_old = self._now() - LIFETIME
        for state, departure in list(self._under_way.items()):
            if departure.at > too_old and len(self._under_way) < _MOST:
                break
            del self._under_way[state]


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
