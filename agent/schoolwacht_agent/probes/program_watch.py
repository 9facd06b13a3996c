"""Looks once a minute which of the titles that the collector named run now. Without an order it looks at no program.

It reads the names of programs that were started since the last look, and nothing else of them: no user, window, command
line or file. A name that is not on the list is forgotten at once; a title is never told with the moment it ran.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

import psutil

from schoolwacht_agent.probe import Group, NoData, Probe, Surroundings
from schoolwacht_agent.usage_book import BOOK, UsageBook

LOOK_AT_ALL = 10
"""Every so many looks all names are read again: a process becomes another program, a number is given out again."""
COMM_LENGTH = 15
"""Of a name on Linux: proc_pid_comm(5) cuts it to TASK_COMM_LEN, 16 with the closing zero."""
REASON = "switched off: nobody asked to measure which paid titles are used on this device"
REMEDY = "switch it on for the class of this device in the console"


def name_of(pid: int) -> str:
    """Name of a process as the system tells it; empty for one that ended, or that may not be looked at."""
    try:
        return _comm(pid) if sys.platform == "linux" else psutil.Process(pid).name()
    except (OSError, psutil.Error):
        return ""


def _comm(pid: int) -> str:
    """From proc_pid_comm(5): psutil would read the command line for a name that was cut, and we never do."""
    return Path(f"/proc/{pid}/comm").read_bytes().decode("utf-8", "replace").rstrip("\n")


class Watch:
    """Remembers which process is which title, so that a look costs what is new."""

    def __init__(
        self,
        pids: Callable[[], Iterable[int]] = psutil.pids,
        name: Callable[[int], str] = name_of,
        cut: int | None = COMM_LENGTH if sys.platform == "linux" else None,
    ) -> None:
        self._pids = pids
        self._name = name
        self._cut = cut
        self._wanted: Mapping[str, tuple[str, ...]] = {}
        self._table: dict[str, tuple[str, ...]] = {}
        self._titles: dict[int, tuple[str, ...]] = {}
        self._looks = 0

    def running(self, programs: Mapping[str, tuple[str, ...]]) -> set[str]:
        """The titles that run now."""
        if programs != self._wanted:
            self._wanted, self._looks = programs, 0
            self._table = _as_shown(programs, self._cut)
        known = self._titles if self._looks % LOOK_AT_ALL else {}
        self._looks += 1
        self._titles = {pid: known[pid] if pid in known else self._of(pid) for pid in self._pids()}
        return {title for titles in self._titles.values() for title in titles}

    def _of(self, pid: int) -> tuple[str, ...]:
        return self._table.get(self._name(pid).casefold(), ())


def _as_shown(programs: Mapping[str, tuple[str, ...]], cut: int | None) -> dict[str, tuple[str, ...]]:
    """The names as a system shows them: with and without .exe (Wine keeps it), and cut where it cuts them."""
    shown: dict[str, tuple[str, ...]] = {}
    for program, titles in programs.items():
        for name in (program[:cut], f"{program}.exe"[:cut]):
            shown[name] = tuple(dict.fromkeys((*shown.get(name, ()), *titles)))
    return shown


def take(surroundings: Surroundings, watch: Watch, book: UsageBook) -> tuple[()]:
    """One look, noted in the book; the table of it is told by another probe, and less often."""
    if not surroundings.programs:
        raise NoData(REASON, REMEDY)
    listed = {title for titles in surroundings.programs.values() for title in titles}
    book.count(surroundings.home, surroundings.now, listed, watch.running(surroundings.programs))
    return ()


_WATCH = Watch()

PROBE = Probe(
    "program_watch",
    timedelta(seconds=60),
    (),
    lambda surroundings: take(surroundings, _WATCH, BOOK),
    about="Looks which paid titles run, by an order of the collector only; `licence_use` tells of it.",
    group=Group.USAGE,
)
