"""When a machine is on: school days and nights, Wednesdays that end at noon, weekends and holidays.

Hours are those of a Flemish secondary school: lessons of 50 minutes from half past eight, a break, an hour at noon, and
the end at half past three. Only servers are on at night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from schoolwacht_simulator.chance import share, whole

ZONE = ZoneInfo("Europe/Brussels")
WEDNESDAY, FRIDAY = 2, 4
LESSONS = ((510, 560), (560, 610), (625, 675), (675, 725), (785, 835), (835, 885), (885, 935))
"""Begin and end of each lesson in minutes after midnight; on Wednesday the first four."""
WEDNESDAY_LESSONS = 4
_FOR_EVER = 2**62
IsOpenDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of time from a start to a switch-off, in milliseconds since 1970."""

    boot_ms: int
    off_ms: int


def weekdays(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() <= FRIDAY


def open_days(days_off: frozenset[date]) -> IsOpenDay:
    """Monday to Friday without these days."""
    return lambda day: weekdays(day) and day not in days_off


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def moment(number_of_ms: int) -> datetime:
    """The moment so many milliseconds after 1970."""
    return datetime.fromtimestamp(number_of_ms / 1000, UTC)


@lru_cache(maxsize=64)
def midnight_ms(day: date) -> int:
    """The first moment of a day at the school."""
    return milliseconds(datetime(day.year, day.month, day.day, tzinfo=ZONE))


def day_of(now_ms: int) -> date:
    """The day at the school."""
    return datetime.fromtimestamp(now_ms / 1000, ZONE).date()


def lesson_at(now_ms: int) -> int:
    """Which lesson is being given, from 0; -1 between lessons."""
    local = datetime.fromtimestamp(now_ms / 1000, ZONE)
    minute = local.hour * 60 + local.minute
    lessons = LESSONS[:WEDNESDAY_LESSONS] if local.weekday() == WEDNESDAY else LESSONS
    return next((n for n, (begin, end) in enumerate(lessons) if begin <= minute < end), -1)


@dataclass(slots=True)
class Timetable:
    """The hours of one machine. `way` is what it is used for; machines with one `together` are taken out together.

    `away` are stretches in which it is off whatever the timetable says, in milliseconds.
    """

    way: str
    key: str
    together: str
    is_open_day: IsOpenDay = weekdays
    up_since_ms: int = 0
    away: tuple[tuple[int, int], ...] = ()
    _known: dict[date, tuple[Session, ...]] = field(default_factory=dict, repr=False)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """When it is on this day."""
        found = self._known.get(day)
        if found is None:
            begin = midnight_ms(day)
            hours = self._hours(day) if self.is_open_day(day) else ()
            spans = [(begin + first * 60_000, begin + last * 60_000) for first, last in hours]
            found = tuple(Session(boot, off) for boot, off in _without(spans, self.away))
            if len(self._known) > 7:  # noqa: PLR2004 - a week is more than is ever looked at together
                self._known.clear()
            self._known[day] = found
        return found

    def session_in(self, after_ms: int, until_ms: int) -> Session | None:
        """The last session of which anything lies after one moment and until another."""
        if self.way == "server":
            sessions = [Session(*span) for span in _without([(self.up_since_ms, _FOR_EVER)], self.away)]
        else:
            sessions = list(self.sessions(day_of(until_ms)))
            if until_ms - after_ms > 6 * 3_600_000:
                sessions = [*self.sessions(day_of(after_ms)), *sessions]
        fitting = [one for one in sessions if one.boot_ms <= until_ms and one.off_ms > after_ms]
        return fitting[-1] if fitting else None

    def next_on(self, after_ms: int, days: int = 120) -> int | None:
        """The first moment at or after this one at which it is on."""
        if (now := self.session_in(after_ms - 1, after_ms)) is not None and now.off_ms > after_ms:
            return after_ms
        if self.way == "server":
            return min((until for begin, until in self.away if begin <= after_ms < until), default=None)
        day = day_of(after_ms)
        for ahead in range(days):
            for session in self.sessions(day + timedelta(days=ahead)):
                if session.boot_ms >= after_ms:
                    return session.boot_ms
        return None

    def _hours(self, day: date) -> tuple[tuple[int, int], ...]:
        """From and until, in minutes after midnight."""
        half = day.weekday() == WEDNESDAY
        if self.way == "classroom":
            end = whole(725, 750, self.key, "end", day) if half else whole(945, 995, self.key, "end", day)
            return ((whole(484, 506, self.key, "begin", day), end),)
        if self.way == "office":
            end = whole(750, 800, self.key, "end", day) if half else whole(970, 1050, self.key, "end", day)
            return ((whole(462, 492, self.key, "begin", day), end),)
        if self.way == "trolley":
            return self._lent(day, half=half)
        if self.way == "loan":
            end = 720 if half else whole(840, 960, self.key, "end", day)
            return ((whole(505, 540, self.key, "begin", day), end),) if share(self.key, "used", day) < 0.7 else ()  # noqa: PLR2004 - most days
        # Spare machines are checked now and then.
        return ((whole(600, 620, self.key, day), 680),) if (day.toordinal() + whole(0, 3, self.key)) % 4 == 0 else ()

    def _lent(self, day: date, *, half: bool) -> tuple[tuple[int, int], ...]:
        """A trolley goes to a class for a block of lessons; not every laptop in it is taken out."""
        blocks = ((0, 1), (2, 3)) if half else ((0, 1), (2, 3), (4, 5))
        hours = []
        for number, (first, last) in enumerate(blocks):
            taken = share(self.together, "block", number, day) < 0.6 and share(self.key, "taken", number, day) < 0.85  # noqa: PLR2004 - some of them
            if taken:
                begin = LESSONS[first][0] + whole(2, 9, self.key, "begin", number, day)
                hours.append((begin, LESSONS[last][1] - whole(0, 4, self.key, "end", number, day)))
        return tuple(hours)


def _without(spans: list[tuple[int, int]], away: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """The spans without what lies in `away`."""
    for begin, until in away:
        cut: list[tuple[int, int]] = []
        for boot, off in spans:
            cut += [(boot, min(off, begin)), (max(boot, until), off)]
        spans = [(boot, off) for boot, off in cut if boot < off]
    return spans
