"""Inventory, its history, and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, select, update

from schoolwacht_collector.adapters.ledger_sql.books import software
from schoolwacht_collector.adapters.ledger_sql.books.history import SqlHistory
from schoolwacht_collector.adapters.ledger_sql.cells import from_json, to_json
from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.adapters.ledger_sql.schema.facts import FACT_TABLES, FACTS, INSTALLED, PROGRAMS
from schoolwacht_collector.adapters.ledger_sql.upsert import insert_into, put_row
from schoolwacht_collector.books.facts import Cells, Fact, FactTable, Installed, Program
from schoolwacht_collector.domain.devices import DeviceState

_ACTIVE = DEVICES.c.state == DeviceState.ACTIVE.value


class SqlFactBook(SqlHistory):
    """Implements FactBook."""

    def table(self, device_id: str, table: str) -> FactTable | None:
        """What we have of a table of a device."""
        row = self._connection.execute(_tables_of(device_id).where(FACT_TABLES.c.table_name == table)).first()
        return None if row is None else _fact_table(row)

    def tables(self, device_id: str) -> Sequence[FactTable]:
        """All tables of a device, by name."""
        by_name = _tables_of(device_id).order_by(FACT_TABLES.c.table_name)
        return [_fact_table(row) for row in self._connection.execute(by_name)]

    def rows(self, device_id: str, table: str) -> Mapping[str, Cells]:
        """The current rows by key."""
        mine = select(FACTS.c.row_key, FACTS.c.cells).join(DEVICES, DEVICES.c.number == FACTS.c.device)
        mine = mine.where(FACTS.c.table_name == table, DEVICES.c.device_id == device_id).order_by(FACTS.c.row_key)
        return {row.row_key: from_json(row.cells) for row in self._connection.execute(mine)}

    def put(self, device_id: str, table: FactTable, upserts: Mapping[str, Cells], removed: Sequence[str]) -> None:
        """Writes rows, takes rows away and notes the state of the table. A row that stays as it is keeps its moment."""
        device = self._number(device_id)
        state: dict[str, object] = {
            "device": device,
            "table_name": table.table,
            "taken_at_ms": to_ms(table.taken_at),
            "digest": table.digest,
            "rows": table.rows,
        }
        put_row(FACT_TABLES, self._connection, [state])
        for some in chunks(removed):
            mine = (FACTS.c.table_name == table.table, FACTS.c.device == device, FACTS.c.row_key.in_(some))
            self._connection.execute(delete(FACTS).where(*mine))
        self._upsert(device, table, upserts)
        if table.table == software.TABLE:
            software.keep_installed(self._connection, device, upserts, removed)

    def confirm(self, device_id: str, at: datetime) -> None:
        """Every table with a digest is as it was at this moment; none becomes older by it."""
        mine = (
            FACT_TABLES.c.device == self._number(device_id),
            FACT_TABLES.c.digest != b"",
            FACT_TABLES.c.taken_at_ms < to_ms(at),
        )
        self._connection.execute(update(FACT_TABLES).where(*mine).values(taken_at_ms=to_ms(at)))

    def current(self, table: str, device_id: str | None = None) -> Sequence[Fact]:
        """Current rows of a table, of one or of all active devices."""
        wanted = (
            select(FACTS, FACT_TABLES.c.taken_at_ms, DEVICES.c.device_id)
            .join(
                FACT_TABLES,
                (FACT_TABLES.c.device == FACTS.c.device) & (FACT_TABLES.c.table_name == FACTS.c.table_name),
            )
            .join(DEVICES, DEVICES.c.number == FACTS.c.device)
            .where(FACTS.c.table_name == table, _ACTIVE if device_id is None else DEVICES.c.device_id == device_id)
            .order_by(FACTS.c.device, FACTS.c.row_key)
        )
        return [
            Fact(
                row.device_id,
                row.table_name,
                row.row_key,
                from_json(row.cells),
                from_ms(row.first_seen_ms),
                from_ms(row.taken_at_ms),
            )
            for row in self._connection.execute(wanted)
        ]

    def told(self, table: str) -> Mapping[str, datetime]:
        """When each active device last told a table, also one without rows: "none" differs from "not known"."""
        moments = select(DEVICES.c.device_id, FACT_TABLES.c.taken_at_ms).join(
            DEVICES, DEVICES.c.number == FACT_TABLES.c.device
        )
        asked = moments.where(FACT_TABLES.c.table_name == table, _ACTIVE)
        return {row.device_id: from_ms(row.taken_at_ms) for row in self._connection.execute(asked)}

    def programs(self) -> Sequence[Program]:
        """Every distinct program, by name."""
        by_name = select(PROGRAMS).order_by(PROGRAMS.c.name, PROGRAMS.c.publisher)
        return [Program(row.number, row.name, row.publisher) for row in self._connection.execute(by_name)]

    def installed(self, programs: Sequence[int]) -> Sequence[Installed]:
        """Where these programs stand, on active devices, ordered by site, room, host."""
        found: list[Installed] = []
        for some in chunks(programs):
            rows = self._connection.execute(
                select(INSTALLED, DEVICES.c.device_id, DEVICES.c.host, DEVICES.c.site, DEVICES.c.room)
                .join(DEVICES, DEVICES.c.number == INSTALLED.c.device)
                .where(INSTALLED.c.program.in_(some), _ACTIVE)
            )
            found += [Installed(r.program, r.device_id, r.host, r.site, r.room, r.version) for r in rows]
        return sorted(found, key=lambda one: (one.site, one.room, one.host, one.device_id, one.program, one.version))

    def _upsert(self, device: int, table: FactTable, upserts: Mapping[str, Cells]) -> None:
        if not upserts:
            return
        statement = insert_into(FACTS, self._connection)
        other = statement.excluded
        changed = {"cells": other.cells, "first_seen_ms": other.first_seen_ms}
        upsert = statement.on_conflict_do_update(
            index_elements=["table_name", "device", "row_key"], set_=changed, where=FACTS.c.cells != other.cells
        )
        at_ms = to_ms(table.taken_at)
        rows = [
            {
                "table_name": table.table,
                "device": device,
                "row_key": key,
                "cells": to_json(cells),
                "first_seen_ms": at_ms,
            }
            for key, cells in upserts.items()
        ]
        self._connection.execute(upsert, rows)


def _tables_of(device_id: str) -> Select[Any]:
    tables = select(FACT_TABLES).join(DEVICES, DEVICES.c.number == FACT_TABLES.c.device)
    return tables.where(DEVICES.c.device_id == device_id)


def _fact_table(row: Row[Any]) -> FactTable:
    return FactTable(row.table_name, from_ms(row.taken_at_ms), row.digest, row.rows)
