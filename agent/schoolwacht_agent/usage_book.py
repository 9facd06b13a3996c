"""Minutes that titles ran, by the day of the machine, kept across restarts in one small file of the agent's home.

Only titles and days: no program, user, window or moment is remembered. Beside them stands how long the agent could look
on each day, so that a title that was never used is told from one of which nothing can be known.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from schoolwacht_agent.files import replace_file

log = logging.getLogger(__name__)

KEPT_DAYS = 45
"""Days with a look that are kept: thirty school days, and a few on which only the caretaker was there."""
WRITE_EVERY = timedelta(minutes=10)
"""What a power cut may cost."""
LONGEST_GAP = timedelta(seconds=90)
"""Looks further apart than this count for nothing between them: the machine slept, or its clock was set."""
FILE = "licence_use.json"
_LARGEST_FILE = 4_000_000
_DAY_SECONDS = 86_400
_MOST_TITLES = 200
_LONGEST_TITLE = 64


@dataclass(slots=True)
class Day:
    """Seconds of one day: those in which the agent looked, and those of each title that it saw."""

    looked: float = 0.0
    titles: dict[str, float] = field(default_factory=dict)


class UsageBook:
    """Two probes share it: one counts every minute, one tells what was counted every hour."""

    def __init__(self) -> None:
        self.days: dict[str, Day] = {}
        self.since: dict[str, str] = {}
        """The first day on which a title was looked for; there only while other titles have earlier days."""
        self._home: Path | None = None
        self._known: frozenset[str] = frozenset()
        self._last: datetime | None = None
        self._written: datetime | None = None
        self._to_clear = False
        self._keeps = False
        """Whether this process is the agent: a command that only shows writes nothing."""
        self._lock = Lock()

    def follow(self, home: Path, *, wanted: bool) -> None:
        """An order arrived. Where nothing is to be counted any more, what was counted goes; at the collector too."""
        with self._lock:
            self._open(home)
            self._keeps = True
            self._to_clear = not wanted and (home / FILE).exists()
            if self._to_clear:
                self._empty()
                self._write()  # stays, empty, until the collector's rows were taken away: a restart may come between

    def clearing(self) -> bool:
        """Whether the collector's rows are to be taken away now; says so once."""
        with self._lock:
            if not self._to_clear or self._home is None:
                return False
            self._to_clear = False
            self._empty()
            (self._home / FILE).unlink(missing_ok=True)
            return True

    def count(self, home: Path, now: datetime, listed: Collection[str], running: Collection[str]) -> None:
        """Puts the time since the last look on the account of this day, and of the titles that run."""
        with self._lock:
            self._open(home)
            gap = now - self._last if self._last is not None else timedelta()
            seconds = gap.total_seconds() if timedelta() < gap <= LONGEST_GAP else 0.0
            self._last = now
            today = _day(now)
            day = self.days.setdefault(today, Day())
            self._meet(frozenset(listed), today)
            day.looked = min(day.looked + seconds, _DAY_SECONDS)
            for title in running:
                day.titles[title] = min(day.titles.get(title, 0.0) + seconds, _DAY_SECONDS)
            self._forget_old()
            if self._written is None or not timedelta() <= now - self._written < WRITE_EVERY:
                self._written = now
                self._write()

    def looked(self, home: Path) -> Iterator[tuple[str, int]]:
        """Each day with the minutes in which the agent looked."""
        with self._lock:
            self._open(home)
            yield from [(day, int(one.looked // 60)) for day, one in sorted(self.days.items())]

    def used(self, home: Path) -> Iterator[tuple[str, str, int]]:
        """Day, title and minutes: at least one where it was seen at all, none on the day it was first looked for."""
        with self._lock:
            self._open(home)
            told = {(day, title): 0 for title, day in self.since.items()}
            for day, one in self.days.items():
                told |= {(day, title): max(1, round(seconds / 60)) for title, seconds in one.titles.items()}
            yield from [(day, title, minutes) for (day, title), minutes in sorted(told.items())]

    def close(self) -> None:
        """Writes what was counted since; for the end of the agent."""
        with self._lock:
            if self.days:
                self._write()

    def _open(self, home: Path) -> None:
        """Reads what was kept, the first time that this home is named."""
        if home == self._home:
            return
        self._home, self._last, self._written = home, None, None
        self._empty()
        path = home / FILE
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise ValueError("it is far too large")  # noqa: TRY301 - one way out for whatever is wrong with the file
            self._take_up(json.loads(path.read_bytes()))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            log.warning("%s cannot be used and is set aside: %s", path, error)
            self._empty()
            with suppress(OSError):
                os.replace(path, path.with_name(FILE + ".corrupt"))  # noqa: PTH105 - says what it does: it replaces

    def _empty(self) -> None:
        self.days, self.since, self._known = {}, {}, frozenset()

    def _take_up(self, said: dict[str, Any]) -> None:
        for day, (looked, titles) in said["days"].items():
            seconds = {_title(title): _seconds(used) for title, used in list(titles.items())[:_MOST_TITLES]}
            self.days[date.fromisoformat(day).isoformat()] = Day(_seconds(looked), seconds)
        self.since = {_title(title): date.fromisoformat(day).isoformat() for title, day in said["since"].items()}
        self._known = frozenset(map(_title, said["known"]))
        self._forget_old()

    def _meet(self, listed: frozenset[str], today: str) -> None:
        """Notes from when on a title is looked for that was not before. On the first day of all there is no before."""
        if listed == self._known:
            return
        if len(self.days) > 1:
            self.since |= dict.fromkeys(listed - self._known, today)
        self.since = {title: day for title, day in self.since.items() if title in listed}
        self._known = listed

    def _forget_old(self) -> None:
        for day in sorted(self.days)[:-KEPT_DAYS]:
            del self.days[day]
        if self.days and self.since:
            first = min(self.days)
            self.since = {title: day for title, day in self.since.items() if day > first}

    def _write(self) -> None:
        if self._home is None or not self._keeps:
            return
        said = {
            "known": sorted(self._known),
            "since": self.since,
            "days": {
                day: [round(one.looked), {title: round(seconds) for title, seconds in one.titles.items()}]
                for day, one in self.days.items()
            },
        }
        try:
            replace_file(self._home / FILE, json.dumps(said, separators=(",", ":")).encode())
        except OSError as error:  # a full disk: counted on in memory, tried again in ten minutes
            log.warning("cannot keep %s: %s", self._home / FILE, error)


BOOK = UsageBook()
"""Of the agent that runs in this process."""


def _day(now: datetime) -> str:
    """The day it is at the machine, by its own time zone."""
    return now.astimezone().date().isoformat()


def _seconds(said: float) -> float:
    return float(min(max(said, 0), _DAY_SECONDS))


def _title(said: object) -> str:
    if not (isinstance(said, str) and 0 < len(said) <= _LONGEST_TITLE):
        raise ValueError("it names a title that cannot be one")
    return said
