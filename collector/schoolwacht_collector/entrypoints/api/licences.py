"""Licences: what the school bought, what stands where, what is not covered. All of it is about the whole school."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.licences import Entitlement, Install, SeatCount, rooms_of
from schoolwacht_collector.entrypoints.api.devices import Words
from schoolwacht_collector.entrypoints.api.gate import SchoolReader, SchoolWriter
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.licences import (
    CoverageLine,
    EntitlementLine,
    ImportAnswer,
    ImportProblem,
    InstalledOn,
    InstallLine,
    Removed,
    SeatLine,
)
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, coverage
from schoolwacht_collector.usecases.count_seats import count_seats
from schoolwacht_collector.usecases.import_licences import ImportReport, import_licences

router = APIRouter(prefix="/licences", tags=["licences"])

Title = Annotated[str, Query(min_length=1, max_length=200, description="The title, exactly.", examples=["AutoCAD"])]
_ENTITLEMENT = ("title", "publisher", "scope", "seats", "valid_until", "site")
_SEATS = ("title", "publisher", "installed", "seats", "short", "expired", "rooms", "machines")
_INSTALL = ("host", "site", "room", "name", "version", "device_id")


@add_list(router, "", CoverageLine, "listLicences", "Every title against the seats there are")
def list_licences(given: Given, caller: SchoolReader, wanted: AsWanted, q: Words = "") -> Response:
    """Every title that was found or bought, by name."""
    words = q.casefold().split()

    def work(books: Books) -> Cut[CoverageLine]:
        lines = coverage(books, given.catalogue, given.today())
        found = [one for one in lines if all(word in f"{one.title} {one.publisher}".casefold() for word in words)]
        return wanted.cut(found, _by_title).of(_covered)

    columns = ("title", "publisher", "installed", "seats", "short", "state", "days_left", "rooms")
    return wanted.answer(given.read(caller, work), "licences", columns)


@add_list(router, "/entitlements", EntitlementLine, "listEntitlements", "What the school bought")
def list_entitlements(given: Given, caller: SchoolReader, wanted: AsWanted) -> Response:
    """By title. The columns of the file are those that the import reads."""

    def key(one: Entitlement) -> Key:
        return one.title.casefold(), one.title, one.scope.value, one.site, str(one.valid_until or "")

    cut = given.read(caller, lambda books: wanted.cut(books.licences.all(), key).of(_entitlement))
    return wanted.answer(cut, "entitlements", _ENTITLEMENT)


@add_list(router, "/seats", SeatLine, "listSeats", "Every title that needs a licence and stands somewhere")
def list_seats(given: Given, _: SchoolReader, wanted: AsWanted) -> Response:
    """By title, with its machines."""
    return wanted.answer(wanted.cut(_counted(given), _by_title).of(_count), "seats", _SEATS)


@add_list(router, "/uncovered", SeatLine, "listUncovered", "Titles of which more is installed than was bought")
def list_uncovered(given: Given, _: SchoolReader, wanted: AsWanted) -> Response:
    """By title, with rooms and machines."""
    short = [one for one in _counted(given) if one.short]
    return wanted.answer(wanted.cut(short, _by_title).of(_count), "uncovered", _SEATS)


@add_list(router, "/installs", InstallLine, "listInstalls", "Where a title stands")
def list_installs(given: Given, _: SchoolReader, wanted: AsWanted, title: Title) -> Response:
    """By site, room and host."""
    found = [one for one in _counted(given) if one.title.casefold() == title.casefold()]
    installs = [install for one in found for install in one.installs]

    def key(one: Install) -> Key:
        return one.site, one.room, one.host, one.device_id

    cut = wanted.cut(installs, key).of(lambda one: InstallLine(**_install(one), site=one.site))
    return wanted.answer(cut, "installs", _INSTALL)


@router.post(
    "/import",
    operation_id="importEntitlements",
    summary="Take over a list of licences",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "CSV as spreadsheets export it: title, publisher, scope, seats, valid until, site.",
            "content": {"text/csv": {"schema": {"type": "string", "examples": ["title;seats\nAutoCAD;50\n"]}}},
        }
    },
)
async def take_over(
    request: Request,
    given: Given,
    caller: SchoolWriter,
    dry_run: Annotated[bool, Query(description="Only say what would happen.")] = False,  # noqa: FBT002 - a parameter
) -> ImportAnswer:
    """Rows with problems are told, the rest is kept. The same file twice changes nothing."""
    body = await request.body()
    now = given.clock()

    def work(books: Books) -> ImportReport:
        report = import_licences(books, body, given.catalogue, now, dry_run=dry_run)
        if not dry_run and (report.added or report.changed):
            done = f"{len(report.added)} added, {len(report.changed)} changed"
            books.audit.note(Deed(now, caller.name, "licence.import", "", done))
        return report

    ask = given.read if dry_run else given.write
    return _report(await run_in_threadpool(ask, caller, work), given)


@router.delete("/entitlements", operation_id="removeEntitlements", summary="Take the licences of a title away")
def remove_entitlements(given: Given, caller: SchoolWriter, title: Title) -> Removed:
    """All of them; what is installed stays counted when the catalogue knows the title."""

    def work(books: Books) -> int:
        removed = books.licences.remove(title)
        if not removed:
            raise Problem("not-found", "the school has no licence of that title; write it exactly as it is listed")
        books.audit.note(Deed(given.clock(), caller.name, "licence.remove", title, f"{removed} removed"))
        return removed

    return Removed(removed=given.write(caller, work))


def _counted(given: Services) -> list[SeatCount]:
    return given.ledger.read(lambda books: count_seats(books, given.catalogue, given.today()))


def _by_title(one: Coverage | SeatCount) -> Key:
    return one.title.casefold(), one.title


def _covered(one: Coverage) -> CoverageLine:
    return CoverageLine(
        title=one.title,
        publisher=one.publisher,
        installed=one.found,
        seats=one.seats,
        short=one.short,
        state=one.state,
        days_left=one.days_left,
        rooms=list(one.places),
    )


def _count(one: SeatCount) -> SeatLine:
    return SeatLine(
        title=one.title,
        publisher=one.publisher,
        installed=len(one.installs),
        seats=one.seats,
        short=one.short,
        expired=one.expired,
        rooms=list(rooms_of(one.installs)),
        devices=[InstalledOn(**_install(install)) for install in one.installs],
    )


def _install(one: Install) -> dict[str, str]:
    return {name: getattr(one, name) for name in ("device_id", "host", "room", "name", "version")}


def _entitlement(one: Entitlement) -> EntitlementLine:
    return EntitlementLine.model_validate({name: getattr(one, name) for name in _ENTITLEMENT})


def _report(report: ImportReport, given: Services) -> ImportAnswer:
    return ImportAnswer(
        added=[_entitlement(one) for one in report.added],
        changed=[_entitlement(one) for one in report.changed],
        unchanged=report.unchanged,
        own_titles=list(report.own_titles),
        problems=[ImportProblem(line=one.line, text=given.render(one.text)) for one in report.problems],
    )
