"""Settings of the collector: what they are now, and another value for one."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.entrypoints.api.gate import Admin
from schoolwacht_collector.entrypoints.api.listing import AsWanted, add_list
from schoolwacht_collector.entrypoints.api.models.school import NewSetting, SettingLine
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services, Settings

router = APIRouter(prefix="/settings", tags=["collector"])

_SECRET = ("notify.urls",)
"""Their values hold passwords: only what stands before :// is shown."""
_HIDDEN = "***"


@add_list(router, "", SettingLine, "listSettings", "Every setting as it works now")
def list_settings(given: Given, _: Admin, wanted: AsWanted) -> Response:
    """By name."""
    cut = wanted.cut(_all(_kept(given)), lambda one: (one.name,))
    return wanted.answer(cut, "settings", ("name", "value", "fixed_by"))


@router.put("", operation_id="changeSetting", summary="Give a setting another value")
def change_setting(new: NewSetting, given: Given, caller: Admin) -> SettingLine:
    """It is checked and kept in collector.toml."""
    settings = _kept(given)
    if new.name not in settings.read():
        raise Problem("not-found", "there is no such setting that can be changed here; the list shows them all")
    if fixed := settings.fixed().get(new.name):
        raise Problem("conflict", f"this setting is fixed by {fixed}; change it there")
    section, _, key = new.name.rpartition(".")
    settings.change(section, key, new.value)
    told = "" if new.name in _SECRET else new.value.replace("\n", ", ")
    deed = Deed(given.clock(), caller.name, "setting.change", new.name, told[:500])
    given.write(caller, lambda books: books.audit.note(deed))
    return next(one for one in _all(settings) if one.name == new.name)


def _kept(given: Services) -> Settings:
    if given.settings is None:
        raise Problem("not-found", "settings are not kept here; edit collector.toml and see 'schoolwacht config show'")
    return given.settings


def _all(settings: Settings) -> list[SettingLine]:
    fixed = settings.fixed()
    return [
        SettingLine(name=name, value=_masked(name, value), fixed_by=fixed.get(name, ""))
        for name, value in settings.read().items()
    ]


def _masked(name: str, value: str) -> str:
    if name not in _SECRET:
        return value
    return "\n".join(f"{line.partition('://')[0]}://{_HIDDEN}" for line in value.splitlines() if line.strip())
