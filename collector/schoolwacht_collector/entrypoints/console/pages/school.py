"""Settings of the school: name, language, time zone and its own days off; also a step of the first set-up."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console import settings_desk as settings
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Visitor
from schoolwacht_collector.entrypoints.console.languages import LANGUAGES
from schoolwacht_collector.entrypoints.console.problem import Problem
from schoolwacht_collector.entrypoints.console.setup_steps import after
from schoolwacht_collector.entrypoints.console.views.days_off import parsed, written
from schoolwacht_collector.ports import BadRequest

router = APIRouter()

ZONES = ("Europe/Brussels", "Europe/Amsterdam", "Europe/Luxembourg", "Europe/Paris", "Europe/Berlin", "Europe/London")


class Given(BaseModel):
    """The form as it arrives; every field may be missing. `wizard` is filled when it is a step of the set-up."""

    name: str = ""
    language: str = ""
    zone: str = ""
    days_off: str = ""
    wizard: str = ""


def school_page(
    request: Request, desk: Desk, visitor: Visitor, wizard: str, typed: Given | None = None, wrong: str = ""
) -> Response:
    """The form, in the settings or as a step of the set-up."""
    keeper = desk.knows.settings
    now = keeper.read() if keeper is not None else {}
    typed = typed or Given(
        name=settings.text(now, settings.SCHOOL_NAME),
        language=settings.text(now, settings.LANGUAGE) or LANGUAGES[0],
        zone=settings.text(now, settings.TIME_ZONE) or str(desk.knows.zone),
        days_off=written(settings.items(now, settings.DAYS_OFF)),
    )
    template = "setup_school.html" if wizard else "settings.html"
    return paper.page(
        request, visitor, template, 422 if wrong else 200, step="school",
        typed=typed, wrong=wrong, zones=ZONES, can_change=keeper is not None, fixed=_fixed(desk),
    )  # fmt: skip


def _fixed(desk: Desk) -> dict[str, str]:
    """By the name of a field what fixes it."""
    found = desk.knows.settings.fixed() if desk.knows.settings is not None else {}
    return {field: found.get(settings.name_of(setting), "") for field, setting in _FIELDS.items()}


_FIELDS = {
    "name": settings.SCHOOL_NAME,
    "language": settings.LANGUAGE,
    "zone": settings.TIME_ZONE,
    "days_off": settings.DAYS_OFF,
}


@router.get("/settings")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The form with what is set now."""
    return school_page(request, desk, visitor, "")


@router.post("/settings")
def save(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """Keeps what changed."""
    try:
        _keep(desk, visitor, _checked(given))
    except Problem as flaw:
        return school_page(request, desk, visitor, given.wizard, given, visitor.speech.say(flaw.text))
    except BadRequest as flaw:
        return school_page(request, desk, visitor, given.wizard, given, str(flaw))
    return RedirectResponse(after("school") if given.wizard else "/settings?done=saved", 303)


def _checked(given: Given) -> dict[str, str]:
    """What is wanted, by the name of the field. Raises Problem."""
    if given.language not in LANGUAGES:
        raise Problem(say("Choose a language."))
    if given.zone.strip() not in available_timezones():
        raise Problem(say("That time zone is not known. Write one such as Europe/Brussels."))
    return {
        "name": clean(given.name, 100),
        "language": given.language,
        "zone": given.zone.strip(),
        "days_off": "\n".join(parsed(given.days_off)),
    }


def _keep(desk: Desk, visitor: Visitor, wanted: dict[str, str]) -> None:
    """Keeps what differs and may be changed here."""
    keeper = desk.knows.settings
    if keeper is None:
        return
    now, fixed = keeper.read(), _fixed(desk)
    for field, value in wanted.items():
        setting = _FIELDS[field]
        if fixed[field] or settings.text(now, setting) == value:
            continue
        keeper.change(*setting, value)
        deed = Deed(visitor.now, visitor.user.name, "settings.change", settings.name_of(setting), value[:200])
        desk.write(visitor, partial(_noted, deed))


def _noted(deed: Deed, books: Books) -> None:
    books.audit.note(deed)
