"""The SMBIOS table of this computer -> the computer and its parts: from a file of Linux or a call of Windows."""

from __future__ import annotations

import sys
from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import Whole
from schoolwacht_agent.platforms.smbios import decode, entry_point, structures, whole
from schoolwacht_agent.platforms.smbios.entry_point import NotSmbios, Version

_RSMB = int.from_bytes(b"RSMB", "big")
_NEWEST: Version = (3, 0)
"""Taken for a table whose entry point is broken: all of its kind still in use are younger than 2.6."""


class NoTable(Exception):  # noqa: N818 - a state of the machine, not a failure
    """There is no table to read; the message is a code: not_there, no_right, broken."""


def parse(table: bytes, version: Version) -> Whole:
    """Reads a table of this version; one without any whole structure tells nothing."""
    found = [fact for _, fact in decode.facts(structures.cut(table), version) if fact is not None]
    return whole.assemble(found)


def linux(root: Path = Path("/")) -> Whole:
    """Reads what the kernel keeps since 4.2; for root only. Raises NoTable."""
    folder = root / "sys/firmware/dmi/tables"
    try:
        table = _some(folder / "DMI", structures.MOST_BYTES)
        entry = _some(folder / "smbios_entry_point", 64)
    except PermissionError as error:
        raise NoTable("no_right") from error
    except OSError as error:
        raise NoTable("not_there") from error
    try:
        version = entry_point.parse(entry).version
    except NotSmbios:
        version = _NEWEST
    return parse(table, version)


def windows() -> Whole:
    """Asks Windows for the table; anybody may. Raises NoTable."""
    if sys.platform == "win32":
        import ctypes

        ask = ctypes.windll.kernel32.GetSystemFirmwareTable
        size = min(int(ask(_RSMB, 0, None, 0)), structures.MOST_BYTES)
        room = ctypes.create_string_buffer(max(size, 1))
        if size <= 0 or int(ask(_RSMB, 0, room, size)) <= 0:
            raise NoTable("not_there")
        return raw_windows(room.raw)
    raise NoTable("not_there")


def raw_windows(raw: bytes) -> Whole:
    """Reads what Windows hands out: RawSMBIOSData, the table behind eight bytes. Raises NoTable."""
    try:
        version, table = entry_point.windows(raw)
    except NotSmbios as error:
        raise NoTable("broken") from error
    return parse(table, version)


def _some(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(most)
