r"""Exported parts of the registry, as `regedit` and `reg export` write them, and what `reg query` prints.

Microsoft, "How to add, modify, or delete registry subkeys and values by using a .reg file": a first line that names the
form, keys in brackets, `"name"="text"`, `"name"=dword:`, `"name"=hex(kind):` with a backslash where the next line goes
on, `@` for the default value, `-` for what is taken away. REGEDIT4 writes texts in 8 bits, version 5.00 in UTF-16.
What makes no sense is named in `gaps`; the rest is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schoolwacht_agent.platforms.windows.registry import Key, Value, Values

MOST_GAPS = 100
_DEEPEST = 512  # Windows' own limit of levels
_HEADER = re.compile(r"(?:Windows Registry Editor Version \d+(?:\.\d+)?|REGEDIT\d?)\Z", re.IGNORECASE)
_ROOT = r"HKEY_[A-Z_]+|HK(?:LM|CU|CR|U|CC)"
_KEY = re.compile(rf"\[(-?)((?:{_ROOT})(?:\\.*)?|[^\]\\]+(?:\\.*)?)\]\Z", re.IGNORECASE)
_VALUE = re.compile(r'(?:"((?:[^"\\]|\\.)*+)"|@)\s*=\s*(.*)\Z', re.DOTALL)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*(?:;.*)?\Z', re.DOTALL)
_NUMBER = re.compile(r"(dword|qword):([0-9a-f]{1,16})\s*(?:;.*)?\Z", re.IGNORECASE)
_HEX = re.compile(r"hex(?:\(([0-9a-f]{1,8})\))?:([0-9a-f,\s]*)(?:;.*)?\Z", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\"\\])")  # all that regedit escapes; other tools leave paths as they are
_QUERY_KEY = re.compile(rf"(?:{_ROOT})(?:\\.*)?\Z", re.IGNORECASE)
_QUERY_FRAME = re.compile(r"! REG\.EXE VERSION|End of search:|Einde van zoekopdracht:", re.IGNORECASE)
_QUERY_VALUE = re.compile(r"(?: {4}|\t)(.*?)(?: {4}|\t)(REG_[A-Z_]+)(?:(?: {4}|\t)(.*))?\Z", re.DOTALL)
_LONG_NAMES = {
    "hklm": "HKEY_LOCAL_MACHINE",
    "hkcu": "HKEY_CURRENT_USER",
    "hkcr": "HKEY_CLASSES_ROOT",
    "hku": "HKEY_USERS",
    "hkcc": "HKEY_CURRENT_CONFIG",
}
_SZ, _EXPAND, _DWORD, _DWORD_BIG, _MULTI, _QWORD = 1, 2, 4, 5, 7, 11


@dataclass(slots=True)
class ExportedKey:
    """A key out of a file; `written` is never recorded there."""

    name: str
    pairs: dict[str, tuple[str, Value]] = field(default_factory=dict)
    below: dict[str, ExportedKey] = field(default_factory=dict)
    written: datetime | None = None

    @property
    def values(self) -> Values:
        """By name in any case."""
        return Values(self.pairs.values())

    @property
    def children(self) -> Iterator[Key]:
        """In the order of the file."""
        return iter(self.below.values())

    def child(self, path: str) -> ExportedKey | None:
        """In any case, as Windows finds it."""
        found: ExportedKey | None = self
        for part in filter(None, path.casefold().split("\\")):
            found = found.below.get(part) if found else None
        return found

    def make(self, path: str) -> ExportedKey:
        """The key at this path, made where it is missing."""
        found = self
        for part in list(filter(None, path.split("\\")))[:_DEEPEST]:
            found = found.below.setdefault(part.casefold(), ExportedKey(part))
        return found

    def remove(self, path: str) -> None:
        """Takes a key and all below it away."""
        above, _, last = path.strip("\\").rpartition("\\")
        if found := self.child(above):
            found.below.pop(last.casefold(), None)


@dataclass(slots=True)
class Export:
    r"""What a file holds: `root.child(r"HKEY_LOCAL_MACHINE\SOFTWARE\...")`, and the keys it names, in order."""

    root: ExportedKey = field(default_factory=lambda: ExportedKey(""))
    named: list[ExportedKey] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    values: int = 0
    removed: int = 0

    def gap(self, number: int, what: str) -> None:
        """Remembers what could not be read, up to a limit."""
        if len(self.gaps) < MOST_GAPS:
            self.gaps.append(f"line {number}: {what}")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-16 or UTF-8 with or without a mark, else in the Western code page of Windows."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace").lstrip("\ufeff")
    if data[1:64:2].count(0) > 8:  # noqa: PLR2004 - every second byte of Latin text in UTF-16 is NUL
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def parse(data: bytes) -> Export:
    """Reads a file of any of the forms; never fails."""
    text = decoded(data)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    wide = not re.match(r"\s*REGEDIT", text, re.IGNORECASE)
    export = Export()
    first = next((line for line in lines if line.strip() and not _QUERY_FRAME.match(line)), "")
    if _QUERY_KEY.match(first.strip()):
        _read_query(export, lines)
    else:
        _read_file(export, lines, wide=wide)
    return export


def _read_file(export: Export, lines: list[str], *, wide: bool) -> None:
    here: ExportedKey | None = None
    for number, line in _joined(lines):
        plain = line.strip()
        if not plain or plain.startswith(";") or _HEADER.match(plain):
            continue
        if plain.startswith("["):
            here = _enter(export, number, plain)
        elif here is None:
            export.gap(number, "a value outside a key")
        elif not _add(export, here, plain, wide=wide):
            export.gap(number, "not a value")


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Logical lines: hexadecimal ones go on behind a backslash, texts until their closing quote."""
    index = 0
    while index < len(lines):
        start, pieces = index, [lines[index]]
        index += 1
        if re.match(r'\s*(?:"(?:[^"\\]|\\.)*+"|@)\s*=\s*hex', pieces[0], re.IGNORECASE):
            while pieces[-1].rstrip().endswith("\\") and index < len(lines):
                pieces[-1] = pieces[-1].rstrip()[:-1]
                pieces.append(lines[index])
                index += 1
            yield start + 1, "".join(pieces)
            continue
        if re.match(r'\s*(?:"(?:[^"\\]|\\.)*+"|@)\s*=\s*"(?:[^"\\]|\\.)*+\\?\Z', pieces[0]):
            index = _to_closing_quote(lines, index, pieces)
        yield start + 1, "\n".join(pieces)


def _to_closing_quote(lines: list[str], index: int, pieces: list[str]) -> int:
    """A text may hold line ends as they are; it goes no further than the next key."""
    ahead = index
    while ahead < len(lines) and ahead - index < 1000 and not lines[ahead].startswith("["):  # noqa: PLR2004 - no value is so long
        if re.match(r'(?:[^"\\]|\\.)*+"\s*\Z', lines[ahead]):
            pieces.extend(lines[index : ahead + 1])
            return ahead + 1
        ahead += 1
    return index


def _enter(export: Export, number: int, line: str) -> ExportedKey | None:
    match = _KEY.match(line)
    if match is None:
        export.gap(number, "not a key")
        return None
    path = _long(match[2])
    if match[1]:
        export.root.remove(path)
        export.removed += 1
        return None
    here = export.root.make(path)
    export.named.append(here)
    return here


def _long(path: str) -> str:
    root, slash, rest = path.partition("\\")
    return _LONG_NAMES.get(root.casefold(), root) + slash + rest


def _add(export: Export, here: ExportedKey, line: str, *, wide: bool) -> bool:
    match = _VALUE.match(line)
    if match is None:
        return False
    name = _ESCAPED.sub(r"\1", match[1] or "")
    if match[2].strip() == "-":
        here.pairs.pop(name.casefold(), None)
        export.removed += 1
        return True
    value = _value(match[2].strip(), wide=wide)
    if value is None:
        return False
    here.pairs[name.casefold()] = (name, value)
    export.values += 1
    return True


def _value(written: str, *, wide: bool) -> Value | None:
    if match := _TEXT.match(written):
        return _ESCAPED.sub(r"\1", match[1]).partition("\0")[0]
    if len(written) > 1 and written[0] == written[-1] == '"':  # quotes within that nobody escaped
        return _ESCAPED.sub(r"\1", written[1:-1]).partition("\0")[0]
    if match := _NUMBER.match(written):
        return int(match[2], 16)
    if match := _HEX.match(written):
        digits = [piece.strip() for piece in match[2].split(",")]
        try:
            data = bytes(int(digit, 16) for digit in digits if digit)
        except ValueError:  # more than two digits between commas
            return None
        return typed(int(match[1], 16) if match[1] else 3, data, wide=wide)
    return None


def typed(kind: int, data: bytes, *, wide: bool = True) -> Value:
    """A value out of its bytes, by the number of its kind (winnt.h); bytes where the kind has no shape of its own."""
    if kind in {_SZ, _EXPAND}:
        return _characters(data, wide=wide).partition("\0")[0]
    if kind == _MULTI:
        return tuple(filter(None, _characters(data, wide=wide).split("\0")))
    if kind in {_DWORD, _DWORD_BIG, _QWORD} and 0 < len(data) <= 8:  # noqa: PLR2004 - bytes of a QWORD
        return int.from_bytes(data, "big" if kind == _DWORD_BIG else "little")
    return data


def _characters(data: bytes, *, wide: bool) -> str:
    return data.decode("utf-16-le", errors="replace") if wide else data.decode("cp1252", errors="replace")


def _read_query(export: Export, lines: list[str]) -> None:
    r"""What `reg query KEY /s` prints: keys at the edge, values four blanks in, as name, kind and data."""
    here: ExportedKey | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip() or _QUERY_FRAME.match(line):
            continue
        if _QUERY_KEY.match(line):
            here = export.root.make(_long(line.strip()))
            export.named.append(here)
        elif (match := _QUERY_VALUE.match(line)) and here is not None:
            name = "" if match[1].startswith("(") and match[1].endswith(")") else match[1]
            here.pairs[name.casefold()] = (name, _queried(match[2], match[3] or ""))
            export.values += 1
        else:
            export.gap(number, "neither a key nor a value")


def _queried(kind: str, data: str) -> Value:
    if kind in {"REG_DWORD", "REG_QWORD"} and re.fullmatch(r"0x[0-9a-fA-F]{1,16}", data.strip()):
        return int(data.strip(), 16)
    if kind == "REG_MULTI_SZ":
        return tuple(filter(None, data.split("\\0")))
    if kind == "REG_BINARY" and re.fullmatch(r"(?:[0-9a-fA-F]{2})*", data.strip()):
        return bytes.fromhex(data.strip())
    return data
