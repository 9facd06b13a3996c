"""What scanners on a Mac print of their state."""

from __future__ import annotations

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.macos import antivirus


def belongs(path: str, _head: bytes) -> bool:
    """By its folder: each maker has a form of his own."""
    return "macos/antivirus/" in path


def read(data: bytes, _path: str) -> Outcome:
    """One row."""
    if not data.strip():
        return Outcome(0, {"empty": 1})
    scanner = antivirus.parse(data.decode("utf-8", errors="replace"))
    return Outcome(0, gaps=("No known scanner prints this.",)) if scanner is None else Outcome(1)


KIND = Kind("mac_antivirus", belongs, read)
