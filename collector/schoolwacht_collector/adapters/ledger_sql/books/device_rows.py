"""Devices as rows: one row for what seldom changes, and one in `presence` for what every message changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, Select, select

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES, PRESENCE
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState

_Cells = dict[str, object]
_Write = Callable[[Any], _Cells]

_IN_DEVICES: dict[str, _Write] = {
    "host": lambda host: {"host": host, "host_folded": host.casefold()},
    "site": lambda site: {"site": site},
    "room": lambda room: {"room": room},
    "device_class": lambda kind: {"device_class": DeviceClass(kind).value},
    "state": lambda state: {"state": DeviceState(state).value},
    "enrolled_at": lambda moment: {"enrolled_at_ms": to_ms(moment)},
    "agent_version": lambda version: {"agent_version": version},
    "operating_system": lambda system: {"operating_system": system},
    "serial": lambda serial: {"serial": serial},
    "cloned_at": lambda moment: {"cloned_at_ms": to_ms_or_none(moment)},
}
_IN_PRESENCE: dict[str, _Write] = {
    "last_seen": lambda moment: {"last_seen_ms": to_ms_or_none(moment)},
    "clock_offset_ms": lambda offset: {"clock_offset_ms": offset},
}


def select_devices() -> Select[Any]:
    """Devices with what we know of their presence."""
    presence = (PRESENCE.c.last_seen_ms, PRESENCE.c.clock_offset_ms)
    return select(DEVICES, *presence).join(PRESENCE, PRESENCE.c.device == DEVICES.c.number)


def device_of(row: Row[Any]) -> Device:
    """A device out of its row."""
    return Device(
        device_id=row.device_id,
        host=row.host,
        site=row.site,
        room=row.room,
        device_class=DeviceClass(row.device_class),
        state=DeviceState(row.state),
        enrolled_at=from_ms(row.enrolled_at_ms),
        last_seen=from_ms_or_none(row.last_seen_ms),
        agent_version=row.agent_version,
        operating_system=row.operating_system,
        serial=row.serial,
        clock_offset_ms=row.clock_offset_ms,
        cloned_at=from_ms_or_none(row.cloned_at_ms),
    )


def cells_of(fields: Mapping[str, Any]) -> tuple[_Cells, _Cells]:
    """The cells for fields of Device: those in `devices`, and those in `presence`."""
    unknown = sorted(fields.keys() - _IN_DEVICES.keys() - _IN_PRESENCE.keys())
    if unknown:
        raise ValueError(f"These fields of a device cannot be changed: {', '.join(unknown)}.")
    return _written(fields, _IN_DEVICES), _written(fields, _IN_PRESENCE)


def all_fields(device: Device) -> dict[str, Any]:
    """Every field of a device but its id."""
    return {name: getattr(device, name) for name in (*_IN_DEVICES, *_IN_PRESENCE)}


def _written(fields: Mapping[str, Any], writers: Mapping[str, _Write]) -> _Cells:
    cells: _Cells = {}
    for name, write in writers.items():
        if name in fields:
            cells.update(write(fields[name]))
    return cells
