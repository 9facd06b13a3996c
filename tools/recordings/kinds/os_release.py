"""Files by which a Linux distribution says its name: os-release and what was there before it."""

from __future__ import annotations

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.os_release import of_old_file, parse


def belongs(path: str, _head: bytes) -> bool:
    """Whatever lies in the folder of distributions."""
    return path.startswith("linux/distro/")


def read(content: bytes, _path: str) -> Outcome:
    """One file names one system."""
    text = content.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    said = parse(text)
    if not (said.get("ID") or said.get("NAME")):
        said = of_old_file(text)
    return Outcome(1) if said.get("ID") or said.get("NAME") else Outcome(0, gaps=("it names no system",))


KIND = Kind("linux/distro", belongs, read)
