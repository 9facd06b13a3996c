"""Reads property lists, XML or binary, also those that are cut off, broken in the middle, or made to do harm.

The XML form is Apple's DTD (http://www.apple.com/DTDs/PropertyList-1.0.dtd, man 5 plist), the binary form is left to
Python's plistlib. The standard reader gives up at the first wrong date; this one keeps the wrong value as text, and
of a file that ends too early it keeps all that came before. No document may declare an entity, so none can grow.
No Mac was at hand: written from the DTD, man pages and recordings.
"""

from __future__ import annotations

import plistlib
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.parsers import expat

MOST_BYTES = 50 << 20
MOST_VALUES = 2_000_000
DEEPEST = 200
Value = str | int | float | bool | bytes | datetime | list["Value"] | dict[str, "Value"]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BROKEN = (
    plistlib.InvalidFileException,
    expat.ExpatError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    RecursionError,
    AttributeError,
    OSError,
    MemoryError,
)
_CONTAINERS = ("dict", "array", "plist")


class NoPlist(ValueError):  # noqa: N818 - the name says what it is not
    """These bytes are no property list, or one that nobody should read; the message is a short sentence."""


@dataclass(frozen=True, slots=True)
class Plist:
    """What was read; not `whole` when the file was cut off or broken and this is what came before."""

    value: Value
    whole: bool = True


def read(content: bytes) -> Plist:
    """The value in a property list; raises NoPlist where there is nothing to read."""
    if len(content) > MOST_BYTES:
        raise NoPlist("The file is too large.")
    if content.startswith(b"bplist"):
        return Plist(_binary(content))
    first = _Reading()
    if first.feed(content):
        return first.result()
    # Second try: bytes that are no UTF-8 and signs that XML forbids are taken out of the way.
    second = _Reading()
    second.feed(_FORBIDDEN.sub(" ", content.decode("utf-8", errors="replace")).encode())
    best = second if second.values >= first.values else first
    return best.result()


def read_file(path: Path) -> Plist | None:
    """The property list in a file; None where there is none or it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return read(path.read_bytes())
    except (OSError, NoPlist):
        return None


def _binary(content: bytes) -> Value:
    try:
        value: Value = plistlib.loads(content, fmt=plistlib.FMT_BINARY)
    except _BROKEN as error:
        raise NoPlist("The binary property list is broken.") from error
    return value


@dataclass(slots=True)
class _Open:
    """A dictionary or list that has not ended yet."""

    value: list[Value] | dict[str, Value]
    key: str | None = None

    def take(self, value: Value) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is not None:
            self.value[self.key] = value
            self.key = None


@dataclass(slots=True)
class _Reading:
    """One pass over an XML document."""

    top: list[Value] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    values: int = 0
    whole: bool = True
    seen: bool = False

    def feed(self, content: bytes) -> bool:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text.append
        parser.EntityDeclHandler = self._refuse
        try:
            parser.Parse(content, True)
        except NoPlist:
            raise
        except _BROKEN:
            self.whole = False
        return self.whole

    def result(self) -> Plist:
        if not self.seen or not self.top:
            raise NoPlist("This is no property list.")
        return Plist(self.top[0], self.whole)

    def _refuse(self, *_: object) -> None:
        raise NoPlist("The property list declares entities, which no honest one does.")

    def _start(self, name: str, _attributes: object) -> None:
        self.text.clear()
        if name == "plist":
            self.seen = True
        elif name in _CONTAINERS:
            if len(self.stack) >= DEEPEST:
                raise NoPlist("The property list is nested too deeply.")
            value: list[Value] | dict[str, Value] = {} if name == "dict" else []
            self._add(value)
            self.stack.append(_Open(value))

    def _end(self, name: str) -> None:
        text = "".join(self.text)
        self.text.clear()
        if name == "key":
            if self.stack:
                self.stack[-1].key = text
        elif name in _CONTAINERS:
            if name != "plist" and self.stack:
                self.stack.pop()
        else:
            self._add(_leaf(name, text))

    def _add(self, value: Value) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise NoPlist("The property list holds too many values.")
        if self.stack:
            self.stack[-1].take(value)
        else:
            self.top.append(value)


def _leaf(kind: str, text: str) -> Value:
    """One value; what does not fit its kind stays text."""
    if kind in ("true", "false"):
        return kind == "true"
    try:
        reader = _LEAVES.get(kind, str)
        return reader(text)
    except _BROKEN:
        return text


def _integer(text: str) -> int:
    return int(text, 16) if "0x" in text.casefold() else int(text)


def _date(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _data(text: str) -> bytes:
    return b64decode("".join(text.split()))


_LEAVES: dict[str, Callable[[str], Value]] = {"integer": _integer, "real": float, "date": _date, "data": _data}
