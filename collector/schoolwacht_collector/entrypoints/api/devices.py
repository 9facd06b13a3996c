"""Devices: the list, one with all that is on it, its place, and what a coordinator does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.entrypoints.api.finding import DeviceWord, device_of
from schoolwacht_collector.entrypoints.api.gate import Caller, Reader, Writer
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Key, add_list
from schoolwacht_collector.entrypoints.api.models.devices import DeviceAnswer, DeviceLine, FactsAnswer, Place
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.usecases import manage_devices

router = APIRouter(prefix="/devices", tags=["devices"])

COLUMNS = (
    "host", "site", "room", "device_class", "state", "operating_system", "agent_version", "serial", "last_seen",
    "enrolled_at", "device_id",
)  # fmt: skip
SiteFilter = Annotated[str | None, Query(max_length=64, description="Only this building or site.")]
RoomFilter = Annotated[str | None, Query(max_length=64, description="Only this room; empty for those without one.")]
Words = Annotated[str, Query(max_length=100, description="Only what has all these words in it, in any case.")]


def fields_of(device: Device) -> dict[str, object]:
    """A device as the interface shows it, without its tables."""
    names = DeviceLine.model_fields.keys() - {"tables"}
    return {name: getattr(device, name) for name in names}


def place_of(device: Device) -> Key:
    """By site, room and host."""
    return device.site, device.room, device.host, device.device_id


@add_list(router, "", DeviceLine, "listDevices", "Every device")
def list_devices(
    given: Given,
    caller: Reader,
    wanted: AsWanted,
    site: SiteFilter = None,
    room: RoomFilter = None,
    device_class: Annotated[
        DeviceClass | None, Query(alias="class", description="Only those that are for this.")
    ] = None,
    state: Annotated[DeviceState | None, Query(description="Only those in this state.")] = None,
    q: Words = "",
) -> Response:
    """By site, room and host name, with the number of rows of each table."""
    exactly = {"site": site, "room": room, "device_class": device_class, "state": state}
    asked = {name: value for name, value in exactly.items() if value is not None}

    def work(books: Books) -> list[Device]:
        devices = books.devices.all()
        return [d for d in devices if all(getattr(d, name) == value for name, value in asked.items()) and _has(d, q)]

    def shown(books: Books, device: Device) -> DeviceLine:
        rows = {} if wanted.csv else {table.table: table.rows for table in books.facts.tables(device.device_id)}
        return DeviceLine.model_validate({**fields_of(device), "tables": rows})

    cut = given.read(caller, lambda books: wanted.cut(work(books), place_of).of(lambda d: shown(books, d)))
    return wanted.answer(cut, "devices", COLUMNS)


def _has(device: Device, words: str) -> bool:
    text = (device.host, device.site, device.room, device.operating_system, device.serial, device.device_id)
    return all(word in " ".join(text).casefold() for word in words.casefold().split())


@router.get("/{device}", operation_id="getDevice", summary="One device with all that is on it")
def get_device(device: DeviceWord, given: Given, caller: Reader) -> DeviceAnswer:
    """Every table with its rows; a long one, such as software, is better asked for by itself."""

    def work(books: Books) -> DeviceAnswer:
        found = device_of(books, device, caller)
        facts = {
            table.table: FactsAnswer(
                taken_at=table.taken_at,
                rows=[dict(row) for row in books.facts.rows(found.device_id, table.table).values()],
            )
            for table in books.facts.tables(found.device_id)
        }
        counts = {name: len(table.rows) for name, table in facts.items()}
        return DeviceAnswer.model_validate({**fields_of(found), "tables": counts, "facts": facts})

    return given.read(caller, work)


@router.patch("/{device}", operation_id="placeDevice", summary="Move a device, or say what it is for")
def place_device(device: DeviceWord, place: Place, given: Given, caller: Writer) -> DeviceLine:
    """What was measured before stays where it was measured."""
    changes = {name: value for name, value in place.model_dump().items() if value is not None}
    if caller.site and changes.get("site", caller.site) != caller.site:
        raise Problem("forbidden", f"this token is for {caller.site} alone: it cannot move a device elsewhere")

    def deed(books: Books, found: Device, who: str) -> Device:
        return manage_devices.place(books, found, changes, who, given.clock())

    return _treated(given, caller, device, deed)


@router.post("/{device}/approve", operation_id="approveDevice", summary="Let a waiting or retired device in")
def approve_device(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """From now on it may report."""
    return _treated(given, caller, device, lambda b, d, who: manage_devices.approve(b, d, who, given.clock()))


@router.post("/{device}/retire", operation_id="retireDevice", summary="Take a device out of use")
def retire_device(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """It keeps its history, counts nowhere, and is not let in until it is approved."""
    return _treated(given, caller, device, lambda b, d, who: manage_devices.retire(b, d, who, given.clock()))


@router.post("/{device}/revoke", operation_id="revokeDevice", summary="Shut a device out")
def revoke_device(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """Within seconds, and for good: its certificates are worth nothing any more."""
    return _treated(given, caller, device, lambda b, d, who: manage_devices.revoke(b, d, who, given.clock()))


@router.delete("/{device}", operation_id="deleteDevice", summary="Forget a device")
def delete_device(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """With all that was found on it. The answer is the device as it was."""

    def deed(books: Books, found: Device, who: str) -> Device:
        manage_devices.delete(books, found, who, given.clock())
        return found

    return _treated(given, caller, device, deed)


def _treated(given: Services, caller: Caller, word: str, deed: Callable[[Books, Device, str], Device]) -> DeviceLine:
    """Does something to a device, and lets the doors know."""
    after = given.write(caller, lambda books: deed(books, device_of(books, word, caller), caller.name))
    given.devices_changed()
    return DeviceLine.model_validate(fields_of(after))
