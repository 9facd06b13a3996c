"""What was found on one device: its tables, its programs, what changed and what happened."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Change, DeviceEvent, Fact
from schoolwacht_collector.entrypoints.api.devices import Words
from schoolwacht_collector.entrypoints.api.finding import DeviceWord, device_of
from schoolwacht_collector.entrypoints.api.gate import Reader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.devices import (
    ChangeLine,
    EventLine,
    RowLine,
    SoftwareLine,
    TableLine,
)
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.entrypoints.api.since import Since, moment_of

router = APIRouter(prefix="/devices/{device}", tags=["devices"])

_REMEMBERED = 5_000
"""How far back events of one device are looked up."""


@add_list(router, "/tables", TableLine, "listTables", "The tables of a device")
def list_tables(device: DeviceWord, given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """By name, with the number of rows."""

    def work(books: Books) -> Cut[TableLine]:
        tables = books.facts.tables(device_of(books, device, caller).device_id)
        cut = wanted.cut(tables, lambda one: (one.table,))
        return cut.of(lambda one: TableLine(table=one.table, rows=one.rows, taken_at=one.taken_at))

    return wanted.answer(given.read(caller, work), "tables", ("table", "rows", "taken_at"))


@add_list(router, "/tables/{table}", RowLine, "listRows", "The rows of a table of a device")
def list_rows(
    device: DeviceWord,
    table: Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["disks"])],
    given: Given,
    caller: Reader,
    wanted: AsWanted,
) -> Response:
    """By key. docs/metrics.md describes tables and their columns."""

    def work(books: Books) -> Cut[RowLine]:
        device_id = device_of(books, device, caller).device_id
        if books.facts.table(device_id, table) is None:
            raise Problem("not-found", f"this device has no table {table!r}; its tables are listed at .../tables")
        return wanted.cut(books.facts.current(table, device_id), lambda fact: (fact.key,)).of(_row)

    cut = given.read(caller, work)
    if not wanted.csv:
        return wanted.answer(cut, table, ())
    columns = list(dict.fromkeys(name for row in cut.items for name in row.cells))  # the machine's own names
    return wanted.file(table, columns, ([row.cells.get(name) for name in columns] for row in cut.items))


def _row(fact: Fact) -> RowLine:
    return RowLine(key=fact.key, cells=dict(fact.cells), first_seen=fact.first_seen, taken_at=fact.taken_at)


@router.get("/hardware", operation_id="getHardware", summary="The hardware of a device")
def get_hardware(device: DeviceWord, given: Given, caller: Reader) -> dict[str, list[RowLine]]:
    """Its tables hardware, disks, memory modules, interfaces, monitors and batteries, as far as it has them."""
    tables = ("hardware", "disks", "disk_health", "memory_modules", "interfaces", "monitors", "batteries")

    def work(books: Books) -> dict[str, list[RowLine]]:
        device_id = device_of(books, device, caller).device_id
        found = {table: [_row(fact) for fact in books.facts.current(table, device_id)] for table in tables}
        return {table: rows for table, rows in found.items() if rows}

    return given.read(caller, work)


@add_list(router, "/software", SoftwareLine, "listSoftwareOfDevice", "The programs on a device")
def list_software(device: DeviceWord, given: Given, caller: Reader, wanted: AsWanted, q: Words = "") -> Response:
    """By name and version."""

    def work(books: Books) -> Cut[SoftwareLine]:
        facts = books.facts.current("software", device_of(books, device, caller).device_id)
        found = [fact for fact in facts if _has(fact, q)]
        return wanted.cut(found, lambda fact: (_cell(fact, "name").casefold(), fact.key)).of(_program)

    columns = ("name", "version", "publisher", "source", "first_seen")
    return wanted.answer(given.read(caller, work), "software", columns)


def _program(fact: Fact) -> SoftwareLine:
    texts = {name: _cell(fact, name) for name in ("name", "version", "publisher", "source")}
    return SoftwareLine(**texts, first_seen=fact.first_seen)


def _has(fact: Fact, words: str) -> bool:
    text = f"{_cell(fact, 'name')} {_cell(fact, 'publisher')}".casefold()
    return all(word in text for word in words.casefold().split())


def _cell(fact: Fact, name: str) -> str:
    """A cell as text; what a machine did not say is empty."""
    value = fact.cells.get(name)
    return "" if value is None else str(value)


@add_list(router, "/changes", ChangeLine, "listChanges", "What came, changed and went on a device")
def list_changes(device: DeviceWord, given: Given, caller: Reader, wanted: AsWanted, since: Since = "") -> Response:
    """Newest first, as far back as the history goes, or to `since`."""
    start = moment_of(since, given) if since else None
    older_than = _place(wanted.after)

    def work(books: Books) -> Cut[ChangeLine]:
        device_id = device_of(books, device, caller).device_id
        changes = books.facts.changes(device_id, wanted.most, start, older_than)
        return wanted.cut(changes, _when).of(_change)

    columns = ("at", "table", "key", "kind", "before", "after")
    return wanted.answer(given.read(caller, work), "changes", columns)


def _when(change: Change) -> Key:
    """Newest first; the number tells apart what happened at one moment."""
    return -round(change.at.timestamp() * 1000), -change.number


def _place(after: Key | None) -> tuple[int, int] | None:
    """The place in the history that a cursor means; `cut` refuses one that was not ours."""
    match after:
        case (int(at), int(number)):
            return -at, -number
        case _:
            return None


def _change(change: Change) -> ChangeLine:
    return ChangeLine(
        at=change.at,
        table=change.table,
        key=change.key,
        kind=change.kind,
        before=dict(change.before) if change.before is not None else None,
        after=dict(change.after) if change.after is not None else None,
    )


@add_list(router, "/events", EventLine, "listEvents", "What happened on a device")
def list_events(device: DeviceWord, given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """Newest first; the newest 5,000."""

    def key(event: DeviceEvent) -> Key:
        return -round(event.at.timestamp() * 1000), event.event_id.hex()

    def work(books: Books) -> Cut[EventLine]:
        events = books.facts.events(device_of(books, device, caller).device_id, _REMEMBERED)
        shown = wanted.cut(events, key)
        return shown.of(lambda one: EventLine(at=one.at, name=one.name, attributes=dict(one.attributes)))

    return wanted.answer(given.read(caller, work), "events", ("at", "name", "attributes"))
