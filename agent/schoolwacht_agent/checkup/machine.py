"""Checks of this machine by itself: rights, disk, drop folder, service, spool, probes, and what reads disks."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_agent import amounts, home, probes
from schoolwacht_agent.checkup.finding import Finding, Said, State
from schoolwacht_agent.clock import moment
from schoolwacht_agent.glimpse import Glimpse, glimpse
from schoolwacht_agent.looking import look
from schoolwacht_agent.platforms import programs, sys_block
from schoolwacht_agent.probe import Surroundings
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.surveyor import Surveyor

WAITS_TOO_LONG = timedelta(hours=1)
_NO_SMART = ("mmcblk", "vd", "xvd", "nbd", "zram")
"""Flash chips, which the kernel reads by itself, and disks that a hypervisor or another machine makes up."""


def machine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """All checks of the machine."""
    yield _rights(settings)
    yield _disk(settings)
    yield _drop_folder(settings.drop_folder)
    seen = glimpse(settings.home)
    yield _agent(seen)
    yield _spool(seen, now)
    yield _probes(settings, now)
    yield smartctl(Path("/sys/block"))


def _rights(settings: Settings) -> Finding:
    try:
        home.prepare(settings.home)
    except PermissionError as trouble:
        return Finding("rights", State.BAD, Said.RIGHTS_BAD, {"trouble": trouble})
    return Finding("rights", State.OK, Said.RIGHTS_GOOD, {"home": settings.home})


def _disk(settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding("disk", State.WARN, Said.DISK_UNKNOWN, {"home": settings.home})
    free = amounts.in_words(shutil.disk_usage(settings.home).free)
    if settings.spool.disk_is_short(settings.home):
        return Finding("disk", State.BAD, Said.DISK_SHORT, {"free": free})
    return Finding("disk", State.OK, Said.DISK_GOOD, {"free": free})


def _drop_folder(folder: Path) -> Finding:
    """Whether backup scripts can leave their reports, and nobody else can."""
    values = {"folder": folder}
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return Finding("drop folder", State.WARN, Said.DROP_MISSING, values)
    except OSError:
        return Finding("drop folder", State.BAD, Said.DROP_CLOSED, values)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding("drop folder", State.BAD, Said.DROP_CLOSED, values)
    if os.name != "nt" and mode & stat.S_IWOTH:
        return Finding("drop folder", State.WARN, Said.DROP_OPEN, values)
    return Finding("drop folder", State.OK, Said.DROP_GOOD, values)


def _agent(seen: Glimpse) -> Finding:
    if seen.running:
        return Finding("agent", State.OK, Said.AGENT_RUNS)
    return Finding("agent", State.WARN, Said.AGENT_RESTS)


def _spool(seen: Glimpse, now: datetime) -> Finding:
    values = {"batches": seen.batches, "size": amounts.in_words(seen.size_bytes)}
    if seen.problem:
        return Finding("spool", State.BAD, Said.SPOOL_BROKEN, {"trouble": seen.problem})
    since = moment(seen.oldest_ms) if seen.oldest_ms else now
    if now - since > WAITS_TOO_LONG:
        return Finding("spool", State.WARN, Said.SPOOL_OLD, values | {"since": f"{since.astimezone():%Y-%m-%d %H:%M}"})
    return Finding("spool", State.OK, Said.SPOOL_GOOD, values)


def _probes(settings: Settings, now: datetime) -> Finding:
    """Lets each probe and survey look once, as this user, here and now."""
    surroundings = Surroundings(now, settings.home, settings.backup_check)
    surveyor = Surveyor(settings.home, settings.backup_check)
    known = probes.load() | surveyor.declared()
    switched_on = [p for name, p in known.items() if name not in settings.probes or settings.probes[name].enabled]
    looks = {probe.name: look(probe, surroundings) for probe in switched_on if not probe.apart}
    looks |= {told.name: told.seen for told in surveyor.look([p for p in switched_on if p.apart], now)}
    flaws = {name: seen.flaw for name, seen in looks.items() if seen.flaw}
    if flaws:
        said = "; ".join(f"{name}: {flaw}" for name, flaw in flaws.items())
        return Finding("probes", State.BAD, Said.PROBES_FAIL, {"flaws": said})
    return Finding("probes", State.OK, Said.PROBES_GOOD, {"count": len(switched_on)})


def smartctl(blocks: Path) -> Finding:
    """Whether the health of the disks under this folder can be read."""
    disks = [disk.name for disk in sys_block.disks(blocks) if not disk.name.startswith(_NO_SMART)]
    if not disks:
        return Finding("smartctl", State.OK, Said.SMARTCTL_NOT_NEEDED)
    if programs.find("smartctl") is None:
        return Finding("smartctl", State.WARN, Said.SMARTCTL_MISSING, {"disks": ", ".join(disks)})
    return Finding("smartctl", State.OK, Said.SMARTCTL_GOOD, {"disks": ", ".join(disks)})
