"""Every list as a file for a spreadsheet: the same filter, all lines instead of one page of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console.desk import Desk, Visitor


def csv_file(
    desk: Desk, visitor: Visitor, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Response:
    """The file, named after the list and the day."""
    if desk.knows.csv is None:
        raise HTTPException(404)
    body = desk.knows.csv(columns, rows, visitor.speech.language, visitor.speech.zone)
    day = visitor.speech.local(visitor.now).date().isoformat()
    headers = {"content-disposition": f'attachment; filename="schoolwacht-{name}-{day}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)
