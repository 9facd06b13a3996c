"""Tokens: make a joining string, list what was made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.usecases.make_token import Wanted, make_token

router = APIRouter(prefix="/tokens")


class NewToken(BaseModel):
    """What the machines that use it will be."""

    model_config = ConfigDict(extra="forbid")

    site: str = Field(default="", max_length=64)
    room: str = Field(default="", max_length=64)
    device_class: DeviceClass = DeviceClass.SHARED
    uses: int = 1
    expires_seconds: float = 86_400
    ask: bool = False


@router.post("", status_code=201)
def create(new: NewToken, given: Given) -> dict[str, str]:
    """A new joining string; it is shown this once."""
    wanted = Wanted(new.site, new.room, new.device_class, new.uses, timedelta(seconds=new.expires_seconds), new.ask)
    text = given.ledger.write(lambda books: make_token(books, wanted, given.reachable, WHO, given.clock()))
    return {"token": text}


@router.get("")
def listed(given: Given) -> list[dict[str, Any]]:
    """Every token, without its secret."""
    return [
        {
            "token_id": token.token_id,
            "site": token.site,
            "room": token.room,
            "class": token.device_class.value,
            "uses_left": token.uses_left,
            "expires_at": token.expires_at.isoformat(),
            "ask": token.ask,
        }
        for token in given.ledger.read(lambda books: books.tokens.all())
    ]
