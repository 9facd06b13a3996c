"""What the console knows beside the stores. The composition root fills it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.entrypoints.console.settings_desk import SettingsDesk
from schoolwacht_collector.usecases.make_token import Reachable

WriteCsv = Callable[[Sequence[str], Iterable[Sequence[Any]], str, tzinfo], bytes]
"""(columns, rows, language, zone) -> a file that spreadsheets open well."""


def _nothing_plays() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the console knows. What is left out here has no page, or says on its page that it is not there.

    `simulated` marks every page as a played school; `progress` then gives (day being played, days in all) while the
    past is still being played. `session_clock` is the wall clock where `clock` is not: log-ins end by it.
    `make_backup` makes a back-up of Schoolwacht itself now, or raises Busy with the reason.
    """

    rules: Mapping[str, AnyRule]
    catalogue: Catalogue
    calendar: Callable[[date], SchoolCalendar]
    reachable: Reachable
    zone: ZoneInfo
    version: str
    csv: WriteCsv | None = None
    settings: SettingsDesk | None = None
    make_backup: Callable[[], object] | None = None
    simulated: bool = False
    progress: Callable[[], tuple[int, int] | None] = _nothing_plays
    session_clock: Callable[[], datetime] | None = None
