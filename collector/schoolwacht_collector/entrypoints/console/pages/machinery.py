"""What is no page: files beside the pages, and the strip over a played school."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Viewer

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
