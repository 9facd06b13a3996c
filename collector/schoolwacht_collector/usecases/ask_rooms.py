"""Looks at rooms as a whole: how many of their machines were heard today, and how it usually is at this hour.

Only in school hours, and only shared machines: a room of them that is usually busy and today says nothing has lost its
power or its switch. What is usual is the last ten school mornings before the room fell silent, so that a room does not
become normal by being dark for long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.domain.rule import RoomSilence, SiteRooms
from schoolwacht_collector.domain.series import Window
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, Answers, Circumstances
from schoolwacht_collector.usecases.ask_series import HOUR_MS, SeriesWindows

HEARD_BY = "system.uptime"
"""A number that every agent sends every minute, on every system."""
MORNINGS = 10
_WORTH_SHARE = 0.5
_WORTH_AFTER = timedelta(hours=1)
_WORTH_MACHINES = 3

_Place = tuple[str, str]


def ask_rooms(series: SeriesWindows, devices: Mapping[str, Device], around: Circumstances) -> Answers:
    """One answer a site; none outside school hours, when silence says nothing."""
    calendar, now = around.calendar, around.now
    if not calendar.is_open(now):
        return Answers((), frozenset())
    opened = calendar.opening(now.astimezone(calendar.zone).date())
    places: dict[_Place, list[Device]] = defaultdict(list)
    for device in devices.values():
        if device.device_class is DeviceClass.SHARED and device.room:
            places[device.site, device.room].append(device)
    sites: dict[str, list[RoomSilence]] = defaultdict(list)
    trouble = ""
    for (site, room), machines in sorted(places.items()):
        silent = [one for one in machines if one.last_seen is None or one.last_seen < opened]
        found = RoomSilence(room, len(machines), len(silent))
        if not trouble and _is_worth_asking(found, now - opened):
            try:
                found = replace(found, usual=_usual(series, machines, silent, calendar, now))
            except Busy as away:
                trouble = str(away)
        sites[site].append(found)
    listened = now - max(opened, around.listening_since)
    settling = calendar.is_settling(now)
    answers = [(None, SiteRooms(site, tuple(rooms), listened, settling)) for site, rooms in sites.items()]
    return Answers(tuple(answers), frozenset({SCHOOL}), trouble=trouble)


def _is_worth_asking(room: RoomSilence, open_for: timedelta) -> bool:
    """Whether the past of this room can matter: most rooms are heard within the hour."""
    many = room.machines >= _WORTH_MACHINES
    return many and room.silent >= _WORTH_SHARE * room.machines and open_for >= _WORTH_AFTER


def _usual(
    series: SeriesWindows,
    machines: Sequence[Device],
    silent: Sequence[Device],
    calendar: SchoolCalendar,
    now: datetime,
) -> tuple[float, ...]:
    """The share of the room that had been heard by this hour, on each of the school mornings before it fell silent."""
    today = now.astimezone(calendar.zone).date()
    heard = [one.last_seen.astimezone(calendar.zone).date() for one in silent if one.last_seen is not None]
    if not heard:
        return ()
    mornings = calendar.school_days_before(min(max(heard) + timedelta(days=1), today), MORNINGS)
    if not mornings:
        return ()
    passed = now - calendar.opening(today)
    spans = {day: (calendar.opening(day), calendar.opening(day) + passed) for day in mornings}
    counts: dict[date, int] = dict.fromkeys(mornings, 0)
    for machine in machines:
        for day in _days_heard(series, machine.device_id, spans):
            counts[day] += 1
    return tuple(counts[day] / len(machines) for day in mornings)


def _days_heard(series: SeriesWindows, device_id: str, spans: Mapping[date, tuple[datetime, datetime]]) -> set[date]:
    """On which of these days the machine was heard within the span of that day, to the hour."""
    since_ms = int(min(begin for begin, _ in spans.values()).timestamp() * 1000) // HOUR_MS * HOUR_MS
    last_ms = int(max(begin for begin, _ in spans.values()).timestamp() * 1000)
    until_ms = (last_ms // HOUR_MS + 12) * HOUR_MS  # as long as lessons last, and the same all day
    wanted = Window(HEARD_BY, since_ms, until_ms, device_id=device_id, every_ms=HOUR_MS)
    hours = {at for found in series.window(wanted) for at, _ in found.points}
    hour = timedelta(hours=1)
    return {day for day, (begin, end) in spans.items() if any(begin - hour < at < end for at in hours)}
