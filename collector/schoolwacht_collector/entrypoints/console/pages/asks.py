"""Computers that may be a device that was known already: the same one, or another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.identities import Moment, Question
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.identity_matching import Reason
from schoolwacht_collector.entrypoints.console import paper, undo
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator, Desk, Visitor
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases import tell_identity

router = APIRouter()

_MOST = 200
"""Questions on the page; with an answer the next one comes up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that it may be."""

    device: Device
    reason: Reason


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `joins`: it waits for the answer; else it reports on meanwhile."""

    device: Device
    joins: bool
    reason: Reason | None
    candidates: Sequence[Candidate]


def asked(books: Books) -> tuple[list[Asked], int]:
    """The questions that are shown, and how many there are."""
    found = tell_identity.open_questions(books)
    return [_asked(books, *one) for one in found[:_MOST]], len(found)


def _asked(books: Books, question: Question, device: Device) -> Asked:
    known = [(one.reason, books.devices.get(one.device_id)) for one in question.candidates]
    joins = question.moment is Moment.JOINING
    return Asked(
        device,
        joins,
        question.candidates[0].reason if question.candidates else None,
        [Candidate(one, reason) for reason, one in known if one is not None],
    )


@router.get("/devices/asks")
def show(request: Request, desk: AtDesk, visitor: Coordinator) -> Response:
    """Everything that is asked, oldest first."""
    questions, count = desk.read(visitor, asked)
    return paper.page(request, visitor, "asks.html", questions=questions, count=count)


@router.post("/devices/{device_id}/same")
def same(desk: AtDesk, visitor: Coordinator, device_id: str, known: Annotated[str, Form()] = "") -> Response:
    """It is that device."""

    def answer(books: Books, device: Device) -> None:
        tell_identity.same(books, device, _device(books, known), visitor.user.name, visitor.now)

    return _told(desk, visitor, device_id, answer)


@router.post("/devices/{device_id}/separate")
def separate(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """It is another computer."""

    def answer(books: Books, device: Device) -> None:
        tell_identity.separate(books, device, visitor.user.name, visitor.now)

    return _told(desk, visitor, device_id, answer)


def _told(desk: Desk, visitor: Visitor, device_id: str, answer: Callable[[Books, Device], None]) -> Response:
    def change(books: Books) -> bool:
        device = _device(books, device_id)
        try:
            answer(books, device)
        except BadRequest:
            return False  # somebody else answered it meanwhile
        undo.remember(books, visitor.user.name, undo.told(device, desk.session_now()))
        return True

    done = desk.write(visitor, change)
    desk.devices_changed()
    return RedirectResponse("/devices/asks?done=yes" if done else "/devices/asks", 303)


def _device(books: Books, device_id: str) -> Device:
    device = books.devices.get(device_id)
    if device is None:
        raise HTTPException(404)
    return device
