"""Tells which installs of paid titles were used, which were not, and of which that cannot be known.

Of a device, never of a person: on a shared device nobody can say who it was. A device whose class is not measured, that
was hardly on, or whose agent could not look, is unknown; only what was looked at long enough can be called unused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.licence_matching import Catalogue, Title

LEAST_DAYS = 5
"""Days on which an agent must have looked before a title is called unused: one quiet week says little enough."""
LEAST_MINUTES = 10
"""Of a day that counts as one of those."""
SCHOOL_DAYS = 30
"""How far back is looked."""


@dataclass(frozen=True, slots=True)
class DeviceUse:
    """One title on one device. `minutes` None: it cannot be known whether it was used; 0: it was not."""

    device: Device
    minutes: int | None
    days: int = 0
    last_day: str = ""
    looked_days: int = 0

    @property
    def state(self) -> Literal["used", "unused", "unknown"]:
        """In one word: used, unused or unknown."""
        return "unknown" if self.minutes is None else "used" if self.minutes else "unused"


@dataclass(frozen=True, slots=True)
class TitleUse:
    """One title on every device that has it or used it. `measurable`: we know a program by which it shows."""

    measurable: bool
    devices: tuple[DeviceUse, ...] = ()

    def of(self, state: str) -> tuple[DeviceUse, ...]:
        """The devices on which it is so."""
        return tuple(one for one in self.devices if one.state == state)

    @property
    def minutes(self) -> int:
        """On all devices together."""
        return sum(one.minutes or 0 for one in self.devices)

    @property
    def state(self) -> Literal["used", "unused", "partly", "unmeasured"]:
        """In one word: used, unused, partly (not used where that is known) or unmeasured."""
        used, unused, unknown = (len(self.of(state)) for state in ("used", "unused", "unknown"))
        if used:
            return "used"
        if not unused:
            return "unmeasured"
        return "partly" if unknown else "unused"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the agents told: days with a look by device; days with minutes by title and device."""

    looked: Mapping[str, Collection[str]]
    used: Mapping[tuple[str, str], Mapping[str, int]]


def count_use(
    books: Books,
    catalogue: Catalogue,
    installs: Mapping[str, Collection[str]],
    measured: Collection[DeviceClass],
    since: date,
) -> dict[str, TitleUse]:
    """By the name of the title. `installs` are the ids of the devices that have it."""
    active = {one.device_id: one for one in books.devices.all() if one.state is DeviceState.ACTIVE}
    on = {device_id for device_id, one in active.items() if one.device_class in measured}
    seen = _seen(books, on, since.isoformat())
    owners = Counter(program for title in catalogue.titles for program in title.programs)
    found: dict[str, TitleUse] = {name: TitleUse(measurable=False) for name in installs}
    for title in catalogue.titles:
        has = {one for one in installs.get(title.title, ()) if one in active}
        shared = any(owners[program] > 1 for program in title.programs)
        ran = {one for (title_id, one), days in seen.used.items() if title_id == title.title_id and any(days.values())}
        # A program of several titles tells only together with the inventory which of them it was.
        devices = has if shared else has | ran
        if devices or title.title in installs:
            lines = (_of_device(title, active[one], seen, on) for one in devices)
            found[title.title] = TitleUse(bool(title.programs), tuple(sorted(lines, key=_place)))
    return found


def _seen(books: Books, on: Collection[str], since: str) -> _Seen:
    looked: defaultdict[str, set[str]] = defaultdict(set)
    for device_id, day, minutes, _ in _rows(books, "licence_watch", on, since):
        if minutes >= LEAST_MINUTES:
            looked[device_id].add(day)
    used: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for device_id, day, minutes, title in _rows(books, "licence_use", on, since):
        used[title, device_id][day] = minutes
    return _Seen(looked, used)


def _rows(books: Books, table: str, on: Collection[str], since: str) -> Iterator[tuple[str, str, int, str]]:
    """Device, day, minutes and title: a day is written so that a later one comes later in the alphabet as well."""
    for fact in books.facts.current(table) if on else ():
        day, minutes = fact.cells.get("day"), fact.cells.get("minutes")
        if fact.device_id in on and isinstance(day, str) and day >= since and isinstance(minutes, int):
            yield fact.device_id, day, minutes, str(fact.cells.get("title") or "")


def _of_device(title: Title, device: Device, seen: _Seen, on: Collection[str]) -> DeviceUse:
    if device.device_id not in on or not title.programs:
        return DeviceUse(device, None)
    told = seen.used.get((title.title_id, device.device_id), {})
    # A row of no minutes says from which day on the title was looked for at all.
    began = max((day for day, minutes in told.items() if minutes == 0), default="")
    looked = sum(day >= began for day in seen.looked.get(device.device_id, ()))
    days = sorted(day for day, minutes in told.items() if minutes > 0)
    if days:
        return DeviceUse(device, sum(told[day] for day in days), len(days), days[-1], looked)
    return DeviceUse(device, 0 if looked >= LEAST_DAYS else None, looked_days=looked)


def _place(one: DeviceUse) -> tuple[str, str, str, str]:
    return one.device.site, one.device.room, one.device.host, one.device.device_id
