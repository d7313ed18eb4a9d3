"""An OpenID Connect provider: where to send people, and what its ID token says of them.

The checks are those of OpenID Connect Core 1.0, 3.1.3.7, and Discovery 1.0, 4.3. Only this module
needs the extra `oidc`. Neither errors nor the log hold a code, a token or what is in one.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, import_key
from joserfc.jws import JWSRegistry

from parley.console.departures import Departure
from parley.console.person import Claims
from parley.console.settings import OidcSettings, is_safe_url
from parley.domain.errors import NotAllowed, ParleyError, Unavailable

_log = logging.getLogger(__name__)

_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_METADATA_LASTS = timedelta(hours=1)
_KEYS_LAST = timedelta(minutes=1)
# Signatures with a public key: "none" and those by a shared secret would prove nothing.
_ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_AUDIENCE = ("OIDC_WRONG_AUDIENCE", "the sign-in is meant for another application")
_WRONG = {
    "iss": ("OIDC_WRONG_ISSUER", "the sign-in is by another provider"),
    "aud": _AUDIENCE,
    "azp": _AUDIENCE,
    "nonce": ("OIDC_WRONG_NONCE", "the sign-in belongs to another browser"),
    "exp": ("OIDC_TOKEN_EXPIRED", "the sign-in came too late: try again"),
}
# Of RFC 6749 and OpenID Connect Core. Other words could be anything, and are not repeated.
_KNOWN_ERRORS = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
    }
)


class Provider:
    """What the provider publishes is asked for when it is needed, and kept for a while."""

    def __init__(self, settings: OidcSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._metadata: dict[str, Any] = {}
        self._metadata_at: datetime | None = None
        self._keys = KeySet([])
        self._keys_at: datetime | None = None

    async def authorization_url(self, departure: Departure) -> str:
        """Where the browser has to go.

        Raises:
            Unavailable: OIDC_PROVIDER_UNAVAILABLE.
        """
        metadata = await self._published()
        async with self._client(departure, metadata) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=departure.state,
                nonce=departure.nonce,
                code_verifier=departure.verifier,
            )
        return str(url)

    async def claims(
        self, code: str, departure: Departure, is_complete: Callable[[Claims], bool]
    ) -> Claims:
        """What a verified ID token says; where that is not complete, the provider is asked more.

        Raises:
            Unavailable: OIDC_PROVIDER_UNAVAILABLE.
            NotAllowed: OIDC_CODE_REFUSED, OIDC_TOKEN_INVALID, and those of `_WRONG`.
        """
        metadata = await self._published()
        token = await self._token(code, departure, metadata)
        claims = await self._verified(token, departure, metadata)
        endpoint = metadata.get("userinfo_endpoint")
        if is_complete(claims) or not endpoint or "access_token" not in token:
            return claims
        more = await _get(endpoint, access_token=str(token["access_token"]))
        if more.get("sub") != claims["sub"]:
            raise NotAllowed("OIDC_TOKEN_INVALID", "the provider speaks of two people")
        return {**more, **claims}

    def refused(self, error: str, issuer: str | None) -> ParleyError:
        """What to say of an answer that is an error in place of a code."""
        if issuer is not None and issuer != self._settings.issuer:
            return NotAllowed(*_WRONG["iss"])
        return NotAllowed(
            "OIDC_PROVIDER_REFUSED", f"the provider did not sign you in: {_known(error)}"
        )

    async def _published(self) -> dict[str, Any]:
        """The discovery document."""
        now = self._now()
        if self._metadata_at is not None and now - self._metadata_at < _METADATA_LASTS:
            return self._metadata
        issuer = self._settings.issuer
        metadata = await _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != issuer:
            raise _unavailable("discovery names another issuer than the settings")
        for name in _ENDPOINTS:
            if not is_safe_url(str(metadata.get(name, ""))):
                raise _unavailable(f"discovery has no safe {name}")
        if "userinfo_endpoint" in metadata and not is_safe_url(str(metadata["userinfo_endpoint"])):
            raise _unavailable("discovery has no safe userinfo_endpoint")
        self._metadata, self._metadata_at = metadata, now
        return metadata

    async def _token(
        self, code: str, departure: Departure, metadata: dict[str, Any]
    ) -> dict[str, Any]:
        """The token endpoint's answer, which has an ID token."""
        try:
            async with self._client(departure, metadata) as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=departure.verifier,
                )
        except OAuthError as error:
            known = _known(error.error)
            raise NotAllowed(
                "OIDC_CODE_REFUSED", f"the provider did not complete the sign-in: {known}"
            ) from None
        except (httpx2.HTTPError, ValueError) as error:
            raise _unavailable(f"token endpoint: {type(error).__name__}") from None
        if not isinstance(token.get("id_token"), str):
            raise NotAllowed("OIDC_TOKEN_INVALID", "the provider gave no ID token")
        return dict(token)

    async def _verified(
        self, token: dict[str, Any], departure: Departure, metadata: dict[str, Any]
    ) -> Claims:
        """The ID token's claims, once its signature and they themselves hold."""
        try:
            decoded = await self._decoded(token["id_token"], metadata)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._settings.issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                },
                {
                    "nonce": departure.nonce,
                    "client_id": self._settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(self._now().timestamp()), leeway=_LEEWAY_S)
        except BadSignatureError:
            raise NotAllowed(
                "OIDC_BAD_SIGNATURE", "the sign-in is not signed by the provider"
            ) from None
        except ClaimError as error:
            # Authlib names several missing claims at once.
            other = ("OIDC_TOKEN_INVALID", "the provider's ID token is not as it should be")
            raise NotAllowed(*_WRONG.get(error.claim.split(",")[0], other)) from None
        except (JoseError, ValueError, TypeError) as error:
            _log.warning("an ID token cannot be used: %s", type(error).__name__)
            raise NotAllowed(
                "OIDC_TOKEN_INVALID", "the provider's ID token cannot be used"
            ) from None
        return dict(claims)

    async def _decoded(self, id_token: str, metadata: dict[str, Any]) -> jwt.Token:
        """Of a token that the provider's keys sign; once they are not new, by new ones."""
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        # An empty list would mean the library's own choice.
        algorithms = [name for name in _ALGORITHMS if name in offered] or list(_ALGORITHMS)
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        asked_now = await self._refresh_keys(metadata, at_least=_METADATA_LASTS)
        try:
            return jwt.decode(id_token, self._keys, registry=registry)
        except (BadSignatureError, InvalidKeyIdError):
            # Keys change without notice, and may keep their name.
            if asked_now or not await self._refresh_keys(metadata, at_least=_KEYS_LAST):
                raise
            return jwt.decode(id_token, self._keys, registry=registry)

    async def _refresh_keys(self, metadata: dict[str, Any], *, at_least: timedelta) -> bool:
        """Ask for the keys anew if those here are so old; whether they were."""
        now = self._now()
        if self._keys_at is not None and now - self._keys_at < at_least:
            return False
        published = (await _get(metadata["jwks_uri"])).get("keys")
        keys = []
        for key in published if isinstance(published, list) else ():
            try:
                keys.append(import_key(key))
            except (JoseError, ValueError, TypeError, KeyError):
                # Sets hold keys for other purposes, of kinds that nobody here knows.
                continue
        self._keys, self._keys_at = KeySet(keys), now
        return True

    def _client(self, departure: Departure, metadata: dict[str, Any]) -> AsyncOAuth2Client:
        settings = self._settings
        method = "none"
        if settings.client_secret:
            offered = metadata.get("token_endpoint_auth_methods_supported")
            basic = not offered or "client_secret_basic" in offered
            method = "client_secret_basic" if basic else "client_secret_post"
        return AsyncOAuth2Client(
            settings.client_id,
            settings.client_secret or None,
            token_endpoint_auth_method=method,
            scope=" ".join(settings.scopes),
            redirect_uri=departure.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )


async def _get(url: str, access_token: str = "") -> dict[str, Any]:
    """A JSON object of the provider's."""
    headers = {"authorization": f"Bearer {access_token}"} if access_token else {}
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_S) as client:
            answer = await client.get(url, headers=headers)
            answer.raise_for_status()
            found = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _unavailable(f"{url}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise _unavailable(f"{url}: no JSON object")
    return found


def _unavailable(what: str) -> Unavailable:
    _log.warning("the identity provider cannot be used: %s", what)
    return Unavailable(
        "OIDC_PROVIDER_UNAVAILABLE", "the provider cannot be reached or used now: try again later"
    )


def _known(error: object) -> str:
    return str(error) if error in _KNOWN_ERRORS else "no known reason"
