"""What WMI says, as plain text, whether COM said it or a recording holds it.

A row maps the names of properties to text, or to a tuple of texts where the property is an array. A property without a
value (NULL) is not in the row. Numbers stay text: `uint64` comes as text from COM, `uint32` as a signed number, and a
reader that means a number asks for one. Types: DMTF DSP0004; how automation sees them: "Mapping WMI data types to
Automation" on learn.microsoft.com.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from schoolwacht_agent.platforms import placeholders

Value = str | tuple[str, ...]
Row = Mapping[str, Value]

_MOST_SIGNS = 4096
_MOST_ITEMS = 1024
_NUMBER = re.compile(r"-?[0-9]{1,20}")
_MOMENT = re.compile(r"([0-9]{14})\.([0-9*]{6})([+-])([0-9*]{3})")
_FIRST_YEAR = 1980
"""Windows writes 1601-01-01 where there is no moment; nothing here was made before the PC was."""


def plain(said: object) -> Value | None:
    """A value as COM gives it; None for NULL and for what cannot be told as text."""
    if isinstance(said, bytes | bytearray | memoryview):
        return tuple(str(byte) for byte in bytes(said[:_MOST_ITEMS]))
    if isinstance(said, tuple | list):
        return tuple(_line(item) for item in said[:_MOST_ITEMS] if item is not None)
    return None if said is None else _line(said)


def _line(said: object) -> str:
    if isinstance(said, bool):
        return "TRUE" if said else "FALSE"
    return cleaned(str(said))


def cleaned(said: str) -> str:
    """Without NUL and what stands behind it, without control characters, and not without end."""
    return "".join(sign if sign.isprintable() else " " for sign in said[:_MOST_SIGNS].partition("\0")[0]).strip()


def line_of(row: Row, name: str) -> str:
    """Text of a property as it is; empty when there is none. Of an array the first."""
    value = row.get(name, "")
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value


def told_of(row: Row, name: str) -> str | None:
    """Text of a property, or None when it says nothing about this machine."""
    said = line_of(row, name)
    return placeholders.told(said) if said else None


def number_of(row: Row, name: str) -> int | None:
    """An unsigned number. COM gives `uint32` as a signed one, so a negative number is one from 2**31 on."""
    return _number(line_of(row, name))


def _number(said: str) -> int | None:
    if not _NUMBER.fullmatch(said):
        return None
    number = int(said)
    if -(1 << 31) <= number < 0:
        number += 1 << 32
    return number if 0 <= number < 1 << 63 else None


def numbers_of(row: Row, name: str) -> tuple[int, ...]:
    """The numbers of an array; a single number is an array of one."""
    value = row.get(name, ())
    items = value if isinstance(value, tuple) else (value,)
    return tuple(number for item in items if (number := _number(item)) is not None)


def flag_of(row: Row, name: str) -> bool | None:
    """Yes or no, None when it is not said."""
    said = line_of(row, name).casefold()
    if said in {"true", "1", "-1"}:
        return True
    return False if said in {"false", "0"} else None


def signs_of(row: Row, name: str) -> str | None:
    """Text that WMI gives as an array of character codes ended by 0, as the classes of monitors do."""
    value = row.get(name, ())
    if isinstance(value, str):
        return placeholders.told(value)
    codes = [_number(item) for item in value]
    signs = []
    for code in codes:
        if not code or code > 0xFFFF:  # noqa: PLR2004 - one unit of UTF-16
            break
        signs.append(chr(code))
    return placeholders.told("".join(signs))


def moment_of(row: Row, name: str) -> datetime | None:
    """The moment that a property holds."""
    return moment(line_of(row, name))


def moment(said: str) -> datetime | None:
    """A CIM date: yyyymmddHHMMSS.ffffff+UUU, the last in minutes east of Greenwich (DSP0004, 5.2.4).

    None for an interval, for a date with wildcards, and for the date that stands for none.
    """
    found = _MOMENT.fullmatch(said.strip())
    if found is None:
        return None
    digits, fraction, sign, offset = found.groups()
    try:
        minutes = 0 if "*" in offset else int(offset)
        zone = timezone(timedelta(minutes=-minutes if sign == "-" else minutes))
        local = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=zone)
        at = local.replace(microsecond=0 if "*" in fraction else int(fraction)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year >= _FIRST_YEAR else None


def without_path(said: str) -> str:
    r"""The last part of `\\server\share` or of a path, so that neither computer nor account is in it."""
    return said.replace("/", "\\").rstrip("\\").rpartition("\\")[2]
