"""What a coordinator does to one device: move it, let it in, take it out of use, shut it out, delete it.

What cannot be undone is asked once more, on a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import labels, paper, undo
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator, Desk, Visitor
from schoolwacht_collector.entrypoints.console.pages.device import Head, head_of
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.manage_devices import approve, delete, place, retire, revoke

router = APIRouter()

_SURE = ("revoke", "delete")
_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where the form says that it stands."""

    site: str
    room: str
    kind: str


def _page(request: Request, desk: Desk, visitor: Visitor, device_id: str, typed: Place | None, wrong: str) -> Response:
    def look(books: Books) -> tuple[Head, Sequence[str], Sequence[str]]:
        devices = books.devices.all()
        return (
            head_of(books, device_id),
            sorted({one.site for one in devices if one.site}, key=natural)[:_SUGGESTED],
            sorted({one.room for one in devices if one.room}, key=natural)[:_SUGGESTED],
        )

    head, sites, rooms = desk.read(visitor, look)
    device = head.device
    typed = typed or Place(device.site, device.room, device.device_class.value)
    kinds = [(kind.value, visitor.speech.say(labels.CLASSES[kind])) for kind in DeviceClass]
    return paper.page(
        request, visitor, "device_manage.html", 422 if wrong else 200,
        head=head, sites=sites, rooms=rooms, kinds=kinds, typed=typed, wrong=wrong,
    )  # fmt: skip


@router.get("/devices/{device_id}/manage")
def show(request: Request, desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """What can be done."""
    return _page(request, desk, visitor, device_id, None, "")


@router.post("/devices/{device_id}/move")
def move(
    request: Request,
    desk: AtDesk,
    visitor: Coordinator,
    device_id: str,
    site: Annotated[str, Form()] = "",
    room: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
) -> Response:
    """Another site, room or class."""
    wanted = {"site": clean(site, 64), "room": clean(room, 64), "device_class": kind}
    wrong = _wrong_place(visitor, wanted)
    if wrong:
        return _page(request, desk, visitor, device_id, Place(site[:64], room[:64], kind), wrong)

    def change(books: Books) -> None:
        device = _device(books, device_id)
        after = place(books, device, wanted, visitor.user.name, visitor.now)
        here = {"site": after.site, "room": after.room, "device_class": after.device_class.value}
        undo.remember(books, visitor.user.name, undo.moved(device, here, desk.session_now()))

    desk.write(visitor, change)
    return RedirectResponse(f"/devices/{device_id}?done=yes", 303)


def _wrong_place(visitor: Visitor, wanted: dict[str, str]) -> str:
    if not wanted["site"]:
        return visitor.speech.gettext("Fill in the site: a school with one address may use its own name.")
    if not visitor.holds(wanted["site"]):
        return visitor.speech.gettext("That site is not one of yours.")
    if wanted["device_class"] not in set(DeviceClass):
        return visitor.speech.gettext("Choose what the computer is for.")
    return ""


@router.post("/devices/{device_id}/retire")
def take_out(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """Out of use; its history stays."""

    def change(books: Books) -> None:
        device = _device(books, device_id)
        if device.state is DeviceState.ACTIVE:
            retire(books, device, visitor.user.name, visitor.now)
            undo.remember(books, visitor.user.name, undo.retired(device, desk.session_now()))

    desk.write(visitor, change)
    desk.devices_changed()
    return RedirectResponse(f"/devices/{device_id}?done=yes", 303)


@router.post("/devices/{device_id}/restore")
def take_back(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """Lets a device that waits, or was out of use, in. One that was shut out stays out."""

    def change(books: Books) -> None:
        device = _device(books, device_id)
        try:
            approve(books, device, visitor.user.name, visitor.now)
        except BadRequest as refusal:
            raise HTTPException(404) from refusal

    desk.write(visitor, change)
    desk.devices_changed()
    return RedirectResponse(f"/devices/{device_id}", 303)


@router.get("/devices/{device_id}/sure/{what}")
def sure(request: Request, desk: AtDesk, visitor: Coordinator, device_id: str, what: str) -> Response:
    """Asks once more."""
    if what not in _SURE:
        raise HTTPException(404)
    head = desk.read(visitor, lambda books: head_of(books, device_id))
    return paper.page(request, visitor, "device_sure.html", head=head, what=what)


@router.post("/devices/{device_id}/revoke")
def shut_out(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """Shuts it out; it stays on the list."""
    _do(desk, visitor, device_id, revoke)
    return RedirectResponse(f"/devices/{device_id}", 303)


@router.post("/devices/{device_id}/delete")
def forget(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """Forgets it and all that was found on it."""
    _do(desk, visitor, device_id, delete)
    return RedirectResponse("/devices", 303)


def _do(desk: Desk, visitor: Visitor, device_id: str, deed: Callable[..., object]) -> None:
    desk.write(visitor, lambda books: deed(books, _device(books, device_id), visitor.user.name, visitor.now))
    desk.devices_changed()


def _device(books: Books, device_id: str) -> Device:
    device = books.devices.get(device_id)
    if device is None:
        raise HTTPException(404)
    return device
