"""Use of paid titles: what was used where, and the switch that says of which devices it is counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.addresses import page_number
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.undo import measured, remember
from schoolwacht_collector.entrypoints.console.views.usage import Usage, since, usage
from schoolwacht_collector.usecases.measure_use import measure, measured_classes

router = APIRouter()

_PAGE = 100


class Given(BaseModel):
    """The form as it arrives: the classes that were ticked."""

    classes: list[str] = []


def _lines(desk: Desk, visitor: Visitor) -> list[Usage]:
    today = visitor.speech.local(visitor.now).date()
    return desk.read(visitor, lambda books: usage(books, desk.knows.catalogue, desk.knows.calendar(today), today))


@router.get("/licences/use")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """Every paid title: first what nobody used."""
    found, today = _lines(desk, visitor), visitor.speech.local(visitor.now).date()
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page_number(request.query_params.get("page", "")), pages)
    return paper.page(
        request, visitor, "usage.html", lines=found[(page - 1) * _PAGE : page * _PAGE], page=page, pages=pages,
        since=since(desk.knows.calendar(today), today), on=desk.read(visitor, measured_classes),
        unused=sum(line.unused for line in found), known=any(line.used or line.unused for line in found),
    )  # fmt: skip


@router.get("/licences/use.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """One line for each title on each device."""
    del request
    say = visitor.speech.gettext
    columns = [
        say("Title"),
        say("Device"),
        say("Site"),
        say("Room"),
        say("State"),
        say("Minutes"),
        say("Days"),
        say("Last day"),
    ]
    rows = (
        (
            line.title, one.device.host, one.device.site, one.device.room,
            visitor.speech.say(labels.DEVICE_USE[one.state]),
            "" if one.minutes is None else one.minutes, one.days, one.last_day,
        )
        for line in _lines(desk, visitor)
        for one in line.use.devices
    )  # fmt: skip
    return csv_file(desk, visitor, say("licence use"), columns, rows)


@router.get("/settings/usage")
def choose(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The switch, with what is counted and what is not."""
    on = desk.read(visitor, measured_classes)
    classes = [(kind.value, visitor.speech.say(labels.CLASSES[kind]), kind in on) for kind in DeviceClass]
    titles = [title for title in desk.knows.catalogue.titles if title.programs]
    return paper.page(request, visitor, "settings_usage.html", classes=classes, on=on, titles=titles)


@router.post("/settings/usage")
def keep(desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """From now on it is counted of these classes; it can be undone."""
    wanted = {kind for kind in DeviceClass if kind.value in given.classes}

    def work(books: Books) -> bool:
        before = measured_classes(books)
        changed = measure(books, wanted, visitor.user.name, visitor.now)
        if changed:
            remember(books, visitor.user.name, measured(before, wanted, desk.session_now()))
        return changed

    changed = desk.write(visitor, work)
    desk.devices_changed()
    return RedirectResponse(f"/settings/usage?done={'yes' if changed else 'saved'}", 303)
