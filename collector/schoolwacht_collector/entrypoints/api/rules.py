"""Rules, their limits, and where those are otherwise."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.rule import AnyRule, LimitOverride
from schoolwacht_collector.entrypoints.api.gate import Reader, SchoolWriter
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.alerts import LimitLine, NewLimit, RuleLine
from schoolwacht_collector.entrypoints.api.models.answer import Done
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services

router = APIRouter(tags=["rules"])


@add_list(router, "/rules", RuleLine, "listRules", "Every rule with its limits")
def list_rules(given: Given, _: Reader, wanted: AsWanted) -> Response:
    """By name. What is otherwise somewhere stands under /limits."""
    cut = wanted.cut(given.rules.values(), lambda rule: (rule.name,)).of(lambda rule: _rule(rule, given))
    return wanted.answer(cut, "rules", ("rule", "title", "about", "limits", "hold_seconds", "clear_seconds"))


def _rule(rule: AnyRule, given: Services) -> RuleLine:
    return RuleLine(
        rule=rule.name,
        title=given.render(rule.title),
        about=given.render(rule.about),
        limits={name: _plain(value) for name, value in asdict(rule.limits).items()},
        hold_seconds=rule.hold.total_seconds(),
        clear_seconds=rule.clear.total_seconds(),
    )


def _plain(value: float | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else value


@add_list(router, "/limits", LimitLine, "listLimits", "Limits that are otherwise somewhere")
def list_limits(given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """By rule, name and place. The narrowest place wins: site, room, class, device."""

    def work(books: Books) -> Cut[LimitLine]:
        cut = wanted.cut(books.alerts.overrides(), lambda one: (one.rule, one.name, one.scope, one.target))
        return cut.of(lambda one: LimitLine.model_validate(asdict(one)))

    return wanted.answer(given.read(caller, work), "limits", ("rule", "name", "scope", "target", "value"))


@router.put("/limits", operation_id="setLimit", summary="Make a limit otherwise for one place, or take that back")
def set_limit(new: NewLimit, given: Given, caller: SchoolWriter) -> Done:
    """It counts from the next round of judging, within a minute."""
    rule = given.rules.get(new.rule)
    if rule is None or new.name not in asdict(rule.limits):
        known = ", ".join(asdict(rule.limits)) if rule else ", ".join(given.rules)
        raise Problem("impossible", f"there is no such limit; choose from: {known}")

    def work(books: Books) -> None:
        if new.value is None:
            if not books.alerts.remove_override(new.rule, new.name, new.scope, new.target):
                raise Problem("not-found", "that limit was not set there")
        else:
            books.alerts.override(LimitOverride(new.rule, new.name, new.value, new.scope, new.target))
        details = f"{new.name}={new.value} for {new.scope} {new.target}"
        books.audit.note(Deed(given.clock(), caller.name, "limit.set", new.rule, details))

    given.write(caller, work)
    return Done()
