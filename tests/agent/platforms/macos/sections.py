"""Makes prints of system_profiler for the tests: made-up machines."""

from __future__ import annotations

import json
from typing import Any

from schoolwacht_agent.platforms.macos import profile
from schoolwacht_agent.platforms.macos.profile import Item, Profile


def printed(**sections: list[dict[str, Any]]) -> Profile:
    """What -json prints of these, named without SP and DataType."""
    return profile.read(json.dumps({f"SP{name}DataType": items for name, items in sections.items()}).encode())


def items(name: str, *rows: dict[str, Any]) -> list[Item]:
    """The items of one section."""
    found = printed(**{name: list(rows)}).items(f"SP{name}DataType")
    assert found is not None
    return found


def from_text(title: str, body: str) -> list[Item]:
    """The items of one section of a text."""
    return profile.read(f"{title}:\n\n{body}".encode()).sections[0].items
