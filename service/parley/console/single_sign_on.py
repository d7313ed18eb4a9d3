"""Sign-in to the console through an identity provider."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parley.console.departures import Departures
from parley.console.settings import OidcSettings

if TYPE_CHECKING:
    # Its imports are those of an extra.
    from parley.console.provider import Provider


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The provider, what the settings make of its answers, and who is on the way."""

    settings: OidcSettings
    provider: "Provider"
    departures: Departures
