"""Counts the fields of a protobuf message without building it.

A message of four megabytes that holds nothing but empty parts becomes two million objects when it is parsed (measured:
96 MiB, and 370 MiB once they are walked). So we look at the outermost layer first, and stop looking early. A message
of at most `SMALL` bytes holds too few parts to do harm: it is built at once, and its parts are counted then.
Wire format: https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10

SMALL = 16 * 1024
"""Two bytes a part at least: 8,192 of them, a megabyte and a half when built. A push of a hundred numbers is 600."""


class Malformed(ValueError):  # noqa: N818 - a state of the message
    """This is no message we could take; no retry can mend it."""


def parts(data: bytes, at_most: int) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a message as (field number, content). Raises Malformed past `at_most` fields."""
    at, end, seen = 0, len(data), 0
    while at < end:
        seen += 1
        if seen > at_most:
            raise Malformed(f"more than {at_most} parts")
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == _BYTES:
            length, at = _varint(data, at)
            if at + length > end:
                raise Malformed("it ends in the middle of a part")
            yield tag >> 3, data[at : at + length]
            at += length
        elif kind == _VARINT:
            _, at = _varint(data, at)
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        else:
            raise Malformed(f"wire type {kind} is not in use")
    if at != end:
        raise Malformed("it ends in the middle of a part")


def check(data: bytes, at_most: int) -> None:
    """Raises Malformed when a message has more than so many fields in its outermost layer."""
    for _ in parts(data, at_most):
        continue


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    for _ in range(_LONGEST_VARINT):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            return value, at
        shift += 7
    raise Malformed("it ends in the middle of a number")
