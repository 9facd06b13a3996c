"""Use of paid titles: of devices, never of persons, and only where the school switched it on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.entrypoints.api.gate import Admin, SchoolReader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, add_list
from schoolwacht_collector.entrypoints.api.models.usage import DeviceUsageLine, Measured, NewMeasured, UsageLine
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.entrypoints.console.views.usage import Usage, since, usage
from schoolwacht_collector.usecases.count_use import DeviceUse
from schoolwacht_collector.usecases.measure_use import measure, measured_classes

router = APIRouter(prefix="/licences/use", tags=["licences"])

Title = Annotated[str, Query(min_length=1, max_length=200, description="The title, exactly.", examples=["AutoCAD"])]
_TITLE = ("title", "publisher", "seats", "installed", "used", "unused", "unknown", "minutes", "state", "since")
_DEVICE = ("host", "site", "room", "state", "minutes", "days", "last_day", "looked_days", "device_id")


@add_list(router, "", UsageLine, "listUse", "Paid titles, and on how many devices they were used")
def list_use(given: Given, caller: SchoolReader, wanted: AsWanted) -> Response:
    """In the last thirty school days, by title. Unused is only what was looked at long enough."""
    today, calendar = given.today(), _calendar(given)
    begin = since(calendar, today)

    def line(one: Usage) -> UsageLine:
        return UsageLine(
            title=one.title, publisher=one.publisher, seats=one.seats, installed=one.installed, used=one.used,
            unused=one.unused, unknown=one.unknown, minutes=one.use.minutes, state=one.use.state, since=begin,
        )  # fmt: skip

    found = given.read(caller, lambda books: usage(books, given.catalogue, calendar, today))
    return wanted.answer(wanted.cut(found, lambda one: (one.title.casefold(), one.title)).of(line), "use", _TITLE)


@add_list(router, "/devices", DeviceUsageLine, "listUseOfTitle", "On which devices a paid title was used")
def list_devices(given: Given, caller: SchoolReader, wanted: AsWanted, title: Title) -> Response:
    """By site, room and host: every device that has it or on which it ran."""
    lines = given.read(caller, lambda books: usage(books, given.catalogue, _calendar(given), given.today()))
    devices = [one for line in lines if line.title.casefold() == title.casefold() for one in line.use.devices]

    def key(one: DeviceUse) -> tuple[str, str, str, str]:
        return one.device.site, one.device.room, one.device.host, one.device.device_id

    return wanted.answer(wanted.cut(devices, key).of(_device), "use-of-title", _DEVICE)


@router.get("/measured", operation_id="getMeasured", summary="Of which classes of devices use is counted")
def get_measured(given: Given, caller: SchoolReader) -> Measured:
    """None, until the school says otherwise."""
    return Measured(classes=sorted(given.read(caller, measured_classes)))


@router.put("/measured", operation_id="setMeasured", summary="Choose of which classes of devices use is counted")
def set_measured(new: NewMeasured, given: Given, caller: Admin) -> Measured:
    """Devices of a class that is left out forget what they counted, and so does the collector once it hears them."""

    def work(books: Books) -> None:
        measure(books, new.classes, caller.name, given.clock())

    given.write(caller, work)
    given.devices_changed()
    return Measured(classes=sorted(set(new.classes)))


def _calendar(given: Services) -> SchoolCalendar:
    return given.calendar(given.today()) if given.calendar else SchoolCalendar(given.zone, frozenset[date]())


def _device(one: DeviceUse) -> DeviceUsageLine:
    return DeviceUsageLine(
        device_id=one.device.device_id, host=one.device.host, site=one.device.site, room=one.device.room,
        state=one.state, minutes=one.minutes, days=one.days, looked_days=one.looked_days,
        last_day=date.fromisoformat(one.last_day) if one.last_day else None,
    )  # fmt: skip
