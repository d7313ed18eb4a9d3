"""An OpenID Connect provider on this machine: discovery, keys, a page to agree on, and tokens."""

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "parley-console", "the secret of this client"
KEY_ID = "key-1"
# It is another site than 127.0.0.1, where the console is.
_HOST = "localhost"


@dataclass
class Provider:
    """Who signs in, and what is wrong with the tokens.

    Attributes:
        person: claims of whoever signs in next.
        changes: claims of the ID token in place of the right ones; None leaves one out.
        userinfo: what the ID token leaves to the userinfo endpoint.
        signing_key: signs the tokens; `published_key` is the one that it says it signs with.
        algorithm: of the signature.
        error: in place of a code.
        asks: whether a page asks before it sends the browser back.
        handed_out: every code, token and verifier, for nobody to write down.
    """

    url: str
    published_key: RSAKey
    signing_key: RSAKey
    person: dict[str, object] = field(default_factory=dict)
    changes: dict[str, object] = field(default_factory=dict)
    userinfo: dict[str, object] = field(default_factory=dict)
    algorithm: str = "RS256"
    error: str = ""
    asks: bool = False
    handed_out: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    _grants: dict[str, dict[str, str]] = field(default_factory=dict)

    def behave(self, **person: object) -> None:
        """Be honest again, with this person."""
        self.person = {"sub": f"sub of {person.get('preferred_username')}", **person}
        self.changes, self.userinfo, self.error = {}, {}, ""
        self.signing_key, self.algorithm = self.published_key, "RS256"

    def sign(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person,
            **self.changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": KEY_ID}
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in (header, claims))
            return ".".join((*(_base64(part) for part in parts), ""))
        return jwt.encode(header, claims, self.signing_key, algorithms=[self.algorithm])

    async def discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                # As careless as some are: nobody may take the first two at their word.
                "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            }
        )

    async def keys(self, request: Request) -> Response:
        key = self.published_key.as_dict(private=False, kid=KEY_ID, use="sig")
        unknown = {"kty": "something new", "kid": "key-2"}
        return JSONResponse({"keys": [unknown, key]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        if asked["client_id"] != CLIENT_ID or asked["response_type"] != "code":
            return Response("who are you?", 400)
        if self.asks and request.method == "GET":
            action = f"/authorize?{urlencode(asked)}"
            button = f'<form method="post" action="{action}"><button id="agree">Yes</button></form>'
            return HTMLResponse(f"<!doctype html><title>Provider</title>{button}")
        answer = {"state": asked["state"], "iss": self.url}
        if self.error:
            answer["error"] = self.error
        else:
            answer["code"] = self._hand_out(secrets.token_urlsafe(24))
            self._grants[answer["code"]] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        # A code is good once, for the redirect and the verifier that it was asked for with.
        asked = self._grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = _base64(digest)
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge_method") != "S256"
            or asked.get("code_challenge") != challenge
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self._hand_out(form["code_verifier"])
        return JSONResponse(
            {
                "access_token": self._hand_out(secrets.token_urlsafe(24)),
                "id_token": self._hand_out(self.sign(asked["nonce"])),
                "token_type": "Bearer",
                "expires_in": 300,
            }
        )

    async def more(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if given not in self.handed_out:
            return Response(status_code=401)
        return JSONResponse({"sub": self.person["sub"], **self.userinfo})

    def _hand_out(self, secret: str) -> str:
        self.handed_out.append(secret)
        return secret


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        pass


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that serves meanwhile."""
    key = RSAKey.generate_key(2048)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        provider = Provider(f"http://{_HOST}:{listening.getsockname()[1]}", key, key)
        app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", provider.discovery),
                Route("/authorize", provider.authorize, methods=["GET", "POST"]),
                Route("/keys", provider.keys),
                Route("/token", provider.token, methods=["POST"]),
                Route("/userinfo", provider.more),
            ]
        )
        server = _Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join()
