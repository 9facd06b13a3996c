"""The audit trail: who changed what."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.entrypoints.api.gate import Admin
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.people import DeedLine
from schoolwacht_collector.entrypoints.api.services import Given

router = APIRouter(prefix="/audit", tags=["users"])


@add_list(router, "", DeedLine, "listAudit", "Who changed what")
def list_audit(given: Given, caller: Admin, wanted: AsWanted) -> Response:
    """Newest first, by the order in which the lines were written: clocks may jump."""

    def work(books: Books) -> Cut[DeedLine]:
        after = wanted.after[0] if wanted.after else None
        before = -after if isinstance(after, int) else None
        return wanted.cut(books.audit.before(before, wanted.most), lambda pair: (-pair[0],)).of(_line)

    columns = ("at", "who", "action", "subject", "details")
    return wanted.answer(given.read(caller, work), "audit", columns)


def _line(pair: tuple[int, Deed]) -> DeedLine:
    number, deed = pair
    return DeedLine(
        number=number, at=deed.at, who=deed.who, action=deed.action, subject=deed.subject, details=deed.details
    )
