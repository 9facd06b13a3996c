"""Licences: what the school bought, what stands where, what is not covered."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.licences import Entitlement, SeatCount, rooms_of
from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.count_seats import count_seats
from schoolwacht_collector.usecases.import_licences import import_licences

router = APIRouter(prefix="/licences")
LARGEST_FILE = 4 * 1024 * 1024


@router.get("")
def bought(given: Given) -> list[dict[str, Any]]:
    """Every licence the school has."""
    return [_entitlement(one) for one in given.ledger.read(lambda books: books.licences.all())]


@router.get("/seats")
def seats(given: Given) -> list[dict[str, Any]]:
    """Every title that needs a licence and stands somewhere."""
    return [_count(one) for one in _counted(given)]


@router.get("/uncovered")
def uncovered(given: Given) -> list[dict[str, Any]]:
    """Titles of which more is installed than bought, with rooms and machines."""
    return [_count(one) for one in _counted(given) if one.short]


@router.post("/import")
async def take_over(request: Request, given: Given, dry_run: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - a query parameter
    """Reads a CSV file; rows with problems are told, the rest is kept."""
    body = await request.body()
    if len(body) > LARGEST_FILE:
        raise BadRequest("that file is larger than 4 MiB; split it")
    now = given.clock()
    report = given.ledger.write(lambda books: import_licences(books, body, given.catalogue, now, dry_run=dry_run))
    if not dry_run and (report.added or report.changed):
        done = f"{len(report.added)} added, {len(report.changed)} changed"
        given.ledger.write(lambda books: books.audit.note(Deed(now, WHO, "licence.import", "", done)))
    return {
        "added": [_entitlement(one) for one in report.added],
        "changed": [_entitlement(one) for one in report.changed],
        "unchanged": report.unchanged,
        "own_titles": list(report.own_titles),
        "problems": [{"line": one.line, "text": given.render(one.text)} for one in report.problems],
    }


def _counted(given: Given) -> list[SeatCount]:
    today = given.clock().date()
    return given.ledger.read(lambda books: count_seats(books, given.catalogue, today))


def _count(one: SeatCount) -> dict[str, Any]:
    return {
        "title": one.title,
        "publisher": one.publisher,
        "installed": len(one.installs),
        "seats": one.seats,
        "short": one.short,
        "expired": one.expired,
        "rooms": list(rooms_of(one.installs)),
        "devices": [
            {"device_id": i.device_id, "host": i.host, "room": i.room, "name": i.name, "version": i.version}
            for i in one.installs
        ],
    }


def _entitlement(one: Entitlement) -> dict[str, Any]:
    return {
        "title": one.title,
        "publisher": one.publisher,
        "scope": one.scope.value,
        "seats": one.seats,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "site": one.site,
    }
