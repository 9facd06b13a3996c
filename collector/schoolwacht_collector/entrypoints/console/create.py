"""Puts the console together. What it needs of the outside world is handed in; it knows no store by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import Desk
from schoolwacht_collector.entrypoints.console.errors import add_error_pages
from schoolwacht_collector.entrypoints.console.gate import Gate
from schoolwacht_collector.entrypoints.console.pages import (
    account,
    add,
    alerts,
    device,
    devices,
    licence_import,
    licences,
    machinery,
    overview,
    privacy,
)
from schoolwacht_collector.ports import Ledger, SeriesStore
from schoolwacht_collector.usecases.make_token import Reachable

PAGES = (account, add, alerts, device, devices, licence_import, licences, machinery, overview, privacy)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the console knows beside the stores."""

    rules: Mapping[str, AnyRule]
    catalogue: Catalogue
    calendar: Callable[[date], SchoolCalendar]
    reachable: Reachable
    zone: ZoneInfo
    version: str


def create_console(
    ledger: Ledger,
    series: SeriesStore,
    knowledge: Knowledge,
    clock: Callable[[], datetime],
    *,
    hosts: Iterable[str] = (),
    devices_changed: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The console as an ASGI application. `hosts`: names besides the loopback ones under which it may be asked for."""
    app = FastAPI(title="Schoolwacht", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(
        ledger=ledger,
        series=series,
        clock=clock,
        zone=knowledge.zone,
        rules=knowledge.rules,
        catalogue=knowledge.catalogue,
        reachable=knowledge.reachable,
        calendar=knowledge.calendar,
        devices_changed=devices_changed,
        version=knowledge.version,
    )
    paper.assets()  # a wrong file is found at the start, not by the first visitor
    add_error_pages(app)
    for page in PAGES:
        app.include_router(page.router)
    app.add_middleware(Gate, hosts=frozenset(hosts))
    return app
