"""Devices by the state they are in: end of support, Windows 11, protection. The worst first, with a file of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.entrypoints.console.views.state import LOOKS, Line, lines_of

router = APIRouter()


class Which(StrEnum):
    """The lists there are."""

    SYSTEMS = "systems"
    WINDOWS11 = "windows11"
    SECURITY = "security"


@router.get("/devices/state/{which}.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer, which: Which) -> Response:
    """The list as a file."""
    say, words, look = visitor.speech.gettext, visitor.speech.say, LOOKS[which]
    query = filters(request, "q", "site", "state")
    columns = [say("Name"), say("Site"), say("Room"), say("Class"), say("State")]
    for column in look.columns:
        columns += [words(column), f"{words(column)} ({say('more')})"]
    rows = (
        [
            line.device.host, line.device.site, line.device.room, words(labels.CLASSES[line.device.device_class]),
            words(look.states[line.state]), *(text for cell in line.cells for text in (cell.text, cell.more)),
        ]
        for line in _lines(desk, visitor, which)
        if _fits(line, query)
    )  # fmt: skip
    return csv_file(desk, visitor, which.value, columns, rows)


@router.get("/devices/state/{which}")
def show(request: Request, desk: AtDesk, visitor: Viewer, which: Which) -> Response:
    """The list."""
    query, look = filters(request, "q", "site", "state", "page"), LOOKS[which]
    lines = _lines(desk, visitor, which)
    fitting = [line for line in lines if _fits(line, query)]
    counts = Counter(line.state for line in lines)
    states = [(state, f"{visitor.speech.say(word)} ({counts[state]})") for state, word in look.states.items()]
    return paper.page(
        request,
        visitor,
        "devices_state.html",
        which=which.value,
        look=look,
        leaf=leaf_of(fitting, query["page"]),
        everything=len(lines),
        known=sum(line.state not in {"unknown", "unheard"} for line in lines),
        worst=sum(counts[state] for state in look.worst),
        states=[one for one in states if counts[one[0]] or one[0] == query["state"]],
        sites=sorted({line.device.site for line in lines if line.device.site}, key=natural),
        query=query,
    )


def _lines(desk: Desk, visitor: Visitor, which: Which) -> list[Line]:
    today = visitor.speech.local(visitor.now).date()
    return desk.read(visitor, lambda books: lines_of(LOOKS[which], books, visitor.speech, today))


def _fits(line: Line, query: Mapping[str, str]) -> bool:
    if query["site"] not in ("", line.device.site) or query["state"] not in ("", line.state):
        return False
    where = f"{line.device.host} {line.device.site} {line.device.room}"
    return has_words(query["q"], f"{where} {' '.join(f'{cell.text} {cell.more}' for cell in line.cells)}")
