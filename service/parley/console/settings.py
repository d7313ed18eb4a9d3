"""The console's table of the settings file."""

import msgspec

_LONGEST_UNDO_S = 300


class ConsoleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reviewers' console.

    Attributes:
        undo_s: how long a release can be taken back before it goes out.
        session_idle_s, session_longest_s: when a session ends.
        secure_cookies: set it where a proxy before the console speaks TLS.
        tls_certificate, tls_key: PEM files with which the console itself speaks TLS.
    """

    undo_s: float = 6.0
    session_idle_s: float = 3_600.0
    session_longest_s: float = 12 * 3_600.0
    secure_cookies: bool = False
    tls_certificate: str = ""
    tls_key: str = ""

    def fault(self) -> str:
        """What is wrong with them, beginning with the setting's name; empty for nothing."""
        if not 0 <= self.undo_s <= _LONGEST_UNDO_S:
            return f"undo_s: between 0 and {_LONGEST_UNDO_S}"
        for name in ("session_idle_s", "session_longest_s"):
            if getattr(self, name) <= 0:
                return f"{name}: more than 0"
        if bool(self.tls_certificate) != bool(self.tls_key):
            return "tls_certificate and tls_key: both or none"
        return ""
