"""`Idempotency-Key`: whoever makes something and loses the answer may ask again, and gets the first answer.

Kept in memory for a day; a restart forgets, and then a repeat makes a second one. Answers hold secrets that are shown
once, so they are kept nowhere else, and each caller finds only their own.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from schoolwacht_collector.entrypoints.api.gate import Caller
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given

LASTS = timedelta(hours=24)
MOST = 1_000

_Name = tuple[str, str, str]


@dataclass(slots=True)
class _Kept:
    asked: str
    at: datetime
    body: bytes | None = None


class Answers:
    """Answers that were given, by caller, path and key."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Name, _Kept] = OrderedDict()
        self._lock = Lock()

    def claim(self, name: _Name, asked: str, now: datetime) -> bytes | None:
        """The first answer; None when this is the first time, which the caller then has to finish or drop."""
        with self._lock:
            known = self._kept.get(name)
            if known is None or now - known.at >= LASTS:
                self._kept[name] = _Kept(asked, now)
                self._kept.move_to_end(name)
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
                return None
            if known.asked != asked:
                raise Problem("conflict", "this Idempotency-Key was used for another request; take a new one")
            if known.body is None:
                raise Problem("conflict", "the first request with this Idempotency-Key still runs; ask again later")
            return known.body

    def finish(self, name: _Name, body: bytes) -> None:
        """Keeps the answer."""
        with self._lock:
            if name in self._kept:
                self._kept[name].body = body

    def drop(self, name: _Name) -> None:
        """It failed: the next try is a first one again."""
        with self._lock:
            self._kept.pop(name, None)


class Once:
    """Makes something once for each key."""

    def __init__(
        self,
        request: Request,
        given: Given,
        idempotency_key: Annotated[
            str | None,
            Header(
                min_length=1,
                max_length=200,
                description="Any text of your own. The same key within a day gives the first answer again.",
                examples=["0d5e6a52-5f0b-4b0e-9a50-6d7c8f1d2b11"],
            ),
        ] = None,
    ) -> None:
        self._request = request
        self._now = given.clock
        self._key = idempotency_key

    def created(self, caller: Caller, asked: BaseModel, make: Callable[[], BaseModel]) -> Response:
        """201 with what was made, now or by the first request with this key."""
        if self._key is None:
            return _created(_bytes(make()), repeated=False)
        answers: Answers = self._request.app.state.answers
        name = (caller.name, self._request.url.path, self._key)
        body = answers.claim(name, hashlib.sha256(_bytes(asked)).hexdigest(), self._now())
        if body is not None:
            return _created(body, repeated=True)
        try:
            body = _bytes(make())
        except BaseException:
            answers.drop(name)
            raise
        answers.finish(name, body)
        return _created(body, repeated=False)


MakeOnce = Annotated[Once, Depends(Once)]


def _bytes(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode()


def _created(body: bytes, *, repeated: bool) -> Response:
    headers = {"idempotent-replayed": "true"} if repeated else {}
    return Response(body, 201, media_type="application/json", headers=headers)
