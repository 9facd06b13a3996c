"""What `dmidecode` prints (dmidecode(8)) -> records, one for each structure, and what they state.

Two layouts exist: since 2.7 "Handle 0x0001, DMI type 1, 27 bytes" and a title at the margin, before that the type and
the title on lines of their own, further in. Quiet output has no handles. Indents are tabs, or blanks where a terminal
was copied. The meaning of the texts is that of dmidecode's own tables for DSP0134.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_CHARACTERS = 8 << 20
_MOST_RECORDS = 20_000
_HANDLE = re.compile(r"\s*Handle (?:0x)?([0-9A-Fa-f]{1,8})(?:, DMI type (\d{1,3}), \d+ bytes\.?)?")
_TYPE = re.compile(r"\s*DMI type (\d{1,3}), \d+ bytes\.?")
_REASONS = (
    ("no smbios nor dmi entry point found", "no_firmware_table"),
    ("permission denied", "inaccessible"),
    ("operation not permitted", "inaccessible"),
    ("can't read memory from", "inaccessible"),
    ("table is unreachable", "inaccessible"),
    ("no such file or directory", "no_firmware_table"),
)
_BROKEN = re.compile(r"dmi table is broken|<truncated>|wrong dmi structures", re.IGNORECASE)
_TITLES = {
    "BIOS Information": 0,
    "System Information": 1,
    "Base Board Information": 2,
    "Chassis Information": 3,
    "Processor Information": 4,
    "Memory Module Information": 6,
    "Physical Memory Array": 16,
    "Memory Device": 17,
    "Portable Battery": 22,
    "System Power Supply": 39,
    "TPM Device": 43,
}


@dataclass(slots=True)
class Record:
    """One structure as dmidecode shows it."""

    kind: int | None
    handle: int | None
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Names of fields with lines of their own under them."""

    def text(self, name: str) -> str | None:
        """The value of a field; None where it has none, or dmidecode says so in its own words."""
        value = self.fields.get(name, "").strip()
        return None if not value or value.startswith("<") or value in {"Not Specified", "Not Provided"} else value


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole output."""

    records: tuple[Record, ...]
    reason: str | None = None
    """Why there is nothing to read: empty, no_firmware_table, inaccessible, not_dmidecode."""
    broken: bool = False
    """Whether dmidecode complained that the table ends too early."""


def parse(text: str) -> Printed:
    """Cuts an output into records; never raises."""
    text = text[:MOST_CHARACTERS]
    records = tuple(_records(text))
    if records:
        return Printed(records, broken=bool(_BROKEN.search(text)))
    if not text.strip():
        return Printed((), "empty")
    plain = text.casefold()
    return Printed((), next((code for words, code in _REASONS if words in plain), "not_dmidecode"))


def _records(text: str) -> Iterator[Record]:
    now: Record | None = None
    depth: int | None = None
    name = ""
    count = 0
    for line in text.splitlines():
        line = line.expandtabs(8).rstrip()  # noqa: PLW2901 - the same line, without what a terminal adds
        begin = _begins(line, now)
        if begin:
            if now is not None:
                yield now
                count += 1
            if count >= _MOST_RECORDS:
                return
            now, depth = begin, None
        elif now is not None and line and not line.startswith("#") and not (now.title and line[0] != " "):
            if now.kind is None and (kind := _TYPE.fullmatch(line)):
                now.kind = int(kind[1])
            elif not now.title:
                now.title = line.strip()
                now.kind = _TITLES.get(now.title) if now.kind is None else now.kind
            else:
                indent = len(line) - len(line.lstrip())
                depth = indent if depth is None else depth
                name = _put(now, name, line.strip(), deeper=indent > depth)
    if now is not None:
        yield now


def _begins(line: str, now: Record | None) -> Record | None:
    """The record that this line begins, if any."""
    if found := _HANDLE.fullmatch(line):
        return Record(int(found[2]) if found[2] else None, int(found[1], 16))
    quiet = now is None or now.handle is None
    if quiet and line and (line in _TITLES if now is None else line[0] not in " #"):
        return Record(_TITLES.get(line), None, line)
    return None


def _put(record: Record, name: str, line: str, *, deeper: bool) -> str:
    """Adds a line to a record: a field, or one more of the list that the last field began. The name of that field."""
    if deeper and name:
        record.lists.setdefault(name, []).append(line)
        return name
    name, _, value = line.partition(":")
    record.fields.setdefault(name.strip(), value.strip())
    return name.strip()
