"""Who somebody is here, by what an identity provider says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parley.console.settings import OidcSettings
from parley.domain.account import Identity
from parley.domain.errors import NotAllowed
from parley.domain.reviewer import ReviewerRole

Claims = Mapping[str, Any]

_USUAL_NAME_CLAIMS = ("preferred_username", "email")
_HIGHEST_FIRST = (ReviewerRole.ADMIN, ReviewerRole.SENIOR, ReviewerRole.REVIEWER)


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is there, and their role here where the provider decides on it."""

    identity: Identity
    role: ReviewerRole | None


def is_complete(claims: Claims, settings: OidcSettings) -> bool:
    """Whether the claims have what `person_from` looks for."""
    has_role = not settings.role_claim or _claim(claims, settings.role_claim) is not None
    return has_role and bool(_name(claims, settings)[0])


def person_from(claims: Claims, settings: OidcSettings) -> Person:
    """Raises NotAllowed: OIDC_NAME_MISSING, OIDC_EMAIL_UNVERIFIED, OIDC_ROLE_MISSING."""
    name, claim = _name(claims, settings)
    if not name:
        raise NotAllowed("OIDC_NAME_MISSING", "the provider does not say who you are here")
    # A provider that lets people write any address would let them in as anybody.
    if claim == "email" and claims.get("email_verified", True) not in (True, "true"):
        raise NotAllowed("OIDC_EMAIL_UNVERIFIED", "the provider has not verified your address")
    identity = Identity(settings.issuer, str(claims["sub"]), name)
    return Person(identity, _role(claims, settings))


def _name(claims: Claims, settings: OidcSettings) -> tuple[str, str]:
    """The name and the claim that it is of."""
    for claim in (settings.name_claim,) if settings.name_claim else _USUAL_NAME_CLAIMS:
        found = _claim(claims, claim)
        if isinstance(found, str) and found.strip():
            return found.strip(), claim
    return "", ""


def _role(claims: Claims, settings: OidcSettings) -> ReviewerRole | None:
    if not settings.role_claim:
        return None
    found = _claim(claims, settings.role_claim)
    given = {found} if isinstance(found, str) else set()
    if isinstance(found, list):
        given = {value for value in found if isinstance(value, str)}
    for role in _HIGHEST_FIRST:
        if given.intersection(settings.roles.get(role, ())):
            return role
    raise NotAllowed("OIDC_ROLE_MISSING", "the provider gives you no role of the console")


def _claim(claims: Claims, path: str) -> Any:
    """A claim by its name, or by the names that lead to it: `realm_access.roles`."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found
