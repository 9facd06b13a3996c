"""Text that came from a machine, made fit to keep and show. It is never trusted: a pupil may have written it."""

from __future__ import annotations

import unicodedata

LONGEST = 512
"""Characters that are kept of one text."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidi marks, zero width), surrogate, private, unassigned, line and paragraph separators."""


def clean(text: str, longest: int = LONGEST) -> str:
    r"""The text in NFC without unseen characters, cut to a length; white space becomes one plain space.

    >>> clean("Lok\u202e al\n 7\x00")
    'Lok al 7'
    """
    shown = "".join(" " if c.isspace() else c for c in text[: 4 * longest] if c.isspace() or not _unseen(c))
    return " ".join(unicodedata.normalize("NFC", shown).split())[:longest]


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN
