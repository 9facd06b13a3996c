"""Tokens with which machines join: make a joining string, list what was made, take one back."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.entrypoints.api.gate import Reader, Writer
from schoolwacht_collector.entrypoints.api.idempotency import MakeOnce
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.devices import NewToken, TokenLine, TokenMade
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.usecases.make_token import Wanted, make_token
from schoolwacht_collector.usecases.withdraw_token import withdraw_token

router = APIRouter(prefix="/tokens", tags=["enrolment"])

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="As the list names it.", examples=["9b1c0f3a5d7e2468"])]


@add_list(router, "", TokenLine, "listTokens", "Every token with which machines join")
def list_tokens(given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """Newest first, without their secrets."""

    def work(books: Books) -> Cut[TokenLine]:
        tokens = [token for token in books.tokens.all() if caller.site in {"", token.site}]
        return wanted.cut(tokens, lambda one: (-round(one.created_at.timestamp() * 1000), one.token_id)).of(_line)

    columns = ("token_id", "site", "room", "device_class", "uses_left", "created_at", "expires_at", "ask", "resets")
    return wanted.answer(given.read(caller, work), "tokens", columns)


def _line(token: Token) -> TokenLine:
    return TokenLine.model_validate({name: getattr(token, name) for name in TokenLine.model_fields})


@router.post("", status_code=201, operation_id="createToken", summary="Make a joining string", response_model=TokenMade)
def create_token(new: NewToken, given: Given, caller: Writer, once: MakeOnce) -> Response:
    """It is shown this once, for only a hash of its secret is kept."""
    if caller.site and new.site != caller.site:
        raise Problem("forbidden", f"this token is for {caller.site} alone: name that site")
    lasts = timedelta(seconds=new.expires_seconds)
    wanted = Wanted(new.site, new.room, new.device_class, new.uses, lasts, new.ask, new.resets)

    def make() -> TokenMade:
        return TokenMade(
            token=given.write(
                caller, lambda books: make_token(books, wanted, given.reachable, caller.name, given.clock())
            )
        )

    return once.created(caller, new, make)


@router.delete("/{token_id}", operation_id="withdrawToken", summary="Take a joining string back")
def take_back(token_id: Id, given: Given, caller: Writer) -> TokenLine:
    """Nobody joins with it any more; whoever did stays."""

    def work(books: Books) -> TokenLine:
        mine = (one.token_id for one in books.tokens.all() if caller.site in {"", one.site})
        if token_id not in mine:
            raise Problem("not-found", "there is no token of that name; 'schoolwacht token list' shows them all")
        return _line(withdraw_token(books, token_id, caller.name, given.clock()))

    return given.write(caller, work)
