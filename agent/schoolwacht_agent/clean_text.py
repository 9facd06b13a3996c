"""Text from a machine, made fit to travel: one Unicode form, nothing invisible, a length that ends.

Control characters (C0, C1), marks that turn the reading direction and characters without width can make a name look
like another one, break a log line or an e-mail header, and never carry meaning in an inventory.
"""

from __future__ import annotations

import unicodedata

LONGEST = 512
"""Characters a text may have on the wire (research: 512 bytes is what inventories of peers need at most)."""

# Cc: control; Cf: format (bidi marks, zero width, soft hyphen, byte order mark, tags); Cs: lone surrogates;
# Zl, Zp: ends of line and paragraph; Cn: not assigned, non-characters among them.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "))


def clean(text: str, longest: int = LONGEST) -> str:
    """The same text without what cannot be seen, at most so long."""
    if text.isascii() and text.isprintable():
        return text[:longest].strip()
    # Cut before normalising as well: a name of many megabytes is not worth the work.
    composed = unicodedata.normalize("NFC", text[: 4 * longest].translate(_BLANKS))
    visible = "".join(letter for letter in composed if unicodedata.category(letter) not in _DROPPED)
    # Taking a character out may bring a letter and its accent together.
    return unicodedata.normalize("NFC", visible)[:longest].strip()
