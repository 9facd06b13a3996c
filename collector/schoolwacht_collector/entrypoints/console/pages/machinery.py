"""What is no page: files beside the pages, and a sign of life for whoever watches the watcher."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Viewer
from schoolwacht_collector.ports import Busy

router = APIRouter()


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """A file. Its name changes with its content, so it may be kept for ever."""
    asset = paper.assets().at(f"/static/{name}")
    if asset is None:
        raise HTTPException(404)
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(asset.body, media_type=asset.kind, headers=headers)


@router.get("/parts/simulated")
def simulated(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The strip over a played school, which refreshes itself while the past is being played."""
    if not desk.knows.simulated:
        raise HTTPException(404)
    return paper.fragment(request, visitor, "simulated.html")


@router.get("/healthz")
def healthz(desk: AtDesk) -> Response:
    """Whether the ledger and the series store answer. Says nothing that needs a log-in."""
    waiting = desk.ledger.read(_depth)
    try:
        desk.series.health()
    except Busy:
        return JSONResponse({"status": "degraded", "ledger": "ok", "series": "away", "waiting": waiting})
    return JSONResponse({"status": "ok", "ledger": "ok", "series": "ok", "waiting": waiting})


def _depth(books: Books) -> int:
    return books.inbox.depth()
