"""Today: what is broken now, what asks for work this week, who is silent; then rooms, licences and back-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.setup_steps import is_done
from schoolwacht_collector.entrypoints.console.views.backups import Backup, backups_of, worst_first
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, coverage
from schoolwacht_collector.entrypoints.console.views.piles import Pile, pile_of, piles
from schoolwacht_collector.entrypoints.console.views.rooms import Room, rooms_of

router = APIRouter()

_SHOWN = 6
"""Lines in a card; the rest is behind its link."""
_ROOMS_SHOWN = 96


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page."""

    broken: Pile
    week: Pile
    silent: Pile
    rooms: tuple[Room, ...]
    rooms_more: int
    sites: int
    coverage: tuple[Coverage, ...]
    backups: tuple[Backup, ...]
    devices: int
    seen_today: int
    waiting: int
    newest: datetime | None
    school_day: bool
    setup_open: bool


def overview(books: Books, desk: Desk, visitor: Visitor) -> Overview:
    """The page's view; five questions to the ledger, however many devices there are."""
    everything = books.devices.all()
    active = [device for device in everything if device.state is DeviceState.ACTIVE]
    by_id = {device.device_id: device for device in active}
    open_alerts = [alert for alert in books.alerts.living() if alert.state is AlertState.OPEN]
    midnight = visitor.speech.local(visitor.now).replace(hour=0, minute=0, second=0, microsecond=0)
    broken, week, silent = piles(open_alerts)
    titles = {name: rule.title for name, rule in desk.knows.rules.items()}
    rooms = rooms_of(active, open_alerts, midnight)
    return Overview(
        broken=pile_of(broken, by_id, titles, _SHOWN),
        week=pile_of(week, by_id, titles, _SHOWN),
        silent=pile_of(silent, by_id, titles, _SHOWN),
        rooms=tuple(rooms[:_ROOMS_SHOWN]),
        rooms_more=max(0, len(rooms) - _ROOMS_SHOWN),
        sites=len({device.site for device in active}),
        coverage=tuple(coverage(books, desk.knows.catalogue, midnight.date())[:_SHOWN]),
        backups=tuple(worst_first(backups_of(books.facts.current("backups"), by_id, visitor.now))[:_SHOWN]),
        devices=len(active),
        seen_today=sum(device.last_seen is not None and device.last_seen >= midnight for device in active),
        waiting=sum(device.state is DeviceState.PENDING for device in everything),
        newest=max((device.last_seen for device in active if device.last_seen), default=None),
        school_day=desk.is_school_day(visitor.now),
        setup_open=visitor.may("admin") and not desk.knows.simulated and not is_done(books),
    )


@router.get("/")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The whole page."""
    view = desk.read(visitor, lambda books: overview(books, desk, visitor))
    return paper.page(request, visitor, "overview.html", view=view)


@router.get("/parts/overview")
def refresh(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """What of it refreshes itself."""
    view = desk.read(visitor, lambda books: overview(books, desk, visitor))
    return paper.fragment(request, visitor, "overview_part.html", view=view)
