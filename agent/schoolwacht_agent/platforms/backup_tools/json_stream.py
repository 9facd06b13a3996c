"""The objects in a log that holds JSON between other lines, on one line each or spread out over several.

restic writes an object a line, borg an indented one, and a script may put both between lines of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_MOST_FLAWS = 2_000
_MOST_OBJECTS = 50_000
_DECODER = json.JSONDecoder()


def objects(text: str) -> Iterator[Mapping[str, Any]]:
    """Every object that begins a line, those in a list one by one; what is broken is left out."""
    at, flaws, found = 0, 0, 0
    while 0 <= at < len(text) and flaws < _MOST_FLAWS and found < _MOST_OBJECTS:
        if text[at] not in "{[":
            at = _next_line(text, at)
            continue
        try:
            thing, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            flaws += 1
            at = _next_line(text, at)
            continue
        for one in thing if isinstance(thing, list) else [thing]:
            found += 1
            if isinstance(one, dict):
                yield one


def _next_line(text: str, at: int) -> int:
    """Behind the next end of a line; -1 after the last."""
    end = text.find("\n", at)
    return -1 if end < 0 else end + 1


def mapping(thing: object) -> Mapping[str, Any]:
    """An object, or an empty one in the place of whatever else stands there."""
    return thing if isinstance(thing, dict) else {}


def words(thing: object) -> str:
    """A text of bearable length, or none."""
    return thing[:2000] if isinstance(thing, str) else ""
