"""What smartctl prints for people, of one disk or several, and its list of disks."""

from __future__ import annotations

import re

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import smartctl_text


def belongs(path: str, head: bytes) -> bool:
    """Text that begins with smartctl's header, or lies in its folder without being JSON."""
    begins = re.match(rb"(?:\xef\xbb\xbf)?\s*smartctl (?:version )?\d+\.\d", head) is not None
    json = re.match(rb"(?:\xef\xbb\xbf)?\s*[{\[]", head) is not None or path.endswith(".json")
    return begins or ("/smartctl/" in f"/{path}" and not json)


def read(data: bytes, _path: str) -> Outcome:
    """A row for each disk; one that could not be asked is ignored with the reason."""
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    listed = smartctl_text.doors(text)
    rows, ignored, gaps = len(listed), dict[str, int](), list[str]()
    disks = smartctl_text.parse(text)
    for health in disks:
        if health.model or health.serial or health.numbers:
            rows += 1
        elif health.reason in {"no_access", "asleep", "unknown_bridge"}:
            ignored[health.reason] = ignored.get(health.reason, 0) + 1
        else:
            gaps.append("a header of smartctl without a disk")
    if not disks and not listed:
        gaps.append("not the text of smartctl")
    return Outcome(rows, ignored, tuple(gaps))


KIND = Kind("smartctl", belongs, read)
