"""Breaks data in the ways in which real data is broken: cut off, repeated, mixed up, in another encoding, hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

_PIECES = (
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"\x85", b"\xe2\x80\xa8", b"\x1b[31m",
    b"\xed\xa0\x80", b"\xd9\xa3", b"\xc2\xb2", b"\xf0\x9f\x92\xbe", b"-1", b"0", b"1e999",
    b"nan",
    b"99999999999999999999",
    b"9" * 5000, b"0x", b"[" * 3000, b"{" * 3000, b"(" * 500, b"<a>" * 500, b'"', b"'", b"\\",
    b"\\\\", b"%", b"=", b":",
    b": ", b",", b";", b"|", b"\t", b" " * 300, b"/", b"../", b"{}", b"[]", b"null", b"true", b'{"', b"[HKEY_",
    b"&a;", b"]]>", b"<!--", b"1970-01-01", b"9999-12-31T23:59:59Z", b"0000-00-00", b"2026-02-30 25:61:61",
)  # fmt: skip
_LARGEST = 256 << 10

Change = Callable[[bytes, Random], bytes]


def _flip(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _drop(data: bytes, chance: Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:begin] + data[end:]


def _insert(data: bytes, chance: Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 3)) + data[at:]


def _replace(data: bytes, chance: Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:begin] + chance.choice(_PIECES) + data[end:]


def _double(data: bytes, chance: Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:end] + data[begin:end] * chance.choice((1, 2, 20)) + data[end:]


def _swap_lines(data: bytes, chance: Random) -> bytes:
    rows = data.split(b"\n")
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return b"\n".join(rows)


def _number(data: bytes, chance: Random) -> bytes:
    places = [at for at, sign in enumerate(data[:4096]) if 48 <= sign <= 57]
    if not places:
        return _insert(data, chance)
    at = chance.choice(places)
    return (
        data[:at] + chance.choice((b"-", b"99999999999999999999999", b"1e400", b"\xd9\xa3", b"x", b"")) + data[at + 1 :]
    )


def _wide(data: bytes, _: Random) -> bytes:
    return data.decode("latin-1").encode("utf-16")


def _grow(data: bytes, chance: Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:end] + (data[begin:end] or b"a") * chance.choice((50, 500)) + data[end:]


_CHANGES: tuple[Change, ...] = (
    _flip, _flip, _cut, _drop, _insert, _insert, _replace, _replace, _double, _swap_lines, _number, _number,
)  # fmt: skip
_RARE: tuple[Change, ...] = (_wide, _grow)


def mutants(seeds: Sequence[bytes], start: bytes, chance: Random, count: int, largest: int) -> Iterator[bytes]:
    """The start itself, then what a few changes make of it or of a seed."""
    yield start
    for _ in range(count - 1):
        data = start if not seeds or chance.random() < 0.25 else chance.choice(seeds)
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            change = chance.choice(_RARE) if chance.random() < 0.02 else chance.choice(_CHANGES)
            data = change(data, chance)[: min(largest, _LARGEST)]
        yield data


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    begin = chance.randint(0, len(data))
    return begin, min(len(data), begin + chance.choice((1, 4, 16, 64, 1024)))
