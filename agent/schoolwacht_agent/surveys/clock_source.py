"""Whether something keeps the clock right: a wrong one breaks log-ins, certificates and records of time. Linux."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolwacht_agent.platforms import chrony, kernel_clock, programs
from schoolwacht_agent.platforms.kernel_files import entries, words
from schoolwacht_agent.probe import Column, Gauge, Group, Kind, NoData, Probe, Reading, Row, Table

OFFSET = Gauge("clock_sync.offset_ms", "ms", "How far chrony thinks that the clock is off.", decimals=3)
CLOCK_SYNC = Table(
    "clock_sync",
    "Whether something keeps the clock of the machine right: one row.",
    {
        "clock": Column(Kind.TEXT, "Always `system`."),
        "synchronised": Column(
            Kind.INTEGER, "1 if the clock is kept right, 0 if not; empty if that is not known.", "1"
        ),
        "keeper": Column(Kind.TEXT, "`chrony`, `timesyncd`, `ntpd`, `virtual_host` or `none`."),
        "stratum": Column(Kind.INTEGER, "Steps to an atomic clock or satellite, told by chrony.", "1"),
        "last_sync": Column(Kind.TEXT, "Day of the last comparison with a time server, year-month-day."),
    },
    key=("clock",),
)
_KEEPERS = {
    "chronyd": "chrony",
    "systemd-timesyn": "timesyncd",  # the kernel keeps fifteen characters of a name
    "ntpd": "ntpd",
    "openntpd": "ntpd",
    "vmtoolsd": "virtual_host",
    "VBoxService": "virtual_host",
}
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Kept:
    """How the clock is kept."""

    synchronised: bool | None
    keeper: str
    stratum: int | None = None
    offset_s: float | None = None
    last_day: str | None = None


def look(
    root: Path,
    ask_kernel: Callable[[], bool | None] = kernel_clock.ask,
    folders: Sequence[Path] = programs.FOLDERS,
) -> Kept:
    """By the program that keeps the clock, else by the kernel."""
    keeper = running(root / "proc")
    kernel = ask_kernel()
    if keeper == "chrony":
        try:
            told = chrony.parse(programs.ask("chronyc", "-c", "-n", "tracking", seconds=_SECONDS, folders=folders).text)
        except programs.NoAnswer:
            told = None
        if told:
            return Kept(told.synchronised, keeper, told.stratum, told.offset_s, told.last_day)
    if kernel is None:
        kernel = _of_systemd(folders)
    if keeper == "timesyncd":
        day = changed(root / "run/systemd/timesync/synchronized")
        return Kept(day is not None if kernel is None else kernel, keeper, last_day=day)
    return Kept(kernel, keeper)


def _of_systemd(folders: Sequence[Path]) -> bool | None:
    """What systemd hears from the kernel (timedatectl(1), `show`): `yes`, `no`, or no answer."""
    try:
        said = programs.ask("timedatectl", "show", "--property=NTPSynchronized", seconds=_SECONDS, folders=folders)
    except programs.NoAnswer:
        return None
    return {"NTPSynchronized=yes": True, "NTPSynchronized=no": False}.get(said.text.strip())


def running(proc: Path) -> str:
    """Who keeps the clock, by the names of the programs that run; a true time server before tools of a virtual host."""
    names = {words(one / "comm", 64) for one in entries(proc, "[0-9]*")}
    return next((keeper for name, keeper in _KEEPERS.items() if name in names), "none")


def changed(file: Path) -> str | None:
    """The day on which the file was last written; None without one."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()
    except (OSError, ValueError, OverflowError):
        return None


def findings(kept: Kept) -> Iterator[Row | Reading]:
    """The row, and the offset where it is known."""
    yield CLOCK_SYNC(
        clock="system",
        synchronised=None if kept.synchronised is None else int(kept.synchronised),
        keeper=kept.keeper,
        stratum=kept.stratum,
        last_sync=kept.last_day,
    )
    if kept.offset_s is not None:
        yield OFFSET(kept.offset_s * 1000)


def _here() -> Iterator[Row | Reading]:
    if sys.platform != "linux":
        raise NoData("how the clock is kept can only be told on Linux so far", "On Windows: w32tm /query /status.")
    if not words(Path("/proc/1/comm"), 64):
        raise NoData("the programs of this machine cannot be seen", "The agent needs to read /proc.")
    return findings(look(Path("/")))


PROBE = Probe(
    "clock_source",
    timedelta(hours=6),
    (OFFSET, CLOCK_SYNC),
    lambda _: _here(),
    about="Whether something keeps the clock right.",
    patience=timedelta(seconds=15),
    group=Group.HEALTH,
)
