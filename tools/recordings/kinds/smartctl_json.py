"""`smartctl --json` of one disk, and the list of disks of `smartctl --scan --json`."""

from __future__ import annotations

import re

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import smartctl

# Without one of these no health was to be had from the disk, and its row says so.
_NOTHING_TO_READ = frozenset({"no_access", "asleep", "unknown_bridge"})


def belongs(path: str, head: bytes) -> bool:
    """JSON in a folder of smartctl's, or with smartctl's own mark."""
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    marked = re.search(rb'"smartctl"\s*:\s*\{', head) is not None
    return marked or ("/smartctl" in f"/{path}" and (begins or path.endswith(".json")))


def read(data: bytes, _path: str) -> Outcome:
    """A row for each disk described or listed."""
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    if found := smartctl.doors(text):
        return Outcome(len(found))
    if smartctl.lists_nothing(text):
        return Outcome(0, {"no_disks": 1})
    return _judged(smartctl.parse(text))


def _judged(health: smartctl.Health) -> Outcome:
    if health.reason == "not_json":
        return Outcome(0, gaps=("not the JSON of smartctl",))
    if health.model or health.serial or health.numbers or health.verdict != "unknown":
        return Outcome(1)
    if health.reason in _NOTHING_TO_READ:
        return Outcome(0, {str(health.reason): 1})
    return Outcome(0, gaps=("nothing is said of the disk, nor why",))


KIND = Kind("smartctl-json", belongs, read)
