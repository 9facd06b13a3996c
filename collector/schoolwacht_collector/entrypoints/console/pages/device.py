"""One device: what is wrong with it, what it is, what is on it, how it fares, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cell, Cells
from schoolwacht_collector.domain.alerts import Alert
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.rule import limits_for
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.views.backups import Backup, backups_of, worst_first
from schoolwacht_collector.entrypoints.console.views.changes import Event, events_of
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, coverage
from schoolwacht_collector.entrypoints.console.views.measurements import SPANS, Measurements, measurements
from schoolwacht_collector.ports import Busy

router = APIRouter()

_ALERTS = 20
_EVENTS = 8


class Row(dict[str, Cell]):
    """One row of facts; what a machine did not say is None."""

    def __missing__(self, column: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Head:
    """What every page about a device has on top."""

    device: Device
    programs: int
    hardware: Row
    os: Row


@dataclass(frozen=True, slots=True)
class Portrait:
    """The first page about a device."""

    head: Head
    disks: Sequence[Row]
    interfaces: Sequence[Row]
    alerts: Sequence[Alert]
    backups: Sequence[Backup]
    licences: Sequence[Coverage]
    events: Sequence[Event]
    disk_limit: float | None


def head_of(books: Books, device_id: str) -> Head:
    """The head of a page about this device."""
    device = books.devices.get(device_id)
    if device is None:
        raise HTTPException(404)
    counts = {table.table: table.rows for table in books.facts.tables(device_id)}
    return Head(
        device=device,
        programs=counts.get("software", 0),
        hardware=_first(books.facts.rows(device_id, "hardware").values()),
        os=_first(books.facts.rows(device_id, "os").values()),
    )


def portrait(books: Books, desk: Desk, visitor: Visitor, device_id: str) -> Portrait:
    """What the ledger knows of the device."""
    head = head_of(books, device_id)
    here = {device_id: head.device}
    today = visitor.speech.local(visitor.now).date()
    rule = desk.knows.rules.get("disk_full")
    limits = limits_for(rule, head.device, books.alerts.overrides()) if rule else None
    active = head.device.state is DeviceState.ACTIVE
    titles = coverage(books, desk.knows.catalogue, today) if active else []
    return Portrait(
        head=head,
        disks=[Row(cells) for cells in books.facts.rows(device_id, "disks").values()],
        interfaces=[Row(cells) for cells in books.facts.rows(device_id, "interfaces").values()],
        alerts=books.alerts.listed(open_only=True, device_id=device_id, at_most=_ALERTS),
        backups=worst_first(backups_of(books.facts.current("backups", device_id), here, visitor.now)),
        licences=[one for one in titles if any(install.device_id == device_id for install in one.installs)],
        events=events_of(books.facts.changes(device_id, 10 * _EVENTS))[:_EVENTS],
        disk_limit=getattr(limits, "warning_percent", None),
    )


@router.get("/devices/{device_id}")
def show(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """The first page."""
    view = desk.read(visitor, lambda books: portrait(books, desk, visitor, device_id))
    span = request.query_params.get("span", "")
    span = span if span in SPANS else "day"
    measured: Measurements | None
    try:
        measured = measurements(desk.series, device_id, span, view.disk_limit, visitor.speech, visitor.now)
    except Busy:
        measured = None
    return paper.page(
        request, visitor, "device.html", view=view, head=view.head, span=span, spans=tuple(SPANS), measured=measured
    )


def _first(rows: Iterable[Cells]) -> Row:
    return Row(next(iter(rows), {}))
