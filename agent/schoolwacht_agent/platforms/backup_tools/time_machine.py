"""Time Machine of macOS as a record, from what `platforms/macos/time_machine.py` reads of its settings.

That module is only loaded on a Mac. What it does not tell, by the names of a record, is not known.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record

SOURCE, TOOL = "time_machine", "Time Machine"
_READER = "schoolwacht_agent.platforms.macos.time_machine"
_NUMBERS = tuple(one.name for one in fields(Record) if one.name.endswith(("_ms", "_seconds", "_bytes")))
_COUNTS = ("items", "skipped", "versions")
_TARGETS = frozenset({"local", "usb", "network", "cloud"})


def parse(told: Iterable[object]) -> list[Record]:
    """A record for each place that Time Machine writes to."""
    return [_record(one) for one in told]


def _record(one: object) -> Record:
    numbers: dict[str, Any] = {}
    for name in (*_NUMBERS, *_COUNTS):
        value = getattr(one, name, None)
        numbers[name] = value if isinstance(value, int) and not isinstance(value, bool) else None
    good, tried = numbers["last_good_ms"], numbers["last_try_ms"]
    said = str(getattr(one, "outcome", None) or getattr(one, "result", None) or "")
    outcome = next((known for known in Outcome if known.value == said), None)
    if outcome is None:
        # A newest snapshot is written last; one that is as new as the last try tells that the try went well.
        outcome = Outcome.OK if good is not None and (tried is None or good >= tried) else Outcome.UNKNOWN
    target = str(getattr(one, "target", None) or "")
    return Record(
        str(getattr(one, "job", None) or TOOL),
        SOURCE,
        TOOL,
        outcome,
        target=target if target in _TARGETS else "unknown",
        message=str(getattr(one, "message", None) or ""),
        **numbers,
    )


def look() -> list[Record]:
    """The places of this machine; none where the reader is not there."""
    try:
        reader = importlib.import_module(_READER)
    except ImportError:
        return []
    told = reader.look()
    return parse(told if isinstance(told, list | tuple) else [] if told is None else [told])
