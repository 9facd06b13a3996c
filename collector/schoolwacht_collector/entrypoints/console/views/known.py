"""All that is known of a device, by the ten questions; and where something is not known, why, and what helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, FactTable
from schoolwacht_collector.entrypoints.console.facts.declared import columns_of, declared
from schoolwacht_collector.entrypoints.console.facts.tables import ANSWERS, DETAIL, FIRST_COLUMNS, NOT_HERE, TABLES

STATES = "probe_states"
SHOWN = 8
"""Rows of a table on the page of everything; the rest is behind a link."""
_ELSEWHERE = "around"
"""Where a table stands that we do not know yet: a newer agent may send more than we have words for."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why tables are not known, or no longer. `failed`: something went wrong, rather than not being there."""

    tables: tuple[str, ...]
    reason: str
    remedy: str
    since: datetime | None
    failed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table on the page. `one_row` tables are a list of words and values."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Cells]
    count: int
    one_row: bool
    taken_at: datetime
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Section:
    """The answer to one question. `unknown` is what could not be told; `unheard` that the agent said nothing at all."""

    question: str
    sheets: Sequence[Sheet]
    none_found: Sequence[str]
    unknown: Sequence[Trouble]

    @property
    def unheard(self) -> bool:
        """Whether the agent told nothing about this question."""
        return not (self.sheets or self.none_found or self.unknown)


def sections_of(books: Books, device_id: str) -> list[Section]:
    """Every question with its tables."""
    have = {table.table: table for table in books.facts.tables(device_id)}
    troubles = troubles_of(books.facts.rows(device_id, STATES).values()) if STATES in have else {}
    known = {table for tables in ANSWERS.values() for table in tables}
    strange = sorted(set(have) - known - NOT_HERE)
    return [
        _section(books, device_id, question, (*tables, *(strange if question == _ELSEWHERE else ())), have, troubles)
        for question, tables in ANSWERS.items()
    ]


def troubles_of(states: Iterable[Cells]) -> dict[str, Trouble]:
    """What cannot be told, by table: a trouble of the table itself, else of the whole probe that sends it."""
    by_place = {(str(one.get("probe") or ""), str(one.get("part") or "")): one for one in states}
    found = {}
    for table, known in declared().items():
        cells = _bad(by_place.get((known.probe, table))) or _bad(by_place.get((known.probe, "")))
        if cells is not None:
            found[table] = Trouble(
                (table,),
                str(cells.get("reason") or ""),
                str(cells.get("remedy") or ""),
                _moment(cells.get("since")),
                cells.get("state") == "failed",
            )
    return found


def shown_columns(table: str, rows: Iterable[Cells]) -> list[str]:
    """The columns worth their room on the page: the chosen ones, or all; only those in which something stands."""
    rows = list(rows)
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    known = declared().get(table)
    rest = [name for name in columns_of(table, filled) if name not in DETAIL]
    chosen = list(FIRST_COLUMNS.get(table, rest))
    if known is not None and known.is_one_row:
        chosen += [name for name in rest if name not in chosen]
    constant = {name for name, one in known.columns.items() if one.is_constant} if known else set()
    return [name for name in chosen if name in filled - constant]


def _section(
    books: Books,
    device_id: str,
    question: str,
    tables: Sequence[str],
    have: Mapping[str, FactTable],
    troubles: Mapping[str, Trouble],
) -> Section:
    sheets, none_found, unknown = [], [], []
    for table in (one for one in tables if one not in NOT_HERE):
        rows = list(books.facts.rows(device_id, table).values()) if table in have and have[table].rows else []
        if table == STATES:
            rows = [row for row in rows if row.get("state") != "ok"]
        if rows:
            sheets.append(_sheet(table, rows, have[table].taken_at, troubles.get(table)))
        elif table in troubles:
            unknown.append(troubles[table])
        elif table in have and table != STATES and table in TABLES:
            none_found.append(table)
    return Section(question, sheets, none_found, _together(unknown))


def _sheet(table: str, rows: Sequence[Cells], taken_at: datetime, trouble: Trouble | None) -> Sheet:
    known = declared().get(table)
    one_row = known is not None and known.is_one_row
    return Sheet(table, shown_columns(table, rows), rows[:SHOWN], len(rows), one_row, taken_at, trouble)


def _together(troubles: Iterable[Trouble]) -> list[Trouble]:
    """One trouble for all tables that have the same reason: a probe that failed is told once."""
    found: dict[tuple[str, str], Trouble] = {}
    for one in troubles:
        first = found.get((one.reason, one.remedy))
        tables = (*first.tables, *one.tables) if first else one.tables
        found[one.reason, one.remedy] = Trouble(tables, one.reason, one.remedy, one.since, one.failed)
    return list(found.values())


def _bad(cells: Cells | None) -> Cells | None:
    return cells if cells is not None and cells.get("state") != "ok" else None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
