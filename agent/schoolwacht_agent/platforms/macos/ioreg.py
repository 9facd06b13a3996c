"""The registry of devices that the kernel keeps, as `ioreg` prints it: a text tree, or with -a a property list.

Text, man 8 ioreg: `+-o NAME@LOCATION  <class CLASS, id 0x…, registered, …>`, the depth told by the column of `+-o`, and
with -l below it `{`, `"key" = value` a line, `}`. Values: numbers, "texts", Yes and No, <hexadecimal> data or
<"text">, (lists), {dictionaries}. No Mac was at hand: recordings and man pages only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.macos.ioreg_values import Value, parse_value
from schoolwacht_agent.platforms.macos.plist import NoPlist

MOST_ENTRIES = 200_000
_LONGEST_LINE = 1 << 20
_NODE = re.compile(r"^([ |]*)\+-o (.*)$")
_CLASS = re.compile(r"(.*?)\s*<class ([^,>]{1,200}).*")
_PROPERTY = re.compile(r'^[ |]*"([^"]{1,300})" = (.*)$')


@dataclass(slots=True)
class Entry:
    """One device, driver or nub."""

    name: str
    """Without its place."""
    kind: str
    """Class, for example IOUSBDevice."""
    place: str = ""
    depth: int = 0
    values: dict[str, Value] = field(default_factory=dict)

    def text(self, *keys: str) -> str:
        """The first of these properties that is text; data that holds text counts."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, bytes):
                value = value.split(b"\0", 1)[0].decode("utf-8", errors="replace")
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    def number(self, key: str) -> int | None:
        """A property that is a number; bytes are taken with the least first, as the kernel keeps them."""
        value = self.values.get(key)
        if isinstance(value, bytes) and 0 < len(value) <= 8:  # noqa: PLR2004 - a 64-bit number at most
            return int.from_bytes(value, "little")
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class NoRegistry(ValueError):  # noqa: N818 - the name says what it is not
    """Nothing that ioreg could have printed; the message is a short sentence."""


def read(content: bytes) -> list[Entry]:
    """All entries of either form, from the root down; raises NoRegistry when there are none."""
    start = content[:512].lstrip()
    if start.startswith((b"<?xml", b"<plist", b"<!DOCTYPE", b"bplist")):
        return of_plist(content)
    if len(content) > plist.MOST_BYTES:
        raise NoRegistry("The text is too large.")
    found = list(of_text(content.decode("utf-8", errors="replace")))
    if not found:
        raise NoRegistry("No entry of a registry is in it.")
    return found


def of_text(text: str) -> Iterator[Entry]:
    """From the text tree; lines that make no sense are left out."""
    entry: Entry | None = None
    count = 0
    for raw in text.split("\n"):
        line = raw.rstrip("\r")[:_LONGEST_LINE]
        if node := _NODE.match(line):
            if entry is not None:
                yield entry
            count += 1
            if count > MOST_ENTRIES:
                return
            entry = _entry(node[2], len(node[1]) // 2)
        elif entry is not None and (pair := _PROPERTY.match(line)):
            entry.values.setdefault(pair[1], parse_value(pair[2]))
    if entry is not None:
        yield entry


def _entry(text: str, depth: int) -> Entry:
    match = _CLASS.fullmatch(text)
    title, kind = (match[1], match[2]) if match else (text, "")
    name, at, place = title.rpartition("@")
    return Entry(name if at else title, kind, place if at else "", depth)


def of_plist(content: bytes) -> list[Entry]:
    """From `ioreg -a`: an entry is a dictionary with IOObjectClass and, below it, IORegistryEntryChildren."""
    try:
        top = plist.read(content).value
    except NoPlist as error:
        raise NoRegistry(str(error)) from error
    found: list[Entry] = []
    waiting: list[tuple[plist.Value, int]] = [(top, 0)]
    while waiting and len(found) < MOST_ENTRIES:
        node, depth = waiting.pop()
        if isinstance(node, list):
            waiting.extend((one, depth) for one in reversed(node))
        elif isinstance(node, dict):
            children = node.get("IORegistryEntryChildren")
            values = {key: value for key, value in node.items() if key != "IORegistryEntryChildren"}
            name, kind = str(node.get("IORegistryEntryName", "")), str(node.get("IOObjectClass", ""))
            place = str(node.get("IORegistryEntryLocation", ""))
            found.append(Entry(name, kind or str(node.get("IOClass", "")), place, depth, values))
            waiting.append((children if children is not None else [], depth + 1))
    if not any(entry.kind or entry.name for entry in found):
        raise NoRegistry("No entry of a registry is in it.")
    return found
