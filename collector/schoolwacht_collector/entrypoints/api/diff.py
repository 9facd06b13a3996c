"""What is otherwise on a device than it was at a moment, in words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.entrypoints.api.finding import DeviceWord, device_of
from schoolwacht_collector.entrypoints.api.gate import Reader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.devices import CellChangeLine, DifferenceLine
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.entrypoints.api.since import Since, moment_of
from schoolwacht_collector.entrypoints.console import labels
from schoolwacht_collector.entrypoints.console.facts import cells
from schoolwacht_collector.usecases.tell_changes import Difference, differences, history
from schoolwacht_collector.wording import Wording, wording_for

router = APIRouter(prefix="/devices/{device}", tags=["devices"])

Everything = Annotated[
    bool, Query(alias="all", description="Also rows in which nothing but counters and moments moved.")
]


@add_list(router, "/diff", DifferenceLine, "listDifferences", "What is otherwise on a device than it was")
def list_differences(
    device: DeviceWord,
    given: Given,
    caller: Reader,
    wanted: AsWanted,
    since: Since = "7d",
    everything: Everything = False,  # noqa: FBT002 - a parameter of a request
) -> Response:
    """By table and row: one line for each row that came, went or changed since then, whatever happened in between.

    Words and amounts are in the language of `lang`.
    """
    start, wording = moment_of(since, given), wording_for(wanted.language, given.zone)

    def work(books: Books) -> Cut[DifferenceLine]:
        found = differences(history(books, device_of(books, device, caller).device_id, start))
        told = [one for one in found if everything or not one.quiet]
        return wanted.cut(told, lambda one: (one.table, one.key)).of(lambda one: _line(one, wording))

    columns = ("at", "title", "name", "kind", "details")
    return wanted.answer(given.read(caller, work), "changes", columns)


def _line(one: Difference, wording: Wording) -> DifferenceLine:
    changed = [
        CellChangeLine(
            column=cell.column,
            heading=cells.heading(cell.column, wording),
            before=cells.written(one.table, cell.column, cell.before, wording),
            after=cells.written(one.table, cell.column, cell.after, wording),
        )
        for cell in one.cells
    ]
    return DifferenceLine(
        at=one.at,
        table=one.table,
        title=cells.title(one.table, wording),
        key=one.key,
        name=wording.value(cells.name_of(one.table, one.key, one.after or one.before or {})),
        kind=one.kind,
        kind_word=wording.text(labels.CHANGES[one.kind]),
        quiet=one.quiet,
        before=dict(one.before) if one.before is not None else None,
        after=dict(one.after) if one.after is not None else None,
        cells=changed,
        details="; ".join(f"{cell.heading}: {cell.before or '-'} → {cell.after or '-'}" for cell in changed),
    )
