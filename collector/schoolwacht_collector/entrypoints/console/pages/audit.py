"""The audit trail: who changed what, newest first."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of

router = APIRouter()

_MOST = 5_000
"""Lines looked at; some years of a school. The rest is in the ledger and in the interface."""


def _deeds(desk: Desk, visitor: Visitor, query: Mapping[str, str]) -> tuple[list[tuple[Deed, str]], list[str]]:
    """The deeds that fit, with the names of the devices they are about; and who is in the trail."""

    def look(books: Books) -> tuple[list[Deed], dict[str, str]]:
        return list(books.audit.newest(_MOST)), {one.device_id: one.host for one in books.devices.all()}

    deeds, hosts = desk.read(visitor, look)
    named = [(deed, hosts.get(deed.subject, deed.subject)) for deed in deeds]
    fitting = [
        (deed, subject)
        for deed, subject in named
        if query["who"] in ("", deed.who)
        and has_words(query["q"], f"{_action(deed, visitor)} {subject} {deed.details} {deed.who}")
    ]
    return fitting, sorted({deed.who for deed in deeds}, key=str.casefold)


def _action(deed: Deed, visitor: Visitor) -> str:
    word = labels.DEEDS.get(deed.action)
    return visitor.speech.say(word) if word is not None else deed.action


@router.get("/settings/audit")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The list."""
    query = filters(request, "q", "who", "page")
    fitting, people = _deeds(desk, visitor, query)
    return paper.page(request, visitor, "audit.html", leaf=leaf_of(fitting, query["page"]), query=query, people=people)


@router.get("/settings/audit.csv")
def export(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The list as a file."""
    say = visitor.speech.gettext
    fitting, _ = _deeds(desk, visitor, filters(request, "q", "who"))
    rows = ((deed.at, deed.who, _action(deed, visitor), subject, deed.details) for deed, subject in fitting)
    columns = [say("When"), say("Who"), say("What"), say("About"), say("Details")]
    return csv_file(desk, visitor, say("audit-trail"), columns, rows)
