"""Which of two versions of a Debian package is the later one: deb-version(7), "Sorting algorithm"."""

from __future__ import annotations

import re

Order = tuple[int, "Part", "Part"]
Part = tuple[tuple[tuple[int, ...], int], ...]
_PAIR = re.compile(r"([^0-9]*)([0-9]*)")
_LONGEST = 200
"""No package has more; a list that says so is broken."""


def order(version: str) -> Order:
    """A key: the later version has the larger one. Epoch, upstream version, revision."""
    epoch, colon, rest = version[:_LONGEST].strip().partition(":")
    if not colon:
        epoch, rest = "", epoch
    upstream, dash, revision = rest.rpartition("-")
    if not dash:
        upstream, revision = revision, ""
    return int(epoch) if epoch.isascii() and epoch.isdigit() else 0, _part(upstream), _part(revision)


def _part(text: str) -> Part:
    """Runs of other signs and of digits by turns. A tilde sorts before the end, letters before other signs."""
    pairs = [((*map(_weight, signs), 0), int(digits or 0)) for signs, digits in _PAIR.findall(text)]
    while len(pairs) > 1 and pairs[-1] == ((0,), 0):  # the end, which the pattern finds once more
        pairs.pop()
    return (*pairs, ((0,), 0))


def _weight(sign: str) -> int:
    if sign == "~":
        return -1
    return ord(sign) if sign.isascii() and sign.isalpha() else ord(sign) + 256
