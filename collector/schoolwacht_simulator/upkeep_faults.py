"""Planted faults of upkeep: disks that work as one, systems that nobody mends, a scanner that is off, crashes.

Whatever the daily round tells of is told two hours after the school opened, so such a fault waits for a round.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import pairwise

from schoolwacht_simulator.days import ZONE, day_of, milliseconds, moment
from schoolwacht_simulator.faults import DAY_MS, Planting
from schoolwacht_simulator.inventory.support import support_of

AHEAD = timedelta(days=60)
"""Systems whose end comes near later than this after the story began are well in it."""
_LAST_SEEN, _ROUND_OVER = (9, 45), 12
"""When a machine must have told to be in the round, and the hour at which the round is surely over."""
_SCHOOL_DAYS, _NEVER = 200, timedelta(days=365)
_CRASHING_DAYS = 40
_A_WEEK_OF_CRASHES = frozenset({1, 2, 4})
"""On which of five school days in a row the machine crashes: some, and never five a week."""


def plant_upkeep(planting: Planting) -> None:
    """All of them."""
    _lost_disk(planting)
    _unmended_systems(planting)
    _scanner_off(planting)
    _crashing(planting)


def _lost_disk(planting: Planting) -> None:
    lost_ms = planting.at(1, 11)
    planting.ail("srv-leerplatform", raid_degraded_ms=lost_ms)
    about = "md0 has lost one of its two disks and goes on with the other"
    # The agent looks at this every six hours.
    planting.note_on("disk set incomplete", "srv-leerplatform", ("raid_degraded",), lost_ms, timedelta(hours=8), about)


def _unmended_systems(planting: Planting) -> None:
    """One line for a room and release, and one for a server."""
    rooms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, device in planting.devices.items():
        if not device.copy_of:
            room = key if device.device_class == "server" else device.room
            support = support_of(device.machine.system)
            rooms[room, f"{support.product} {support.release}"].append(key)
    for (room, release), keys in rooms.items():
        device = planting.devices[keys[0]]
        support = support_of(device.machine.system)
        near = support.ends_soon_from()
        if near is None:
            continue
        near_ms = milliseconds(datetime.combine(near, time(), ZONE))
        begins_ms = max(planting.begins_ms, near_ms)
        if moment(begins_ms) - planting.begins > AHEAD:
            continue
        server = device.device_class == "server"
        found = min(_by_the_round(planting, key, begins_ms) for key in keys)
        over = (
            "is past the end of its maker's support"
            if _is_over(support.ends, begins_ms)
            else "is near the end of its maker's support"
        )
        subject = room if server or len(keys) > 1 else keys[0]
        about = f"{release} {over}" if len(keys) == 1 else f"{release}, on {len(keys)} machines, {over}"
        planting.note("system out of support", subject, ("os_support_ended",), begins_ms, found, about)


def _is_over(ends: str | None, at_ms: int) -> bool:
    return ends is not None and day_of(at_ms).isoformat() > ends


def _scanner_off(planting: Planting) -> None:
    key, begins_ms = "ler-pc01", planting.begins_ms
    planting.ail(key, scanner_off_ms=begins_ms)
    on = planting.devices[key].timetable.next_on(begins_ms)
    # It must be so since the evening before: the first morning is too early.
    seen_ms = begins_ms if on is None else on + 12 * 3_600_000
    found = moment(seen_ms) - moment(begins_ms) + _by_the_round(planting, key, seen_ms)
    about = "somebody switched the virus scanner off"
    planting.note("protection off", key, ("protection_off",), begins_ms, found, about)


def _crashing(planting: Planting) -> None:
    key = "h112-pc03"
    crashed = tuple(
        planting.at(number, 14 if planting.open_day(number).weekday() != 2 else 11, 10)  # noqa: PLR2004 - Wednesday
        for number in range(_CRASHING_DAYS)
        if number % 5 in _A_WEEK_OF_CRASHES
    )
    planting.ail(key, crashed_ms=crashed)
    # Two within a week are a pattern; after a holiday the second may come too late for that.
    begins_ms = next(
        (later for one, later in pairwise(crashed) if later - one < 4 * DAY_MS),
        None,
    )
    if begins_ms is None:
        return
    found = _by_the_round(planting, key, begins_ms)
    about = "the system crashes a few times a week"
    planting.note("crashes", key, ("machine_crashes",), begins_ms, found, about)


def _by_the_round(planting: Planting, key: str, begins_ms: int) -> timedelta:
    """How long after a moment the first daily round is over before which the machine was on."""
    on_ms = planting.devices[key].timetable.next_on(begins_ms)
    if on_ms is None:
        return _NEVER
    rounds = (number for number in range(_SCHOOL_DAYS) if planting.at(number, *_LAST_SEEN) > on_ms)
    return moment(planting.at(next(rounds), _ROUND_OVER)) - moment(begins_ms)
