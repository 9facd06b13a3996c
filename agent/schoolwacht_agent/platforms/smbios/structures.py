"""The structures of an SMBIOS table (DMTF DSP0134 3.x, clause 6): cut apart, not yet understood.

Each is a formatted part, whose second byte is its length, and strings behind it, each ended by a NUL and all of them by
one more. Firmware writes tables that end too early, structures shorter than its version prescribes and string numbers
that point nowhere: what is not there has no value, and what follows a broken structure is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 4 << 20
"""Ordinary tables have 1 to 20 KiB; a 32-bit entry point can describe 64 KiB."""
MOST_STRUCTURES = 20_000
_END_OF_TABLE = 127
_HEADER = 4
_MOST_TEXT = 256


@dataclass(frozen=True, slots=True)
class Structure:
    """One structure; places are counted from its first byte, as in the tables of the standard."""

    kind: int
    handle: int
    formatted: bytes
    strings: tuple[bytes, ...] = ()

    def number(self, place: int, size: int = 1) -> int | None:
        """The number of `size` bytes there, or None where this structure is too short for it."""
        piece = self.formatted[place : place + size]
        return int.from_bytes(piece, "little") if len(piece) == size else None

    def text(self, place: int) -> str | None:
        """The string whose number stands there. Number 0 means none."""
        number = self.number(place)
        if not number or number > len(self.strings):
            return None
        return self.strings[number - 1][:_MOST_TEXT].decode("utf-8", errors="replace")


def cut(table: bytes) -> Iterator[Structure]:
    """Every whole structure of the table, in its order, up to the one that says it is the last."""
    table = table[:MOST_BYTES]
    place = 0
    for _ in range(MOST_STRUCTURES):
        if place + _HEADER > len(table):
            return
        kind, length = table[place], table[place + 1]
        formatted = table[place : place + length]
        if length < _HEADER or len(formatted) < length:  # nobody can say where the next one begins
            return
        end = table.find(b"\0\0", place + length)
        words = table[place + length : end if end >= 0 else len(table)]
        handle = int.from_bytes(formatted[2:4], "little")
        yield Structure(kind, handle, formatted, tuple(words.split(b"\0")) if words else ())
        if kind == _END_OF_TABLE or end < 0:
            return
        place = end + 2
