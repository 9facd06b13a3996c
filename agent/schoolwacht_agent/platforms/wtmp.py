"""When the computer was started and shut down, from /var/log/wtmp (utmp(5), wtmp(5), glibc's bits/utmp.h).

The file also tells who logged in when: of each record only its type is looked at first, and all but starts and
shutdowns are skipped unread. A start without a shutdown since the start before it is a crash, a power cut or a held
power button. Records are 384 bytes where time has 32 bits (x86), 400 where it has 64 (ARM).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

MOST_BYTES = 32 << 20
_RUN_LEVEL, _BOOT = 1, 2
_USER = slice(44, 76)
_PLACES = {384: struct.Struct("<340xi"), 400: struct.Struct("<344xq")}
_EARLIEST = 946_684_800  # 2000: before it the clock of the computer had no battery
_LATEST = 1 << 34
_HALT_LEVELS = frozenset({ord("0"), ord("6")})
_KNOWN_TYPES = range(10)
_LOOKED_AT = 64


class Moment(Enum):
    """What happened."""

    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Starts:
    """The starts of a computer that a log tells of."""

    since: datetime | None
    """The first moment in the log; None if it is empty."""
    unclean: tuple[datetime, ...] = ()
    """Starts that no shutdown came before, oldest first."""


def records(data: bytes) -> Iterator[tuple[Moment, int]]:
    """Starts and shutdowns in the order of the file, in seconds since 1970."""
    size = _size(data)
    for at in range(0, len(data) - size + 1, size):
        kind = int.from_bytes(data[at : at + 2], "little")
        if kind not in {_BOOT, _RUN_LEVEL}:
            continue
        record = data[at : at + size]
        (seconds,) = _PLACES[size].unpack_from(record)
        if kind == _BOOT:
            yield Moment.START, seconds
        elif record[_USER].startswith(b"shutdown") or record[4] in _HALT_LEVELS:
            yield Moment.STOP, seconds


def _size(data: bytes) -> int:
    """The length of a record: the one with which most records begin with a known type and a time that can be."""
    return max(_PLACES, key=lambda size: (_sense(data, size), -size))


def _sense(data: bytes, size: int) -> int:
    starts = range(0, min(len(data) - size + 1, size * _LOOKED_AT), size)
    return sum(
        int.from_bytes(data[at : at + 4], "little") in _KNOWN_TYPES
        and _EARLIEST <= _PLACES[size].unpack_from(data, at)[0] < _LATEST
        for at in starts
    )


def starts(moments: Sequence[tuple[Moment, int]]) -> Starts:
    """Which starts were unclean. Of the first one in the log nothing is known."""
    unclean: list[datetime] = []
    before: Moment | None = None
    since: datetime | None = None
    pending = 0
    for what, seconds in moments:
        if what is Moment.START and before is Moment.START:
            pending += 1
        before = what
        if not _EARLIEST <= seconds < _LATEST:
            continue  # the clock was wrong: the next good time stands for it
        when = datetime.fromtimestamp(seconds, UTC)
        since = since or when
        unclean += [when] * pending
        pending = 0
    return Starts(since, tuple(unclean))
