"""Objects of WMI out of a text that somebody saved: `wmic ... get /format:list`, or PowerShell's `Format-List`.

    BankLabel=BANK 0            DeviceLocator : DIMM A
    OperationalStatus={2}       Capabilities  : {3, 4}

An object ends at an empty line before the next name, or where a name comes back. `wmic` writes UTF-16, ends its lines
with two carriage returns and one line feed when it goes through a pipe, and writes & as &amp;. Lines without a name
belong to the value above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolwacht_agent.platforms.windows.wmi_value import Value, cleaned

_MOST_SIGNS = 64 << 20
_MOST_OBJECTS = 50_000
_MOST_PROPERTIES = 1000
_MOST_LINES = 64  # of one value
_WMIC = re.compile(r"([A-Za-z_]\w{0,127})=(.*)")
_POWERSHELL = re.compile(r"([A-Za-z_]\w{0,127})\s*:(?: (.*))?")
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^",]*))\s*(?:,|$)')
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))

Found = dict[str, Value]


def objects(data: bytes) -> list[Found]:
    """Every object of the text, in its order. Properties without a value are left out of it."""
    return [_valued(lines) for lines in _grouped(decoded(data))]


def decoded(data: bytes) -> str:
    """The text in whatever encoding a console of Windows left it."""
    data = data[:_MOST_SIGNS]
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    head = data[:512]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:  # noqa: PLR2004 - every second byte of Latin text
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _grouped(text: str) -> Iterator[dict[str, list[str]]]:
    """The lines of each value of each object."""
    now: dict[str, list[str]] = {}
    last: list[str] | None = None
    gap = False
    told = 0
    for line in text.replace("\r\r\n", "\n").replace("\r\n", "\n").split("\n"):
        if not line.strip("\r\0 \t"):
            gap = True
            continue
        name, value = _property(line)
        if not name:
            if last is not None and len(last) < _MOST_LINES and not line.startswith("#"):
                last.append(line.strip())
            continue
        if now and (gap or name in now):
            yield now
            now, told = {}, told + 1
            if told >= _MOST_OBJECTS:
                return
        gap = False
        last = [value]
        if len(now) < _MOST_PROPERTIES:
            now[name] = last
    if now:
        yield now


def _property(line: str) -> tuple[str, str]:
    found = _WMIC.match(line) or _POWERSHELL.match(line)
    return (found[1], found[2] or "") if found else ("", "")


def _valued(lines: dict[str, list[str]]) -> Found:
    row: Found = {}
    for name, parts in lines.items():
        if (value := _value(" ".join(part for part in parts if part).strip())) != "":
            row[name] = value
    return row


def _value(said: str) -> Value:
    for escaped, sign in _ESCAPES:
        said = said.replace(escaped, sign)
    if said.startswith("{") and said.endswith("}") and not _GUID.fullmatch(said):
        inside = said[1:-1].strip()
        return tuple(cleaned(quoted or bare) for quoted, bare in _items(inside)) if inside else ()
    return cleaned(said)


def _items(inside: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(inside):
        found = _ITEM.match(inside, place)
        if found is None or found.end() == place:
            return
        yield found[1] or "", (found[2] or "").strip()
        place = found.end()
