"""What one full inventory costs, beside the agents of OCS Inventory and FusionInventory in the same run."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import psutil

from load.figures import MIB, Figure
from schoolwacht_agent.clock import Clock, wall_clock
from schoolwacht_agent.looking import Look
from schoolwacht_agent.platforms.smbios import table
from schoolwacht_agent.probe import Finding, NoData, Probe, Surroundings
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.surveyor import Surveyor
from schoolwacht_agent.tally import Tally
from stage import smbios_table

OTHERS = (
    ("OCS Inventory", "ocsinventory-agent", ("ocsinventory-agent", "--stdout")),
    ("FusionInventory", "fusioninventory-agent", ("fusioninventory-inventory",)),
)
RUNS = 3
_GOAL_CPU, _GOAL_MIB, _GOAL_MS, _GOAL_BYTES = 1.0, 60.0, 2.0, 200
_LONGEST = 300.0
_SAMPLE_SECONDS = 0.005
_SOFTWARE = re.compile(rb"<SOFTWARES>")


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of a program with everything that it started."""

    cpu: float
    peak: float
    """MiB of all its processes together."""
    child: float
    """MiB of the largest process that it started, at most."""
    said: bytes


def measured(command: Sequence[str], folder: Path) -> Cost:
    """Runs it to its end; the memory is looked at every few milliseconds."""
    said = folder / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder)
        begun, peak, child = time.monotonic(), 0.0, 0.0
        watched = psutil.Process(process.pid)
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            own, others = _memory(watched)
            peak, child = max(peak, own + sum(others)), max([child, *others])
            time.sleep(_SAMPLE_SECONDS)
            assert time.monotonic() - begun < _LONGEST, command
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss / 1024), child, said.read_bytes())


def _memory(process: psutil.Process) -> tuple[float, list[float]]:
    own, others = 0.0, []
    with suppress(psutil.Error):  # it ended meanwhile
        own = process.memory_info().rss / MIB
        for one in process.children(recursive=True):
            others.append(one.memory_info().rss / MIB)  # noqa: PERF401 - those that were seen before the end count
    return own, others


def full_inventory(folder: Path) -> Iterator[Figure]:
    """`probe --all --json`, the first time on a machine, and what the others need for theirs."""
    runs = [_ours(folder, number) for number in range(RUNS)]
    cpu = statistics.median(run.cpu for run in runs)
    peak, child = max(run.peak for run in runs), max(run.child for run in runs)
    groups = json.loads(runs[0].said)
    rows = sum(row.get("table") == "software" for row in groups["software"]["rows"])
    low, high = min(run.cpu for run in runs), max(run.cpu for run in runs)
    yield Figure("full inventory, CPU", f"{cpu:.2f} s ({low:.2f}-{high:.2f})", "≤ 1.0 s", cpu <= _GOAL_CPU)
    yield Figure("its largest child, peak memory", f"{child:.1f} MiB", "≤ 60 MiB", child <= _GOAL_MIB)
    yield Figure("all its processes together, peak memory", f"{peak:.1f} MiB", "", kept=True)
    yield Figure("rows of software", str(rows), "", kept=True)
    for name, package, command in OTHERS:
        yield _beside(name, package, command, folder)


def _ours(folder: Path, number: int) -> Cost:
    home = folder / f"inventory-{number}"
    home.mkdir(mode=0o700)
    return measured([sys.executable, "-m", "schoolwacht_agent", "--home", str(home), "--json", "probe", "--all"], home)


def _beside(name: str, package: str, command: Sequence[str], folder: Path) -> Figure:
    if shutil.which(command[0]) is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        line = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(line, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, capture_output=True, check=False)
    if shutil.which(command[0]) is None:
        return Figure(f"{name} in the same run", f"left out: install {package}", "", kept=True)
    runs = [measured(command, folder) for _ in range(RUNS)]
    cpu, peak = statistics.median(run.cpu for run in runs), max(run.peak for run in runs)
    rows = len(_SOFTWARE.findall(runs[0].said))
    return Figure(f"{name} in the same run", f"{cpu:.2f} s, {peak:.1f} MiB, {rows} rows of software", "", kept=True)


def smbios_time() -> Iterator[Figure]:
    """This machine's own table, or one that the tests make up where there is none."""
    own = Path("/sys/firmware/dmi/tables/DMI")
    try:
        data, whose = own.read_bytes(), "of this machine"
    except OSError:
        data, whose = smbios_table.ordinary_pc(), "made up"
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        table.parse(data, (3, 3))
        times.append(time.perf_counter() - begun)
    middle = 1000 * statistics.median(times)
    yield Figure(
        f"reading an SMBIOS table, {len(data)} bytes, {whose}", f"{middle:.2f} ms", "≤ 2 ms", middle <= _GOAL_MS
    )


def _remembered(probe: Probe, seen: Look) -> Probe:
    """A survey that finds again what it found."""

    def take(_: Surroundings) -> Iterable[Finding]:
        if seen.found is None:
            raise NoData(seen.nothing, seen.remedy)
        return seen.found

    return replace(probe, take=take, apart=False)


def unchanged_day(folder: Path) -> Iterator[Figure]:
    """Bytes of tables that 24 hours cost in which this machine's real inventory stays as it is."""
    home = folder / "unchanged"
    home.mkdir(mode=0o700)
    begun = wall_clock()
    passed = timedelta()
    surveyor, clock, tally = Surveyor(home), Clock(lambda: begun + passed), Tally()
    known = surveyor.declared()
    probes = [_remembered(known[told.name], told.seen) for told in surveyor.look(list(known.values()), begun)]
    rounds = Rounds(Spool(home / "spool.db", Limits(), tally), clock, tally, home)
    rounds.run(probes)
    first = tally.counts()["table_bytes"]
    for _ in range(24):
        passed += timedelta(hours=1)
        rounds.run(probes)
    cost = tally.counts()["table_bytes"] - first
    yield Figure("bytes of tables, the first time", str(first), "", kept=True)
    yield Figure("bytes of tables over 24 hours without a change", str(cost), "≤ 200", cost <= _GOAL_BYTES)


def inventory(folder: Path) -> Iterator[Figure]:
    """All of it."""
    yield from full_inventory(folder)
    yield from smbios_time()
    yield from unchanged_day(folder)
