"""Traffic of disks and partitions, in Telegraf's names (plugin inputs.diskio): counters since the computer started."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.platforms import proc_diskstats
from schoolwacht_agent.platforms.proc_diskstats import Traffic
from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELDS = {
    name: Gauge(f"diskio.{name}", unit, about, tags=("name",))
    for name, (unit, about) in {
        "reads": ("1", "Reads completed."),
        "writes": ("1", "Writes completed."),
        "read_bytes": ("By", "Bytes read."),
        "write_bytes": ("By", "Bytes written."),
        "read_time": ("ms", "Time that reads waited, added up over all of them."),
        "write_time": ("ms", "Time that writes waited, added up over all of them."),
        "io_time": ("ms", "Time during which anything was being read or written."),
        "weighted_io_time": ("ms", "Time that reads and writes waited, weighted by how many waited."),
        "iops_in_progress": ("1", "Reads and writes under way now."),
        "merged_reads": ("1", "Reads that were joined with a neighbour."),
        "merged_writes": ("1", "Writes that were joined with a neighbour."),
    }.items()
}
# Memory, files that look like disks, and drives for discs: none of them wears out.
_NO_DISK = re.compile(r"(ram|zram|loop|sr|fd)\d+")


def look() -> Iterator[Traffic]:
    """The only lines that touch the machine."""
    if sys.platform != "linux":
        for name, seen in psutil.disk_io_counters(perdisk=True, nowrap=False).items():
            yield Traffic(
                name,
                reads=seen.read_count,
                writes=seen.write_count,
                read_bytes=seen.read_bytes,
                write_bytes=seen.write_bytes,
                read_time=seen.read_time,
                write_time=seen.write_time,
            )
    else:
        diskstats = Path("/proc/diskstats")
        if diskstats.exists():
            yield from proc_diskstats.parse(diskstats.read_text("utf-8", errors="replace"))


def readings(devices: Iterable[Traffic]) -> Iterator[Reading]:
    """Every counter of every disk and partition."""
    disks = [device for device in devices if not _NO_DISK.fullmatch(device.name)]
    if not disks:
        raise NoData("the system counts no traffic of disks")
    for disk in disks:
        for name, gauge in FIELDS.items():
            count = getattr(disk, name)
            if count is not None:
                yield gauge(count, name=disk.name)


PROBE = Probe(
    "diskio",
    timedelta(seconds=60),
    tuple(FIELDS.values()),
    lambda _: readings(look()),
    about="How much every disk and partition reads and writes.",
)
