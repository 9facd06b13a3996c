"""What Schoolwacht sees and what not, for everyone who may look, in a few lines."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import Viewer

router = APIRouter()


@router.get("/privacy")
def show(request: Request, visitor: Viewer) -> Response:
    """The page."""
    return paper.page(request, visitor, "privacy.html")
