"""Limits of rules that are otherwise for a site, room, class or device."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.rule import LimitOverride
from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.ports import BadRequest

router = APIRouter(prefix="/limits")


class NewLimit(BaseModel):
    """A limit for one place. Times are in seconds. No value: take the override away."""

    model_config = ConfigDict(extra="forbid")

    rule: str
    name: str
    scope: Literal["site", "room", "class", "device"]
    target: str
    value: float | None = None


@router.get("")
def listed(given: Given) -> dict[str, Any]:
    """Every rule with its limits, and what is otherwise somewhere."""
    rules = {
        name: {key: _plain(value) for key, value in asdict(rule.limits).items()} for name, rule in given.rules.items()
    }
    overrides = given.ledger.read(lambda books: books.alerts.overrides())
    return {"rules": rules, "overrides": [asdict(one) for one in overrides]}


@router.put("")
def put(new: NewLimit, given: Given) -> dict[str, str]:
    """Sets a limit for one place, or takes it away."""
    rule = given.rules.get(new.rule)
    if rule is None or new.name not in asdict(rule.limits):
        known = ", ".join(asdict(rule.limits)) if rule else ", ".join(given.rules)
        raise BadRequest(f"there is no such limit; choose from: {known}")

    def work(books: Books) -> None:
        if new.value is None:
            if not books.alerts.remove_override(new.rule, new.name, new.scope, new.target):
                raise BadRequest("that limit was not set there")
        else:
            books.alerts.override(LimitOverride(new.rule, new.name, new.value, new.scope, new.target))
        details = f"{new.name}={new.value} for {new.scope} {new.target}"
        books.audit.note(Deed(given.clock(), WHO, "limit.set", new.rule, details))

    given.ledger.write(work)
    return {"result": "ok"}


def _plain(value: object) -> object:
    return value.total_seconds() if isinstance(value, timedelta) else value
