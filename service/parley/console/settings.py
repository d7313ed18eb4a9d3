"""The console's table of the settings file."""

from urllib.parse import urlsplit

import msgspec

from parley.domain.reviewer import ReviewerRole

_LONGEST_UNDO_S = 300
_LONGEST_SESSION_S = 366 * 24 * 3600


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sign-in through an OpenID Connect provider, beside the local accounts.

    Attributes:
        issuer: the provider's identifier, under which it publishes its discovery document.
        client_secret: empty for a public client.
        name: the provider's, as the button shows it.
        scopes: what is asked for; `openid` has to be among them.
        name_claim: the claim that is a new account's name, and says which account is to be
            linked; without it `preferred_username`, and
            where that is missing `email`.
        role_claim: the claim whose values `roles` maps; `a.b` is b within a.
        roles: values by role. With them the role is the provider's to say, at each sign-in.
        create: whether somebody without an account gets one.
        console_url: where browsers reach the console, if not where they say.
    """

    issuer: str
    client_id: str
    client_secret: str = ""
    name: str = "single sign-on"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    name_claim: str = ""
    role_claim: str = ""
    roles: dict[ReviewerRole, tuple[str, ...]] = {}
    create: bool = False
    console_url: str = ""

    def fault(self) -> str:
        """As `ConsoleSettings.fault`."""
        if not is_safe_url(self.issuer):
            return "issuer: an https URL, or one of this machine"
        if not self.client_id:
            return "client_id: the one that the provider gave"
        if "openid" not in self.scopes:
            return "scopes: openid is needed"
        if bool(self.role_claim) != bool(self.roles):
            return "role_claim and roles: both or none"
        if self.console_url and not (
            is_safe_url(self.console_url) and urlsplit(self.console_url).path in {"", "/"}
        ):
            return "console_url: an https URL without a path, or one of this machine"
        return ""


class ConsoleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reviewers' console.

    Attributes:
        undo_s: how long a release can be taken back before it goes out.
        session_idle_s, session_longest_s: when a session ends.
        one_time_s: how long a password that somebody was given is good, and leave to link an
            account to single sign-on.
        secure_cookies: set it where a proxy before the console speaks TLS.
        tls_certificate, tls_key: PEM files with which the console itself speaks TLS.
        oidc: a provider to sign in through; None for local accounts alone.
    """

    undo_s: float = 6.0
    session_idle_s: float = 3_600.0
    session_longest_s: float = 12 * 3_600.0
    one_time_s: float = 24 * 3_600.0
    secure_cookies: bool = False
    tls_certificate: str = ""
    tls_key: str = ""
    oidc: OidcSettings | None = None

    def fault(self) -> str:
        """What is wrong with them, beginning with the setting's name; empty for nothing."""
        if not 0 <= self.undo_s <= _LONGEST_UNDO_S:
            return f"undo_s: between 0 and {_LONGEST_UNDO_S}, not {self.undo_s:g}"
        for name in ("session_idle_s", "session_longest_s", "one_time_s"):
            if not 0 < getattr(self, name) <= _LONGEST_SESSION_S:
                return f"{name}: over 0 and at most a year, not {getattr(self, name):g}"
        if bool(self.tls_certificate) != bool(self.tls_key):
            return "tls_certificate and tls_key: both or none"
        if self.oidc and (fault := self.oidc.fault()):
            return f"oidc.{fault}"
        return ""


def is_safe_url(url: str) -> bool:
    """Whether nobody on the way can read or change what goes there: TLS, or this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "http":
        return host in {"127.0.0.1", "::1", "localhost"}
    return parts.scheme == "https" and bool(host)
