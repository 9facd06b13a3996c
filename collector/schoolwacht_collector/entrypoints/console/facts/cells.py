"""Cells of the inventory as people write them: 8,2 GB, 12 days, yes, 23/11/2026; codes as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from schoolwacht_collector.books.facts import Cell, Cells
from schoolwacht_collector.domain.message import Bytes, Lasting, Message, say
from schoolwacht_collector.entrypoints.console.facts.codes import CODES
from schoolwacht_collector.entrypoints.console.facts.columns import COLUMNS
from schoolwacht_collector.entrypoints.console.facts.declared import column, declared
from schoolwacht_collector.entrypoints.console.facts.tables import TABLES
from schoolwacht_collector.wording import Wording

_YES, _NO = say("yes"), say("no")
_DAYS = say("{count} days")
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp() * 1000
_WHOLE = frozenset({"port", "product_code", "year", "week"})
"""Numbers that are names: no point between the thousands."""
_AS_OLD = "what was told before is as old as this."
"""How the one column with a moment as text ends its description."""
_MILLI, _GIGA, _LONGEST_DAY = 1000, 1000, 10


def title(table: str, wording: Wording) -> str:
    """The table's name in this language, else its own."""
    return wording.text(TABLES[table]) if table in TABLES else table


def heading(name: str, wording: Wording) -> str:
    """The column's name in this language, else its own."""
    return wording.text(COLUMNS[name]) if name in COLUMNS else name


def about(table: str, name: str, wording: Wording) -> str:
    """What the column means, for who lingers on its name."""
    return wording.catalogue.gettext(text) if (text := column(table, name).about) else ""


def written(table: str, name: str, value: Cell, wording: Wording) -> str:  # noqa: PLR0911 - one line a kind
    """The cell in words. What a machine did not say is empty; what is of a wrong kind is shown as it came."""
    if value is None or value == "":
        return ""
    known = column(table, name)
    if table == "memory_modules" and name == "size_bytes" and value == 0:
        return wording.text(CODES["empty"])
    if isinstance(value, str) and known.about.endswith(_AS_OLD):
        return _moment(value, wording)
    if isinstance(value, str):
        return _day(value) if known.is_day else _word(known.about, value, wording)
    if known.is_flag and value in (0, 1):
        return wording.text(_YES if value else _NO)
    if known.is_moment:
        return wording.moment(datetime.fromtimestamp(value / _MILLI, UTC)) if 0 <= value < _LATEST else str(value)
    if name in _WHOLE:
        return str(value)
    return _UNITS.get(known.unit, _plain)(value, wording)


def name_of(table: str, key: str, cells: Cells) -> str:
    """What people call a row: by the columns that name it, else by its key."""
    known = declared().get(table)
    naming = ("title", "name", "job", "product", "model", "service", "device", "label")
    best = next((str(cells[name]) for name in naming if cells.get(name)), "")
    if best or known is None:
        return best or key
    parts = [str(cells[name]) for name in known.key if cells.get(name) and not known.columns[name].is_constant]
    return " ".join(parts)


def _word(meaning: str, value: str, wording: Wording) -> str:
    """The word for a code, and for each of several with commas between them, where the column has codes."""
    if "`" not in meaning and "Codes" not in meaning and value not in {"yes", "no"}:
        return wording.value(value)
    codes = value.split(", ")
    if all(code in CODES for code in codes):
        return ", ".join(wording.text(CODES[code]) for code in codes)
    return wording.value(value)


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value[:_LONGEST_DAY]).strftime("%d/%m/%Y")
    except ValueError:
        return value


def _moment(value: str, wording: Wording) -> str:
    try:
        return wording.moment(datetime.fromisoformat(value).astimezone(UTC))
    except (ValueError, OverflowError):
        return value


def _plain(value: float, wording: Wording) -> str:
    return wording.value(value)


def _with(unit: str, divisor: float = 1) -> Callable[[float, Wording], str]:
    return lambda value, wording: f"{wording.value(round(value / divisor, 1))} {unit}"


def _amount(value: float, wording: Wording) -> str:
    return wording.value(Bytes(value))


def _lasting(value: float, wording: Wording) -> str:
    return wording.value(Lasting(max(0.0, value)))


def _days(value: float, wording: Wording) -> str:
    return wording.text(Message(_DAYS.template, {"count": round(value)}))


_UNITS: Mapping[str, Callable[[float, Wording], str]] = {
    "By": _amount,
    "%": _with("%"),
    "s": _lasting,
    "d": _days,
    "h": _with("h"),
    "MHz": _with("GHz", _GIGA),
    "Mbit/s": _with("Mbit/s"),
    "10*6/s": _with("MT/s"),
    "mWh": _with("Wh", _MILLI),
    "mm": _with("mm"),
    "W": _with("W"),
    "min": _with("min"),
}
