"""The battery report of Windows, as XML or as a page."""

from __future__ import annotations

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import powercfg


def belongs(path: str, head: bytes) -> bool:
    """By its folder, or the namespace of the report."""
    return "/powercfg/" in f"/{path}" or b"schemas.microsoft.com/battery/" in head


def read(data: bytes, _path: str) -> Outcome:
    """A row for each battery; a report of a computer without one is ignored as such."""
    if not data.strip():
        return Outcome(0, {"empty": 1})
    try:
        found = powercfg.parse(data)
    except powercfg.NoReport as nothing:
        return Outcome(0, gaps=(str(nothing).replace("_", " "),))
    return Outcome(len(found), {} if found else {"no_battery": 1})


KIND = Kind("powercfg", belongs, read)
