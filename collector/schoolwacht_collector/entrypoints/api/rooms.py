"""Rooms: how many of their machines were seen today, the worst that is wrong there, and a new name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.api.devices import SiteFilter
from schoolwacht_collector.entrypoints.api.gate import Reader, Writer
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.devices import Moved, RoomLine, RoomRenamed
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.entrypoints.console.views.rooms import Room, rooms_of
from schoolwacht_collector.usecases.manage_devices import place

router = APIRouter(prefix="/rooms", tags=["rooms"])


@add_list(router, "", RoomLine, "listRooms", "Every room")
def list_rooms(given: Given, caller: Reader, wanted: AsWanted, site: SiteFilter = None) -> Response:
    """By site and name. A room is there as long as a device in use is in it."""

    def work(books: Books) -> Cut[RoomLine]:
        active = [device for device in books.devices.all() if device.state is DeviceState.ACTIVE]
        wrong = [alert for alert in books.alerts.living() if alert.state is AlertState.OPEN]
        rooms = rooms_of([d for d in active if site is None or d.site == site], wrong, given.midnight())
        return wanted.cut(rooms, lambda room: (room.site, room.name)).of(_line)

    columns = ("site", "room", "devices", "seen_today", "worst", "alerts")
    return wanted.answer(given.read(caller, work), "rooms", columns)


def _line(room: Room) -> RoomLine:
    return RoomLine(
        site=room.site,
        room=room.name,
        devices=room.devices,
        seen_today=room.seen_today,
        worst=room.worst,
        alerts=room.alerts,
    )


@router.post("/rename", operation_id="renameRoom", summary="Give a room another name or site")
def rename_room(asked: RoomRenamed, given: Given, caller: Writer) -> Moved:
    """Moves all devices of the room, whatever their state. Into a room that exists: the two become one."""
    changes = {name: value for name, value in (("site", asked.new_site), ("room", asked.new_room)) if value is not None}
    if caller.site and changes.get("site", caller.site) != caller.site:
        raise Problem("forbidden", f"this token is for {caller.site} alone: it cannot move devices elsewhere")

    def work(books: Books) -> int:
        inside = [d for d in books.devices.all() if (d.site, d.room) == (asked.site, asked.room)]
        if not inside:
            raise Problem("not-found", "no device is in that room; the list of rooms shows them all")
        for device in inside if changes else ():
            place(books, device, changes, caller.name, given.clock())
        return len(inside) if changes else 0

    moved = given.write(caller, work)
    given.devices_changed()
    return Moved(devices=moved)
