"""Puts the console together. What it needs of the outside world is handed in; it knows no store by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from fastapi import FastAPI

from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import Desk
from schoolwacht_collector.entrypoints.console.errors import add_error_pages
from schoolwacht_collector.entrypoints.console.gate import Gate
from schoolwacht_collector.entrypoints.console.knowledge import Knowledge
from schoolwacht_collector.entrypoints.console.pages import (
    account,
    add,
    alerts,
    asks,
    audit,
    backups,
    device,
    device_changes,
    devices,
    devices_state,
    disks,
    known,
    licence_form,
    licence_import,
    licences,
    limits,
    machinery,
    manage_device,
    notify,
    overview,
    own_backup,
    privacy,
    programs,
    rooms,
    school,
    setup,
    undoing,
    usage,
    users,
)
from schoolwacht_collector.ports import Ledger, SeriesStore

__all__ = ["PAGES", "Knowledge", "create_console"]

PAGES = (
    account, add, alerts, asks, audit, backups, device, device_changes, devices, devices_state, disks, known,
    licence_form, licence_import, licences, limits, machinery, manage_device, notify, overview, own_backup, privacy,
    programs, rooms, school, setup, undoing, usage, users,
)  # fmt: skip


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
    app.state.desk = Desk(ledger, series, clock, knowledge, devices_changed)
    paper.prepare()  # a wrong file is found at the start, not by the first visitor
    add_error_pages(app)
    for page in PAGES:
        app.include_router(page.router)
    app.add_middleware(Gate, hosts=frozenset(hosts))
    return app
