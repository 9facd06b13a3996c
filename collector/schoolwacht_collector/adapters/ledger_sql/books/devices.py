"""Who is who: devices and when they were heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.sql import ClauseElement

from schoolwacht_collector.adapters.ledger_sql.books.certificates import SqlCertificates
from schoolwacht_collector.adapters.ledger_sql.books.device_rows import all_fields, cells_of, device_of, select_devices
from schoolwacht_collector.adapters.ledger_sql.books.software import drop_unused_programs, programs_of
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.prepared import Binds, PreparedRows, listed
from schoolwacht_collector.adapters.ledger_sql.schema.alerts import ALERTS, OVERRIDES
from schoolwacht_collector.adapters.ledger_sql.schema.batches import QUARANTINE
from schoolwacht_collector.adapters.ledger_sql.schema.devices import CERTIFICATES, DEVICES, PRESENCE
from schoolwacht_collector.domain.devices import Device

_BY_PLACE = (DEVICES.c.site, DEVICES.c.room, DEVICES.c.host, DEVICES.c.device_id)


def _heard(_: Connection, rows: Binds) -> ClauseElement:
    said = listed(rows, "device", "seen", "offset")
    news = {"last_seen_ms": said.c.seen, "clock_offset_ms": said.c.offset}
    return update(PRESENCE).where(PRESENCE.c.device == said.c.device).values(**news)


_HEARD = PreparedRows(["device", "seen", "offset"], _heard)


class SqlDeviceBook(SqlCertificates):
    """Implements DeviceBook."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        super().__init__(connection)
        self._memory = memory

    def get(self, device_id: str) -> Device | None:
        """One device."""
        row = self._connection.execute(select_devices().where(DEVICES.c.device_id == device_id)).first()
        return None if row is None else device_of(row)

    def find(self, word: str) -> Sequence[Device]:
        """Devices whose id starts with the word, or whose host name is the word in any case."""
        means = or_(DEVICES.c.device_id.startswith(word, autoescape=True), DEVICES.c.host_folded == word.casefold())
        return [device_of(row) for row in self._connection.execute(select_devices().where(means).order_by(*_BY_PLACE))]

    def all(self) -> Sequence[Device]:
        """Every device that was not deleted, ordered by site, room, host."""
        return [device_of(row) for row in self._connection.execute(select_devices().order_by(*_BY_PLACE))]

    def add(self, device: Device) -> None:
        """A new device."""
        in_devices, in_presence = cells_of(all_fields(device))
        added = self._connection.execute(insert(DEVICES).values(device_id=device.device_id, **in_devices))
        (number,) = added.inserted_primary_key or (None,)
        self._connection.execute(insert(PRESENCE).values(device=number, **in_presence))

    def change(self, device_id: str, changes: Mapping[str, Any]) -> None:
        """Sets columns named as the fields of Device."""
        in_devices, in_presence = cells_of(changes)
        if in_devices:
            self._connection.execute(update(DEVICES).where(DEVICES.c.device_id == device_id).values(**in_devices))
        if in_presence:
            number = select(DEVICES.c.number).where(DEVICES.c.device_id == device_id).scalar_subquery()
            self._connection.execute(update(PRESENCE).where(PRESENCE.c.device == number).values(**in_presence))

    def delete(self, device_id: str) -> None:
        """Forgets the device and all that hangs on it. Its certificates and its key's application stay.

        A certificate that nobody revoked before counts as revoked from its first day, since no moment is given here.
        """
        programs = programs_of(self._connection, device_id)
        never_valid = update(CERTIFICATES).where(CERTIFICATES.c.device_id == device_id)
        never_valid = never_valid.where(CERTIFICATES.c.revoked_at_ms.is_(None))
        self._connection.execute(never_valid.values(revoked_at_ms=CERTIFICATES.c.issued_at_ms))
        self._connection.execute(delete(ALERTS).where(ALERTS.c.device_id == device_id))
        self._connection.execute(delete(QUARANTINE).where(QUARANTINE.c.device_id == device_id))
        mine = (OVERRIDES.c.scope == "device", OVERRIDES.c.target == device_id)
        self._connection.execute(delete(OVERRIDES).where(*mine))
        self._connection.execute(delete(DEVICES).where(DEVICES.c.device_id == device_id))  # and what refers to it
        drop_unused_programs(self._connection, programs)
        self._memory.forget()

    def heard(self, sightings: Sequence[tuple[int, int, int]]) -> None:
        """Notes when devices were heard. One that was deleted meanwhile is passed over."""
        latest = {number: (number, at_ms, offset) for number, at_ms, offset in sightings}
        _HEARD.run(self._connection, list(latest.values()))
