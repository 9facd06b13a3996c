"""Variables of a UPS as `upsc` of Network UPS Tools shows them."""

from __future__ import annotations

import re

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import nut


def belongs(path: str, head: bytes) -> bool:
    """By its folder, or names of variables that only NUT has."""
    return "/nut/" in f"/{path}" or re.search(rb"^ups\.(?:status|load): ", head, re.MULTILINE) is not None


def read(data: bytes, _path: str) -> Outcome:
    """One row, or the reason why the UPS said nothing."""
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    try:
        nut.parse(text)
    except nut.NoUps as nothing:
        if str(nothing) == "no_variables":
            return Outcome(len(listed)) if (listed := nut.names(text)) else Outcome(0, gaps=("no variables of a UPS",))
        return Outcome(0, {str(nothing): 1})
    return Outcome(1)


KIND = Kind("nut", belongs, read)
