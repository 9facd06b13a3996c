"""What udev wrote down about a disk when it appeared: /run/udev/data, one file a device (lines of E:NAME=VALUE).

It holds more than the kernel shows: whole model names of SATA disks, where SCSI cuts them, and serial numbers.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path("/run/udev/data")
_MOST_BYTES = 64 << 10
_NUMBER = re.compile(r"\d{1,7}:\d{1,7}")


def block(folder: Path, number: str) -> dict[str, str]:
    """The properties of a block device by its number, for example 8:0; none where udev does not run."""
    if not _NUMBER.fullmatch(number):
        return {}
    try:
        with (folder / f"b{number}").open("rb") as opened:
            return parse(opened.read(_MOST_BYTES))
    except OSError:
        return {}


def parse(data: bytes) -> dict[str, str]:
    """The properties in a file of udev's."""
    lines = (line[2:] for line in data.decode("utf-8", errors="replace").splitlines() if line.startswith("E:"))
    return {name: value.strip() for name, equals, value in (line.partition("=") for line in lines) if equals}
