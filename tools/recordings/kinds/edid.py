"""Raw EDID blocks of screens: each is one screen."""

from __future__ import annotations

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import edid

_MAGIC = b"\0\xff\xff\xff\xff\xff\xff\0"


def _read(recording: bytes, _: str) -> Outcome:
    try:
        found = edid.parse(recording)
    except edid.NotEdid as reason:
        if str(reason) == "empty":
            return Outcome(0, {"empty": 1})
        return Outcome(0, gaps=(f"no EDID block: {reason}",))
    # A block without a maker is a row all the same; what is wrong with it is said in words of its own.
    return Outcome(1, dict.fromkeys(found.faults, 1))


def _belongs(path: str, head: bytes) -> bool:
    return head.startswith(_MAGIC) or "edid" in path.lower().split("/")[:-1]


KIND = Kind("edid", _belongs, _read)
