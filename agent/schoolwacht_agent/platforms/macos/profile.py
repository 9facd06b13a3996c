"""What system_profiler prints, in any of its three forms, as one plain tree.

`system_profiler` prints an indented text, with -xml a property list, with -json (macOS 10.15 and later) JSON. Text
names a field "Serial Number (system)", the others `serial_number`; `Item.get` compares names without case, blanks and
signs, so that one reader serves all. See man 8 system_profiler. No Mac was at hand: recordings and man pages only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.macos.plist import NoPlist, Value

DEEPEST = 40
MOST_ITEMS = 200_000


class NoProfile(ValueError):  # noqa: N818 - the name says what it is not
    """Nothing that system_profiler could have printed; the message is a short sentence."""


@dataclass(slots=True)
class Item:
    """One thing with its values, and the things in it."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    """By the folded name of the field."""
    children: list[Item] = field(default_factory=list)

    def get(self, *names: str) -> str:
        """The value of the first of these fields that says something; names are folded ones."""
        return next((value for name in names if (value := self.values.get(name, "").strip())), "")

    def child(self, *names: str) -> Item | None:
        """The first thing right below with one of these folded names."""
        return next((child for child in self.children if folded(child.name) in names), None)

    def walk(self) -> Iterator[Item]:
        """This thing and all below it, the nearest first; nesting is bounded by the readers."""
        waiting = [self]
        for item in waiting:
            yield item
            waiting.extend(item.children)


@dataclass(slots=True)
class Section:
    """One data type, for example SPHardwareDataType, with what was found of it."""

    kind: str
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Profile:
    """All sections that were printed; not `whole` when the print was cut off or broken."""

    sections: list[Section]
    whole: bool = True

    def items(self, *kinds: str) -> list[Item] | None:
        """Everything of these data types; None when none of them was printed at all."""
        found = [section for section in self.sections if section.kind in kinds]
        return [item for section in found for item in section.items] if found else None


def folded(name: str) -> str:
    """A field's name without case, blanks and signs."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def of_objects(sections: object, *, whole: bool = True) -> Profile:
    """From the property list, or from JSON: `{data type: [items]}`."""
    found = []
    budget = [MOST_ITEMS]
    if isinstance(sections, dict) and "_dataType" not in sections:
        pairs = [(str(kind), items) for kind, items in sections.items()]
    else:
        rows = sections if isinstance(sections, list) else [sections]
        pairs = [(str(row.get("_dataType", "")), row.get("_items")) for row in rows if isinstance(row, dict)]
    for kind, items in pairs:
        if kind.startswith("SP"):
            rows = items if isinstance(items, list) else []
            found.append(Section(kind, [_item(row, "", 0, budget) for row in rows if isinstance(row, dict)]))
    if not found:
        raise NoProfile("No section of system_profiler is in it.")
    return Profile(found, whole and budget[0] > 0)


def _item(row: dict[str, Value], name: str, depth: int, budget: list[int]) -> Item:
    own = row.get("_name", name)
    item = Item(_words(own) or name)
    budget[0] -= 1
    if depth >= DEEPEST or budget[0] <= 0:
        budget[0] = min(budget[0], 0)
        return item
    for key, value in row.items():
        if isinstance(value, dict):
            item.children.append(_item({"_name": str(key), **value}, str(key), depth + 1, budget))
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            below = [_item(one, "", depth + 2, budget) for one in value if isinstance(one, dict)]
            item.children.extend(below if key == "_items" else [Item(str(key), {}, below)])
        elif key != "_name":
            item.values.setdefault(folded(str(key)), _words(value))
    return item


def _words(value: object) -> str:
    """A plain value as text; a list of texts with commas between."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value if not isinstance(one, list | dict))
    if isinstance(value, bytes):
        return value.hex()
    try:
        return "" if value is None else str(value)
    except ValueError:  # an integer with more digits than Python cares to print
        return ""


def of_json(text: str) -> Profile:
    """From `system_profiler -json`."""
    try:
        return of_objects(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise NoProfile("The JSON is broken or cut off.") from error


def of_xml(content: bytes) -> Profile:
    """From `system_profiler -xml`."""
    try:
        found = plist.read(content)
    except NoPlist as error:
        raise NoProfile(str(error)) from error
    return of_objects(found.value, whole=found.whole)


def read(content: bytes) -> Profile:
    """From whatever form it is in; raises NoProfile when nothing can be made of it."""
    from schoolwacht_agent.platforms.macos import profile_text

    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<plist", b"<!DOCTYPE", b"bplist")):
        return of_xml(content)
    if start.startswith((b"{", b"[")):
        return of_json(content.decode("utf-8", errors="replace"))
    if len(content) > plist.MOST_BYTES:
        raise NoProfile("The text is too large.")
    return profile_text.parse(content.decode("utf-8", errors="replace"))
