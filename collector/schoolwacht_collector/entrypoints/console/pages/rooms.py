"""Rooms: the list of all of them, and one with its machines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of
from schoolwacht_collector.entrypoints.console.views.coverage import coverage
from schoolwacht_collector.entrypoints.console.views.one_room import OneRoom, one_room
from schoolwacht_collector.entrypoints.console.views.rooms import Room, rooms_of

router = APIRouter()

_WORST = ("urgent", "warning", "")


def midnight(visitor: Visitor) -> datetime:
    """When today began here."""
    return visitor.speech.local(visitor.now).replace(hour=0, minute=0, second=0, microsecond=0)


def _rooms(books: Books, visitor: Visitor) -> list[Room]:
    active = [device for device in books.devices.all() if device.state is DeviceState.ACTIVE]
    open_alerts = [alert for alert in books.alerts.living() if alert.state is AlertState.OPEN]
    return rooms_of(active, open_alerts, midnight(visitor))


def _found(desk: Desk, visitor: Visitor, query: Mapping[str, str]) -> tuple[list[Room], list[Room]]:
    """Every room, and the ones that fit; sorted by trouble when that is wanted."""
    everything = desk.read(visitor, lambda books: _rooms(books, visitor))
    fitting = [
        room
        for room in everything
        if has_words(query["q"], f"{room.name} {room.site}") and query["site"] in ("", room.site)
    ]
    if query["sort"] == "trouble":
        fitting.sort(key=lambda room: (_WORST.index(room.worst), -room.alerts, -room.silent))
    return everything, fitting


@router.get("/rooms")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list."""
    query = filters(request, "q", "site", "sort", "page")
    everything, fitting = _found(desk, visitor, query)
    leaf = leaf_of(fitting, query["page"], 200)
    sites = list(dict.fromkeys(room.site for room in everything if room.site))
    asking = sum(bool(room.worst) for room in everything)
    return paper.page(
        request, visitor, "rooms.html", leaf=leaf, query=query, sites=sites, everything=len(everything), asking=asking
    )


@router.get("/rooms.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list as a file."""
    say = visitor.speech.gettext
    columns = [say("Site"), say("Room"), say("Devices"), say("Seen today"), say("Silent"), say("Broken"), say("To do")]
    rows = (
        (
            room.site, room.name, room.devices, room.seen_today, room.silent,
            room.alerts if room.worst == "urgent" else 0, room.alerts if room.worst == "warning" else 0,
        )
        for room in _found(desk, visitor, filters(request, "q", "site", "sort"))[1]
    )  # fmt: skip
    return csv_file(desk, visitor, say("rooms"), columns, rows)


@router.get("/rooms/one")
def one(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """One room, as tiles or as a list."""
    query = filters(request, "site", "name", "q", "look")

    def look(books: Books) -> OneRoom | None:
        titles = coverage(books, desk.knows.catalogue, midnight(visitor).date())
        return one_room(books, (query["site"], query["name"]), titles, query["q"], midnight(visitor))

    room = desk.read(visitor, look)
    if room is None:
        raise HTTPException(404)
    hosts = {machine.device.device_id: machine.device for machine in room.machines}
    return paper.page(request, visitor, "room.html", room=room, query=query, hosts=hosts)
