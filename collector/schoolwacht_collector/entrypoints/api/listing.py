"""Lists: a page at a time by cursor, or whole as CSV; with a mark of the content, so that a repeat costs little.

A cursor holds the sorting key of the last line that was given, so lines that come or go meanwhile neither repeat nor
hide others. It is opaque: what is in it may change with any release.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response

from schoolwacht_collector.entrypoints.api.headings import HEADINGS, WORDS
from schoolwacht_collector.entrypoints.api.models.answer import Page
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.wording import wording_for

DEFAULT, MOST = 100, 500
"""Lines of a page."""
MOST_ROWS = 100_000
"""Lines of a CSV file; no spreadsheet is pleasant beyond that."""
_LONGEST_CURSOR = 2_000
_LARGEST = 2**63

Key = tuple[str | int, ...]
Item = TypeVar("Item")
Other = TypeVar("Other")
Handler = TypeVar("Handler", bound=Callable[..., Response])


@dataclass(frozen=True, slots=True)
class Cut(Generic[Item]):
    """Some lines of a list, and where the next ones begin."""

    items: Sequence[Item]
    next: str | None = None

    def of(self, shown: Callable[[Item], Other]) -> Cut[Other]:
        """The same lines in another form."""
        return Cut([shown(item) for item in self.items], self.next)


class Wanted:
    """Which part of a list is wanted, and in which form."""

    def __init__(
        self,
        request: Request,
        given: Given,
        limit: Annotated[int, Query(ge=1, le=MOST, description="Lines in a page. A CSV file has them all.")] = DEFAULT,
        cursor: Annotated[
            str, Query(max_length=_LONGEST_CURSOR, description="Where the page begins: taken from `next`.")
        ] = "",
        lang: Annotated[
            Literal["nl", "en"] | None,
            Query(description="Language of a CSV file: `nl` has semicolons and decimal commas. Else the school's."),
        ] = None,
    ) -> None:
        self._request = request
        self._given = given
        self.limit = limit
        self.after = _opened(cursor) if cursor else None
        self.language = lang or given.language
        self.csv = request.url.path.endswith(".csv") or _prefers_csv(request.headers.get("accept", ""))

    @property
    def most(self) -> int:
        """How many lines are worth fetching: one more than a page tells whether there is another."""
        return MOST_ROWS if self.csv else self.limit + 1

    def cut(self, items: Iterable[Item], key: Callable[[Item], Key]) -> Cut[Item]:
        """The wanted lines in the order of their keys, which must differ from line to line."""
        keyed = sorted(((key(item), item) for item in items), key=lambda pair: pair[0])
        if self.csv:
            return Cut([item for _, item in keyed[:MOST_ROWS]])
        if self.after is not None:
            after = self.after
            keyed = [pair for pair in keyed if _comes_after(pair[0], after)]
        page, rest = keyed[: self.limit], keyed[self.limit :]
        return Cut([item for _, item in page], _closed(page[-1][0]) if rest else None)

    def answer(self, cut: Cut[BaseModel] | Cut[Any], name: str, columns: Sequence[str]) -> Response:
        """The lines as JSON, or as a file with these columns."""
        if not self.csv:
            return self._page(cut)
        wording = wording_for(self.language, self._given.zone)
        headings = [wording.text(HEADINGS[column]) for column in columns]
        words = {
            column: {code: wording.text(word) for code, word in codes.items()}
            for column, codes in WORDS.get(name, {}).items()
        }

        def cell(item: object, column: str) -> object:
            value = getattr(item, column)
            return words[column].get(value, value) if column in words else value

        return self.file(name, headings, ([cell(item, column) for column in columns] for item in cut.items))

    def file(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
        """These rows as a file for a spreadsheet."""
        if self._given.csv is None:
            raise Problem("not-found", "this collector writes no CSV files; ask for JSON")
        body = self._given.csv(headings, rows, self.language, self._given.zone)
        stem = f"schoolwacht-{name}-{self._given.today():%Y%m%d}"
        headers = {"content-disposition": f'attachment; filename="{stem}.csv"', "vary": "accept"}
        return marked(self._request, Response(body, media_type="text/csv; charset=utf-8", headers=headers))

    def _page(self, cut: Cut[Any]) -> Response:
        following = self._link(cut.next) if cut.next else None
        body = to_json({"items": list(cut.items), "next": following}, by_alias=True, inf_nan_mode="null")
        headers = {"link": f'<{following}>; rel="next"'} if following else {}
        return marked(self._request, Response(body, media_type="application/json", headers=headers))

    def _link(self, cursor: str) -> str:
        query = [(name, value) for name, value in self._request.query_params.multi_items() if name != "cursor"]
        return f"{self._request.url.path}?{urlencode([*query, ('cursor', cursor)])}"


AsWanted = Annotated[Wanted, Depends(Wanted)]


def add_list(
    router: APIRouter, path: str, model: type[BaseModel], operation_id: str, summary: str
) -> Callable[[Handler], Handler]:
    """Serves a list at its path and, as a file, at the path with `.csv` behind it."""

    def served(handler: Handler) -> Handler:
        # The file first: `/tables/{table}` would take `/tables/software.csv` for a table of that name.
        router.get(
            f"{path}.csv",
            operation_id=f"{operation_id}AsCsv",
            summary=f"{summary}, as a file for a spreadsheet",
            response_class=Response,
            responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
        )(handler)
        router.get(path, operation_id=operation_id, summary=summary, response_model=Page[model])(handler)  # type: ignore[valid-type]
        return handler

    return served


def marked(request: Request, response: Response) -> Response:
    """The answer with a mark of its content, or 304 when the caller has exactly that already."""
    mark = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {mark, "*"}:
        return Response(status_code=304, headers={"etag": mark})
    response.headers["etag"] = mark
    return response


def _prefers_csv(accepted: str) -> bool:
    """Whether CSV is asked for by name, before JSON."""
    kinds = [one.partition(";")[0].strip().casefold() for one in accepted[:500].split(",")]
    first = next((one for one in kinds if one in {"text/csv", "application/json", "*/*"}), "")
    return first == "text/csv"


def _closed(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def _opened(cursor: str) -> Key:
    """The key inside a cursor. Raises Problem for anything that was not ours."""
    try:
        content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _foreign() from None
    if not isinstance(content, list) or not all(_fits(part) for part in content):
        raise _foreign()
    return tuple(content)


def _fits(part: object) -> bool:
    return isinstance(part, str) or (type(part) is int and -_LARGEST < part < _LARGEST)


def _comes_after(key: Key, after: Key) -> bool:
    if [type(part) for part in key] != [type(part) for part in after]:
        raise _foreign()
    return key > after


def _foreign() -> Problem:
    return Problem("invalid", "cursor: this is not from the `next` of this list; begin again without one")
