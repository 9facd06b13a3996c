"""Keeps between two looks how many updates wait: to count them anew costs seconds, and mostly nothing has changed.

A file of the agent's own in its home; one that is missing, broken or not writable only costs another count.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from schoolwacht_agent.platforms.system_files import text_or_nothing
from schoolwacht_agent.platforms.update_state import Counted

NAME = "updates-counted.json"
_LONGEST = 16


def load(home: Path) -> dict[str, Counted]:
    """What was counted, by source."""
    try:
        kept = json.loads(text_or_nothing(home / NAME))
    except (ValueError, RecursionError):
        return {}
    found = {}
    for name, one in kept.items() if isinstance(kept, dict) else ():
        match one:
            case {"stamp": list(stamp), "pending": pending, "security": security} if len(stamp) <= _LONGEST:
                if all(map(_number_or_none, (*stamp, pending, security))):
                    found[name] = Counted(tuple(stamp), pending, security)
    return found


def _number_or_none(value: Any) -> bool:  # noqa: ANN401 - what came out of JSON
    return value is None or (type(value) is int and 0 <= value < 1 << 63)


def save(home: Path, counted: dict[str, Counted], before: dict[str, Counted]) -> None:
    """Writes what was counted, if it is something else than before."""
    known = {name: one for name, one in counted.items() if one.stamp}
    if known == before:
        return
    content = {
        name: {"stamp": one.stamp, "pending": one.pending, "security": one.security} for name, one in known.items()
    }
    fresh = home / f".{NAME}.new"
    with suppress(OSError):
        fresh.write_text(json.dumps(content), "utf-8")
        fresh.replace(home / NAME)
