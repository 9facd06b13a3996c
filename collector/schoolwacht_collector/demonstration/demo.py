"""The whole demonstration: a home, a collector on a played clock, simulated machines, the past before the present."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_collector.app import House, open_house, serve
from schoolwacht_collector.demonstration.clock import PlayedClock
from schoolwacht_collector.demonstration.home import configured, fresh_home
from schoolwacht_collector.demonstration.machines import Machines
from schoolwacht_collector.demonstration.opening import open_school
from schoolwacht_collector.demonstration.play import Play, Progress
from schoolwacht_collector.demonstration.timetable import QUIET_STEP, a_school_morning, steps
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.manage_users import first_link
from schoolwacht_simulator.school import School, plan_school


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see. Without a speed the past is played as fast as this machine can."""

    home: Path
    devices: int = 60
    seed: int = 7
    days: int = 15
    speed: float | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Stage:
    """What the teller is told about: where to look, and how far it is."""

    house: House
    school: School
    begins: datetime
    ends: datetime
    link: str


async def demonstrate(
    wish: Wish,
    real_now: Callable[[], datetime],
    stop: asyncio.Event,
    begun: Callable[[Stage], None],
    tell: Callable[[Progress], None],
    *,
    stay: bool = True,
) -> None:
    """Plays the past, then (with `stay`) the present until it is stopped.

    Raises BadRequest, PortTaken and MachinesFailed.
    """
    calendar = flemish_calendar(real_now().date())
    ends = a_school_morning(real_now(), calendar, wish.days)
    begins = ends - timedelta(days=wish.days)
    fresh_home(wish.home, {"devices": wish.devices, "seed": wish.seed, "begins": begins.isoformat()})
    clock = PlayedClock(begins, time.monotonic)
    progress = Progress(days=wish.days)
    with open_house(configured(wish.home, wish.language), clock, progress=progress.shown, wall=real_now) as house:
        school = plan_school(wish.devices, wish.seed, begins, calendar.is_school_day)
        tokens = wish.home / "machines" / "tokens.json"
        tokens.parent.mkdir(mode=0o700)
        open_school(house.ledger, school, house.catalogue, house.reachable(), begins, tokens)
        link = house.ledger.write(lambda books: first_link(books, real_now()))
        machines = Machines(_words(wish, house, begins, calendar), wish.home / "machines" / "machines.log")
        stage = Stage(house, school, begins, ends, link)
        begun(stage)
        await serve(house, lambda: _played(stage, wish, machines, progress, tell, stop, stay=stay), ticking=False)


async def _played(
    stage: Stage,
    wish: Wish,
    machines: Machines,
    progress: Progress,
    tell: Callable[[Progress], None],
    stop: asyncio.Event,
    *,
    stay: bool,
) -> None:
    house = stage.house
    clock = house.clock
    assert isinstance(clock, PlayedClock)  # noqa: S101 - it was made so above
    rounds = house.rounds(longest_gap=2 * QUIET_STEP)
    play = Play(clock, rounds, machines.step, house.backups.make_if_due, tell, progress)
    await machines.start()
    try:
        moments = list(steps(stage.begins, stage.ends, house.calendar(stage.ends.date())))
        await play.past(moments, wish.speed, stop)
        if stop.is_set() or not stay:
            return
        clock.run()
        async with house.ticking():
            await play.present(stop)
    finally:
        await machines.stop()


def _words(wish: Wish, house: House, begins: datetime, calendar: SchoolCalendar) -> list[str]:
    folder = wish.home / "machines"
    holidays = folder / "holidays.json"
    near = (day for day in calendar.days_off if abs((day - begins.date()).days) < 400)  # noqa: PLR2004 - a year around it
    holidays.write_text(json.dumps(sorted(day.isoformat() for day in near)))
    words = {
        "--push": house.config.agents.push,
        "--devices": wish.devices,
        "--seed": wish.seed,
        "--begins": begins.isoformat(),
        "--holidays": holidays,
        "--tokens": folder / "tokens.json",
        "--home": folder,
    }
    return ["play", *(str(word) for pair in words.items() for word in pair)]
