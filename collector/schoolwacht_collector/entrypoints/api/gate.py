"""Who asks, and what they may.

The same interface is served in two places. Whoever can open the socket in the home is its owner and may do everything.
On the network a token is needed: `Authorization: Bearer swa_...`. No cookie is ever looked at, so a page elsewhere
cannot make a browser ask in somebody's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer, SecurityScopes

from schoolwacht_collector.books.api_tokens import ApiScope, ApiToken
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.console.attempts import Attempts
from schoolwacht_collector.ports import Ledger
from schoolwacht_collector.usecases.manage_api_tokens import recognise, to_be_noted

_BEARER = HTTPBearer(
    scheme_name="token",
    description="A token made by `schoolwacht api-token create` or `POST /api-tokens`. It begins with `swa_`.",
    auto_error=False,
)
_ASK = {"www-authenticate": 'Bearer realm="schoolwacht"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may ask. `name` stands in the audit trail; `site` empty means the whole school.

    `owner`: whoever opened the socket in the home, and so may read and write its files anyway.
    """

    name: str
    scope: ApiScope
    site: str = ""
    owner: bool = False


class Gate(Protocol):
    """Tells who sends a request."""

    def caller(self, request: Request) -> Caller:
        """The caller. Raises Problem."""


class OwnerGate:
    """For the socket in the home: who can open that file may do everything."""

    def caller(self, request: Request) -> Caller:  # noqa: ARG002 - the file system has decided
        """The owner of the home, as the command line is named in the audit trail."""
        return Caller("cli", ApiScope.ADMIN, owner=True)


class BearerGate:
    """For the network: a token, looked up on every request, so that a revoked one ends at once.

    A right token always passes. Wrong ones are counted by address, and after five in a quarter of an hour are answered
    with 429: guessing 256 random bits is hopeless anyway, but whoever left an old token in a script should hear it.
    """

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._wrong = Attempts()

    def caller(self, request: Request) -> Caller:
        """The token's holder. Raises Problem."""
        now = self._clock()
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() != "bearer" or not text:
            raise Problem("unauthorized", "send 'Authorization: Bearer swa_...' with a token of this school", _ASK)
        token = self._ledger.read(lambda books: recognise(books, text.strip(), now))
        if token is None:
            raise self._refusal(request, now)
        self._note(token, now)
        # With a mark in front, for a token may carry the name of a user.
        return Caller(f"api:{token.name}", token.scope, token.site)

    def _refusal(self, request: Request, now: datetime) -> Problem:
        address = request.client.host if request.client else ""
        wait = self._wrong.wait(address, address, now)
        if wait:
            seconds = str(max(1, round(wait.total_seconds())))
            return Problem(
                "too-many", f"too many wrong tokens; try again in {seconds} seconds", {"retry-after": seconds}
            )
        self._wrong.failed(address, address, now)
        return Problem(
            "unauthorized",
            "this token is unknown, revoked or past its end; 'schoolwacht api-token create' makes a new one",
            {"www-authenticate": f'{_ASK["www-authenticate"]}, error="invalid_token"'},
        )

    def _note(self, token: ApiToken, now: datetime) -> None:
        if to_be_noted(token, now):
            self._ledger.submit(lambda books: books.api_tokens.used(token.token_id, now))


def caller_of(request: Request, wanted: SecurityScopes, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    """Who asks, if they may do what the operation needs."""
    gate: Gate = request.app.state.gate
    caller = gate.caller(request)
    for scope in wanted.scopes:
        if not caller.scope.covers(ApiScope(scope)):
            raise Problem("forbidden", f"this needs a token with the scope {scope}; this one has {caller.scope}")
    return caller


def _of_the_whole_school(caller: Annotated[Caller, Security(caller_of)]) -> Caller:
    if caller.site:
        raise Problem("forbidden", f"this is about the whole school; this token is for {caller.site} alone")
    return caller


Reader = Annotated[Caller, Security(caller_of, scopes=["read"])]
Writer = Annotated[Caller, Security(caller_of, scopes=["write"])]
SchoolReader = Annotated[Caller, Security(_of_the_whole_school, scopes=["read"])]
SchoolWriter = Annotated[Caller, Security(_of_the_whole_school, scopes=["write"])]
Admin = Annotated[Caller, Security(_of_the_whole_school, scopes=["admin"])]
