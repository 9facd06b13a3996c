"""Back-ups: every job that machines report, what needs work first."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of
from schoolwacht_collector.entrypoints.console.views.backups import Backup, backups_of, worst_first

router = APIRouter()


def _jobs(books: Books, visitor: Visitor) -> list[Backup]:
    active = {one.device_id: one for one in books.devices.all() if one.state is DeviceState.ACTIVE}
    return worst_first(backups_of(books.facts.current("backups"), active, visitor.now))


def _found(desk: Desk, visitor: Visitor, query: Mapping[str, str]) -> tuple[list[Backup], list[Backup]]:
    """Every job, and the ones that fit."""
    everything = desk.read(visitor, lambda books: _jobs(books, visitor))
    return everything, [
        job
        for job in everything
        if query["state"] in ("", job.state)
        and has_words(query["q"], f"{job.job} {job.device.host} {job.device.site} {job.device.room}")
    ]


@router.get("/backups")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list."""
    query = filters(request, "q", "state", "page")
    everything, fitting = _found(desk, visitor, query)
    counts = {state: sum(job.state == state for job in everything) for state in labels.BACKUP_STATES}
    states = [(state, visitor.speech.say(word)) for state, word in labels.BACKUP_STATES.items()]
    leaf = leaf_of(fitting, query["page"])
    return paper.page(
        request, visitor, "backups.html", leaf=leaf, query=query, counts=counts, states=states, any_job=bool(everything)
    )


@router.get("/backups.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list as a file."""
    say = visitor.speech.gettext
    columns = [
        say("Job"), say("Device"), say("Site"), say("Room"), say("State"), say("Last success"), say("Last try"),
        say("Every how many hours"), say("Size in bytes"), say("Message"),
    ]  # fmt: skip
    rows = (
        (
            job.job, job.device.host, job.device.site, job.device.room,
            visitor.speech.say(labels.BACKUP_STATES[job.state]), job.last_good, job.last_try,
            job.every.total_seconds() / 3600 if job.every else None, job.size, job.message,
        )
        for job in _found(desk, visitor, filters(request, "q", "state"))[1]
    )  # fmt: skip
    return csv_file(desk, visitor, say("back-ups"), columns, rows)
