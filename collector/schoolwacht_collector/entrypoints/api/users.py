"""Users of the console: add, reset."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.usecases.manage_users import add_user, login_link

router = APIRouter(prefix="/users")


class NewUser(BaseModel):
    """Somebody who may log in; the password is chosen by way of a link."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    role: Literal["viewer", "coordinator", "admin"] = "coordinator"


@router.get("")
def listed(given: Given) -> list[dict[str, Any]]:
    """Every user."""
    return [
        {"name": user.name, "role": user.role, "has_password": bool(user.password_hash)}
        for user in given.ledger.read(lambda books: books.people.users())
    ]


@router.post("", status_code=201)
def add(new: NewUser, given: Given) -> dict[str, str]:
    """A new user, and the link with which they choose a password."""
    secret = given.ledger.write(lambda books: add_user(books, new.name, new.role, WHO, given.clock()))
    return {"name": new.name, "link": f"{given.console_url}start/{secret}"}


@router.post("/{name}/reset")
def reset(name: str, given: Given) -> dict[str, str]:
    """A link that works once; sessions and the old password end."""
    secret = given.ledger.write(lambda books: login_link(books, name, WHO, given.clock(), reset=True))
    return {"name": name, "link": f"{given.console_url}start/{secret}"}
