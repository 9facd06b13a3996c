"""Traffic of every block device, from Linux's /proc/diskstats.

The columns are described in the kernel's Documentation/admin-guide/iostats.rst. Sectors are 512 bytes there, whatever
the disk's own sectors are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTOR = 512
_COLUMNS = 14
_NUMBER = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one device did since the computer started; times are milliseconds. None: this system does not count it."""

    name: str
    reads: int
    writes: int
    read_bytes: int
    write_bytes: int
    read_time: int
    write_time: int
    io_time: int | None = None
    weighted_io_time: int | None = None
    iops_in_progress: int | None = None
    merged_reads: int | None = None
    merged_writes: int | None = None


def parse(text: str) -> Iterator[Traffic]:
    """Reads the file; lines that are not of its kind are left out."""
    for line in text.splitlines():
        columns = line.split()
        if len(columns) < _COLUMNS or not all(map(_NUMBER.fullmatch, columns[3:_COLUMNS])):
            continue
        counts = [int(number) for number in columns[3:_COLUMNS]]
        yield Traffic(
            name=columns[2],
            reads=counts[0],
            merged_reads=counts[1],
            read_bytes=counts[2] * _SECTOR,
            read_time=counts[3],
            writes=counts[4],
            merged_writes=counts[5],
            write_bytes=counts[6] * _SECTOR,
            write_time=counts[7],
            iops_in_progress=counts[8],
            io_time=counts[9],
            weighted_io_time=counts[10],
        )
