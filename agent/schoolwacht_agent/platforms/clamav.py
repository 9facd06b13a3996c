"""ClamAV: how old its signatures are, and whether something uses them.

A database (.cvd as fetched, .cld after a partial update) begins with 512 bytes of text with colons between the fields:
ClamAV-VDB, time of building, version, number of signatures, level, checksum, signature, builder, and the time of
building in seconds since 1970 (ClamAV's documentation, "CVD").
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.scanner import Scanner, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HEAD = 512
_FOLDER = "var/lib/clamav"
_PROGRAMS = ("usr/bin/clamscan", "usr/sbin/clamd", "usr/bin/clamdscan")
_WATCHERS = frozenset({"clamav-clamonacc", "clamonacc", "clamav-onaccess"})
_SECONDS_FIELD = 8


def built(head: bytes) -> tuple[str, str | None] | None:
    """Version of a database and the day on which it was made; None for what is no database."""
    fields = head[:_HEAD].decode("latin-1").rstrip(" \0\n").split(":")
    if len(fields) < 3 or fields[0] != "ClamAV-VDB" or not _number(fields[2]):  # noqa: PLR2004 - up to the version
        return None
    if len(fields) > _SECONDS_FIELD and _number(fields[_SECONDS_FIELD].strip()):
        return fields[2], day_of(int(fields[_SECONDS_FIELD]))
    try:
        return fields[2], day_of(datetime.strptime(fields[1], "%d %b %Y %H-%M %z").timestamp())
    except (ValueError, OverflowError):
        return fields[2], None


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12  # noqa: PLR2004 - more digits are no version and no time


def look(root: Path, active: Iterable[str]) -> Scanner | None:
    """ClamAV of this machine, with the units that run now; None where it is not installed."""
    if not any((root / name).exists() for name in _PROGRAMS):
        return None
    found = [built(_head(root / _FOLDER / f"daily.{kind}")) for kind in ("cld", "cvd")]
    version, day = max((one for one in found if one), key=lambda one: one[1] or "", default=(None, None))
    # Without its watcher ClamAV only looks when somebody asks it to.
    return Scanner("ClamAV", enabled=bool(_WATCHERS & set(active)), signatures=version, signatures_day=day)


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as database:
            return database.read(_HEAD)
    except OSError:
        return b""
