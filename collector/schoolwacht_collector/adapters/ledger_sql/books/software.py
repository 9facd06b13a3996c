"""The table `software` once more, turned round: distinct programs, and where each of them stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, exists, select

from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.adapters.ledger_sql.schema.facts import INSTALLED, PROGRAMS
from schoolwacht_collector.adapters.ledger_sql.upsert import insert_into, put_row
from schoolwacht_collector.books.facts import Cells

TABLE = "software"

_Name = tuple[str, str]


def keep_installed(connection: Connection, device: int, upserts: Mapping[str, Cells], removed: Sequence[str]) -> None:
    """Follows changes of a device's software. Programs that nobody has any more are forgotten."""
    touched = [*upserts, *removed]
    before = _programs_under(connection, device, touched)
    for some in chunks(removed):
        gone = delete(INSTALLED).where(INSTALLED.c.device == device, INSTALLED.c.row_key.in_(some))
        connection.execute(gone)
    names = {key: (_text(cells, "name"), _text(cells, "publisher")) for key, cells in upserts.items()}
    numbers = _program_numbers(connection, set(names.values()))
    rows: list[dict[str, object]] = [
        {"device": device, "row_key": key, "program": numbers[names[key]], "version": _text(cells, "version")}
        for key, cells in upserts.items()
    ]
    put_row(INSTALLED, connection, rows)
    drop_unused_programs(connection, before)


def programs_of(connection: Connection, device_id: str) -> set[int]:
    """The programs that stand on a device."""
    mine = select(INSTALLED.c.program).join(DEVICES, DEVICES.c.number == INSTALLED.c.device)
    return set(connection.execute(mine.where(DEVICES.c.device_id == device_id)).scalars())


def drop_unused_programs(connection: Connection, numbers: Collection[int]) -> None:
    """Forgets those of these programs that stand nowhere."""
    used = exists().where(INSTALLED.c.program == PROGRAMS.c.number)
    for some in chunks(numbers):
        connection.execute(delete(PROGRAMS).where(PROGRAMS.c.number.in_(some), ~used))


def _programs_under(connection: Connection, device: int, keys: Collection[str]) -> set[int]:
    found: set[int] = set()
    for some in chunks(keys):
        of_keys = select(INSTALLED.c.program).where(INSTALLED.c.device == device, INSTALLED.c.row_key.in_(some))
        found.update(connection.execute(of_keys).scalars())
    return found


def _program_numbers(connection: Connection, names: Collection[_Name]) -> dict[_Name, int]:
    """The numbers of programs; new ones are made."""
    if not names:
        return {}
    new = insert_into(PROGRAMS, connection).on_conflict_do_nothing(index_elements=["name", "publisher"])
    connection.execute(new, [{"name": name, "publisher": publisher} for name, publisher in sorted(names)])
    numbers: dict[_Name, int] = {}
    for some in chunks({name for name, _ in names}):
        rows = connection.execute(select(PROGRAMS).where(PROGRAMS.c.name.in_(some)))
        numbers.update({(row.name, row.publisher): row.number for row in rows})
    return numbers


def _text(cells: Cells, column: str) -> str:
    value = cells.get(column)
    return "" if value is None else str(value)
