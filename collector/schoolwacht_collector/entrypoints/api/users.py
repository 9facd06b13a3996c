"""Users of the console: list, add, another role, a new link, shut out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.api.gate import Admin
from schoolwacht_collector.entrypoints.api.idempotency import MakeOnce
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.people import LoginLink, NewRole, NewUser, UserLine
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.entrypoints.console.user_sites import bind, sites_of
from schoolwacht_collector.usecases.change_users import set_role, shut_out
from schoolwacht_collector.usecases.manage_users import add_user, login_link

router = APIRouter(prefix="/users", tags=["users"])

Name = Annotated[str, Path(min_length=1, max_length=64, description="The name to log in with.", examples=["els"])]


@add_list(router, "", UserLine, "listUsers", "Everybody who may log in")
def list_users(given: Given, caller: Admin, wanted: AsWanted) -> Response:
    """By name."""

    def work(books: Books) -> Cut[UserLine]:
        return wanted.cut(books.people.users(), lambda user: (user.name,)).of(lambda user: _line(books, user))

    columns = ("name", "role", "has_password", "sites", "created_at")
    return wanted.answer(given.read(caller, work), "users", columns)


@router.post("", status_code=201, operation_id="createUser", summary="Add a user", response_model=LoginLink)
def create_user(new: NewUser, given: Given, caller: Admin, once: MakeOnce) -> Response:
    """The link lets them in once, to choose a password."""

    def work(books: Books) -> str:
        if books.people.user(clean(new.name, 64)) is not None:
            raise Problem("conflict", f"there is a user {clean(new.name, 64)!r} already; reset gives a new link")
        return add_user(books, new.name, new.role, caller.name, given.clock())

    def make() -> LoginLink:
        return LoginLink(name=clean(new.name, 64), link=f"{given.console_url}start/{given.write(caller, work)}")

    return once.created(caller, new, make)


@router.post("/{name}/reset", operation_id="resetUser", summary="Give a user a new link")
def reset_user(name: Name, given: Given, caller: Admin) -> LoginLink:
    """The old password and all sessions end; the link works once, within a day."""

    def work(books: Books) -> str:
        _known(books, name)
        return login_link(books, name, caller.name, given.clock(), reset=True)

    return LoginLink(name=name, link=f"{given.console_url}start/{given.write(caller, work)}")


@router.patch("/{name}", operation_id="setRole", summary="Give a user another role")
def change_role(name: Name, new: NewRole, given: Given, caller: Admin) -> UserLine:
    """It counts from the next page they open. The last administrator stays one."""
    return given.write(caller, _then(name, lambda b: set_role(b, name, new.role, caller.name, given.clock())))


@router.delete("/{name}", operation_id="shutOutUser", summary="Shut a user out")
def remove_user(name: Name, given: Given, caller: Admin) -> UserLine:
    """Password, sessions and links end, and the name may be given again; the audit trail keeps it."""

    def remove(books: Books) -> User:
        bind(books, name, ())
        return shut_out(books, name, caller.name, given.clock())

    return given.write(caller, _then(name, remove))


def _then(name: str, change: Callable[[Books], User]) -> Callable[[Books], UserLine]:
    def work(books: Books) -> UserLine:
        _known(books, name)
        return _line(books, change(books))

    return work


def _known(books: Books, name: str) -> None:
    if books.people.user(name) is None:
        raise Problem("not-found", f"there is no user {clean(name, 64)!r}; 'schoolwacht user list' shows them all")


def _line(books: Books, user: User) -> UserLine:
    return UserLine.model_validate(
        {
            "name": user.name,
            "role": user.role,
            "has_password": bool(user.password_hash),
            "sites": sorted(sites_of(books, user)),
            "created_at": user.created_at,
        }
    )
