"""What happened: changes of the inventory, and events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, tuple_

from schoolwacht_collector.adapters.ledger_sql.cells import (
    from_json,
    from_json_or_none,
    to_json,
    to_json_or_none,
)
from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.adapters.ledger_sql.schema.facts import EVENTS, FACT_CHANGES
from schoolwacht_collector.adapters.ledger_sql.upsert import insert_into
from schoolwacht_collector.books.facts import Change, DeviceEvent, Place


class SqlHistory:
    """The part of FactBook that is about the past."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note_changes(self, changes: Sequence[Change]) -> None:
        """Adds to the history."""
        if not changes:
            return
        numbers = self._numbers({change.device_id for change in changes})
        rows = [
            {
                "device": numbers[change.device_id],
                "table_name": change.table,
                "row_key": change.key,
                "kind": change.kind,
                "at_ms": to_ms(change.at),
                "before": to_json_or_none(change.before),
                "after": to_json_or_none(change.after),
            }
            for change in changes
        ]
        self._connection.execute(insert(FACT_CHANGES), rows)

    def changes(
        self, device_id: str, at_most: int, since: datetime | None = None, older_than: Place | None = None
    ) -> Sequence[Change]:
        """The newest changes of a device, newest first; none before `since`, and only those behind `older_than`."""
        mine = select(FACT_CHANGES).join(DEVICES, DEVICES.c.number == FACT_CHANGES.c.device)
        mine = mine.where(DEVICES.c.device_id == device_id)
        if since is not None:
            mine = mine.where(FACT_CHANGES.c.at_ms >= to_ms(since))
        if older_than is not None:
            place = tuple_(FACT_CHANGES.c.at_ms, FACT_CHANGES.c.number)
            mine = mine.where(FACT_CHANGES.c.at_ms <= older_than[0], place < older_than)
        newest = mine.order_by(FACT_CHANGES.c.at_ms.desc(), FACT_CHANGES.c.number.desc()).limit(at_most)
        return [
            Change(
                device_id,
                row.table_name,
                row.row_key,
                row.kind,
                from_ms(row.at_ms),
                from_json_or_none(row.before),
                from_json_or_none(row.after),
                row.number,
            )
            for row in self._connection.execute(newest)
        ]

    def add_events(self, events: Sequence[DeviceEvent]) -> None:
        """Keeps events; one that is there already is left as it is."""
        if not events:
            return
        numbers = self._numbers({event.device_id for event in events})
        rows = [
            {
                "event_id": event.event_id,
                "device": numbers[event.device_id],
                "name": event.name,
                "at_ms": to_ms(event.at),
                "attributes": to_json(event.attributes),
            }
            for event in events
        ]
        new = insert_into(EVENTS, self._connection).on_conflict_do_nothing(index_elements=["event_id"])
        self._connection.execute(new, rows)

    def events(self, device_id: str, at_most: int) -> Sequence[DeviceEvent]:
        """The newest events of a device, newest first."""
        mine = select(EVENTS).join(DEVICES, DEVICES.c.number == EVENTS.c.device)
        mine = mine.where(DEVICES.c.device_id == device_id)
        newest = mine.order_by(EVENTS.c.at_ms.desc(), EVENTS.c.number.desc()).limit(at_most)
        return [
            DeviceEvent(
                row.event_id,
                device_id,
                row.name,
                from_ms(row.at_ms),
                {name: str(value) for name, value in from_json(row.attributes).items()},
            )
            for row in self._connection.execute(newest)
        ]

    def _number(self, device_id: str) -> int:
        return self._numbers([device_id])[device_id]

    def _numbers(self, device_ids: Collection[str]) -> Mapping[str, int]:
        """The devices' numbers. Raises LookupError for one that is not there: it may have been deleted meanwhile."""
        found: dict[str, int] = {}
        for some in chunks(device_ids):
            asked = select(DEVICES.c.device_id, DEVICES.c.number).where(DEVICES.c.device_id.in_(some))
            found.update({row.device_id: row.number for row in self._connection.execute(asked)})
        missing = sorted(set(device_ids) - found.keys())
        if missing:
            raise LookupError(f"There is no device {', '.join(missing)}. It may have been deleted.")
        return found
