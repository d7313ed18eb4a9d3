"""What a licence allows, as far as its name tells."""

import re
from collections.abc import Callable
from pathlib import Path

from parley.domain.errors import WrongState

_NON_COMMERCIAL = re.compile(
    r"(?i)(?:^|[^a-z])nc(?:[^a-z]|$)|non-?\s?commercial|research[ -]only|academic[ -]only"
)
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_LICENCE_LINE = re.compile(r"(?m)^licen[sc]e:\s*[\"']?([\w.+-]+)")
UNKNOWN = "unknown"
# What cards and package lists write where there is no licence that one could look up. The
# Unlicense is one.
_SAYS_NOTHING = frozenset([UNKNOWN, "other", "none", "unlicensed", "noassertion"])
_BETWEEN = re.compile(r"[^a-z0-9.+-]+")

Accept = Callable[[str, str], bool]


def require_accepted(licence: str, accept: Accept) -> None:
    """Ask where a contact centre may not be allowed to use a model.

    Args:
        accept: is given the licence and why it is asked; says whether the person agrees.

    Raises:
        WrongState: LICENCE_NOT_ACCEPTED.
    """
    names = set(_BETWEEN.split(licence.casefold())) - {""}
    if not names or names & _SAYS_NOTHING:
        why = "nobody said what its licence allows"
    elif _NON_COMMERCIAL.search(licence):
        why = "its licence forbids commercial use"
    else:
        return
    if not accept(licence, why):
        raise WrongState("LICENCE_NOT_ACCEPTED", f"{why} ({licence})", licence=licence)


def licence_in(folder: Path) -> str:
    """The licence that a model card in `folder` names, or "" if none does."""
    card = folder / "README.md"
    if not card.is_file():
        return ""
    front = _FRONT_MATTER.match(card.read_text(encoding="utf-8", errors="replace")[:20_000])
    found = _LICENCE_LINE.search(front.group(1)) if front else None
    return found.group(1) if found else ""
