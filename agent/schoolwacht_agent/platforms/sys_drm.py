"""Screens that hang on a Linux computer: /sys/class/drm, one folder for each connector (the kernel's drm-kms docs)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms import edid
from schoolwacht_agent.platforms.machine_parts import Monitor
from schoolwacht_agent.platforms.smbios import unique

_CONNECTOR = re.compile(r"(card\d+)-(.+)")
_MOST_BYTES = 32 << 10


def monitors(folder: Path) -> Iterator[Monitor]:
    """Every screen that is connected and says who it is. Two graphics cards may both have an HDMI-A-1."""
    places = [found for entry in _children(folder) if (found := _CONNECTOR.fullmatch(entry.name))]
    names = unique.names([(found[2], found[1]) for found in places], "screen")
    for found, name in zip(places, names, strict=True):
        entry = folder / found[0]
        if _read(entry / "status").strip() != b"connected":
            continue
        try:
            yield edid.parse(_read(entry / "edid"), name).monitor
        except edid.NotEdid:  # a cable without the wires for it, or a virtual screen
            continue


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError:
        return b""


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
