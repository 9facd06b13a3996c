"""Devices: list, show, place, approve, revoke, retire, delete."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases import manage_devices

router = APIRouter(prefix="/devices")
_DEEDS = {"approve": manage_devices.approve, "revoke": manage_devices.revoke, "retire": manage_devices.retire}


class Place(BaseModel):
    """Where a device is and what it is for; what is not given stays as it is."""

    model_config = ConfigDict(extra="forbid")

    site: str | None = None
    room: str | None = None
    device_class: str | None = None


def as_json(device: Device) -> dict[str, Any]:
    """A device as the interface shows it."""
    return {
        "device_id": device.device_id,
        "host": device.host,
        "site": device.site,
        "room": device.room,
        "class": device.device_class.value,
        "state": device.state.value,
        "operating_system": device.operating_system,
        "agent_version": device.agent_version,
        "serial": device.serial,
        "enrolled_at": device.enrolled_at.isoformat(),
        "last_seen": device.last_seen.isoformat() if device.last_seen else None,
        "clock_offset_ms": device.clock_offset_ms,
        "cloned_at": device.cloned_at.isoformat() if device.cloned_at else None,
    }


@router.get("")
def all_devices(given: Given, state: DeviceState | None = None) -> list[dict[str, Any]]:
    """Every device, with the number of rows of each of its tables."""

    def work(books: Books) -> list[dict[str, Any]]:
        return [
            as_json(device) | {"tables": {t.table: t.rows for t in books.facts.tables(device.device_id)}}
            for device in books.devices.all()
            if state is None or device.state is state
        ]

    return given.ledger.read(work)


@router.get("/{word}")
def one_device(word: str, given: Given) -> dict[str, Any]:
    """One device with all its facts."""

    def work(books: Books) -> dict[str, Any]:
        device = manage_devices.device_by(books, word)
        tables = {
            state.table: {
                "taken_at": state.taken_at.isoformat(),
                "rows": [dict(fact.cells) for fact in books.facts.current(state.table, device.device_id)],
            }
            for state in books.facts.tables(device.device_id)
        }
        return as_json(device) | {"facts": tables}

    return given.ledger.read(work)


@router.patch("/{word}")
def place_device(word: str, place: Place, given: Given) -> dict[str, Any]:
    """Moves a device."""
    changes = {name: value for name, value in place.model_dump().items() if value is not None}

    def work(books: Books) -> Device:
        device = manage_devices.device_by(books, word)
        return manage_devices.place(books, device, changes, WHO, given.clock())

    return _after(given, given.ledger.write(work))


@router.post("/{word}/{deed}")
def treat_device(word: str, deed: str, given: Given) -> dict[str, Any]:
    """Approves, revokes or retires a device."""
    if deed not in _DEEDS:
        raise BadRequest(f"what can be done to a device is: {', '.join(_DEEDS)}")

    def work(books: Books) -> Device:
        return _DEEDS[deed](books, manage_devices.device_by(books, word), WHO, given.clock())

    return _after(given, given.ledger.write(work))


@router.delete("/{word}")
def delete_device(word: str, given: Given) -> dict[str, Any]:
    """Forgets a device and all that was found on it."""

    def work(books: Books) -> Device:
        device = manage_devices.device_by(books, word)
        manage_devices.delete(books, device, WHO, given.clock())
        return device

    return _after(given, given.ledger.write(work))


def _after(given: Given, device: Device) -> dict[str, Any]:
    given.devices_changed()
    return as_json(device)
