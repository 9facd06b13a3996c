"""Log lines as journald reads them: with their weight in front, see sd-daemon(3)."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any


def journal_line(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    """A log line with its weight in front, as journald reads it: sd-daemon(3)."""
    text = str(event)  # rendered by now, whatever the type of processors says
    level = next((number for word, number in _LEVELS.items() if f'"level": "{word}"' in text), 6)
    return f"<{level}>{text}"


_LEVELS = {"critical": 2, "error": 3, "warning": 4}
