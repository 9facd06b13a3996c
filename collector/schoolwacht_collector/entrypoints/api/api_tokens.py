"""Tokens of this interface itself: list, make, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.api_tokens import ApiToken
from schoolwacht_collector.entrypoints.api.gate import Admin
from schoolwacht_collector.entrypoints.api.idempotency import MakeOnce
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.people import ApiTokenLine, ApiTokenMade, NewApiToken
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.usecases.manage_api_tokens import MARK, WantedToken, make_api_token, revoke_api_token

router = APIRouter(prefix="/api-tokens", tags=["tokens"])

_SHOWN = ("token_id", "name", "scope", "site", "created_at", "expires_at", "last_used_at", "revoked_at")
Id = Annotated[
    str, Path(pattern=r"^(swa_)?[0-9a-f]{8}$", description="The beginning of the token.", examples=["1f0b2e9d"])
]


@add_list(router, "", ApiTokenLine, "listApiTokens", "Every token of the interface")
def list_api_tokens(given: Given, caller: Admin, wanted: AsWanted) -> Response:
    """Newest first, revoked ones too, without their secrets."""

    def key(one: ApiToken) -> Key:
        return -round(one.created_at.timestamp() * 1000), one.token_id

    def work(books: Books) -> Cut[ApiTokenLine]:
        return wanted.cut(books.api_tokens.all(), key).of(_line)

    return wanted.answer(given.read(caller, work), "api-tokens", _SHOWN)


@router.post(
    "",
    status_code=201,
    operation_id="createApiToken",
    summary="Make a token for a program",
    response_model=ApiTokenMade,
)
def create_api_token(new: NewApiToken, given: Given, caller: Admin, once: MakeOnce) -> Response:
    """Its text is shown this once, for only a hash of it is kept."""
    lasts = timedelta(seconds=new.expires_seconds) if new.expires_seconds is not None else None
    wanted = WantedToken(new.name, new.scope, new.site, lasts)

    def make() -> ApiTokenMade:
        token, text = given.write(caller, lambda b: make_api_token(b, wanted, caller.name, given.clock()))
        return ApiTokenMade(**_line(token).model_dump(), token=text)

    return once.created(caller, new, make)


@router.delete("/{token_id}", operation_id="revokeApiToken", summary="End a token at once")
def end_api_token(token_id: Id, given: Given, caller: Admin) -> ApiTokenLine:
    """The very next request with it is refused. Doing it twice is as good as once."""

    def work(books: Books) -> ApiTokenLine:
        if books.api_tokens.get(token_id.removeprefix(MARK)) is None:
            raise Problem("not-found", "there is no token of that name; 'schoolwacht api-token list' shows them all")
        return _line(revoke_api_token(books, token_id, caller.name, given.clock()))

    return given.write(caller, work)


def _line(token: ApiToken) -> ApiTokenLine:
    return ApiTokenLine.model_validate({name: getattr(token, name) for name in _SHOWN})
