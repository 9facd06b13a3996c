"""Text that machines sent, made harmless before a series store keeps it.

Every store does this alike, so that a series has the same tags whichever store holds it. Why each kind goes:
line breaks and other control characters can start a line of their own in line protocol; lone surrogates have no UTF-8
form; bidi controls and zero-width spaces make one name look like another (the joiner inside emoji stays); and a
backslash before a comma, equals sign, space or the end reads as an escape, differently in each store that speaks line
protocol.
"""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_HALF_ESCAPES = re.compile(r"\\+(?=[,= ]|\Z)")


def clean_text(text: str) -> str:
    """Text without control characters; a line break or tab becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _BLANKS.sub(" ", text))


def clean_tag(text: str) -> str:
    """A tag value as every store keeps it; empty when nothing is left of it."""
    cleaned = clean_text(text)
    return _HALF_ESCAPES.sub("", cleaned) if "\\" in cleaned else cleaned
