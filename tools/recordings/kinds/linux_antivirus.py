"""What scanners against malware on Linux print of their own state."""

from __future__ import annotations

import json

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.linux_antivirus import parse


def belongs(path: str, _head: bytes) -> bool:
    """Whatever lies in the folder of scanners on Linux."""
    return path.startswith("linux/antivirus/")


def read(content: bytes, _path: str) -> Outcome:
    """One file is the answer of one command, so it is one product."""
    text = content.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    if parse(text) is not None:
        return Outcome(1)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Outcome(0, gaps=("no known scanner prints this",))
    # A command that failed prints a bare number or word where its state should be.
    return (
        Outcome(0, gaps=("no known scanner prints this",)) if isinstance(said, dict) else Outcome(0, {"no_status": 1})
    )


KIND = Kind("linux/antivirus", belongs, read)
