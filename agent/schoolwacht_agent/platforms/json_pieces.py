"""Pieces of a JSON document that a program wrote, each of the type that was asked for or nothing.

Programs leave fields out, and other versions of them write a number where a map was. A reader that asks for pieces this
way needs no other guard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_MOST_ITEMS = 256
_LONGEST = 512


def document(text: str) -> Mapping[str, Any]:
    """The object that the text is; an empty one if it is none. A byte order mark and lines before it do no harm."""
    begin = text.find("{")
    try:
        return a_map(json.loads(text[begin:])) if begin >= 0 else {}
    except (ValueError, RecursionError):
        return {}


def a_map(thing: object) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return thing if isinstance(thing, dict) else {}


def a_list(thing: object) -> list[object]:
    """The first items of the array, or none."""
    return thing[:_MOST_ITEMS] if isinstance(thing, list) else []


def a_text(thing: object) -> str:
    """The beginning of the text, or an empty one."""
    return thing[:_LONGEST] if isinstance(thing, str) else ""


def whole(thing: object, most: int) -> int | None:
    """The whole number from 0 to `most`."""
    return thing if isinstance(thing, int) and not isinstance(thing, bool) and 0 <= thing <= most else None
