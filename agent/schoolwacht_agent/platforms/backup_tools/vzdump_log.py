"""What vzdump of Proxmox VE logged of each guest (pve.proxmox.com, vzdump(1)).

`/var/log/vzdump/qemu-ID.log` and `lxc-ID.log` are each of the last run, in lines `YYYY-MM-DD HH:MM:SS INFO: ...` of the
machine's own time. A container's bind mount and a disk with `backup=0` are left out of a backup that is called a
success; that they were is told as skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise

from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.targets import UNKNOWN, Target

SOURCE, TOOL = "vzdump_log", "vzdump"
_LINE = re.compile(
    r"^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) )?(INFO|WARN|WARNING|ERROR|TASK)[: ]\s?(.{0,2000})", re.MULTILINE
)
_BEGIN = re.compile(r"Starting Backup of VM (\d{1,9})")
_END = re.compile(r"Finished Backup of VM (\d{1,9})")
_FAILED = re.compile(r"Backup of VM (\d{1,9}) failed - (.*)")
_NAME = re.compile(r"(?:VM|CT) Name: (\S.{0,100})")
_SIZE = re.compile(r"(?:archive file size: |transferred )(\d{1,12}(?:\.\d{1,6})?)\s?([KMGTP]?)i?B")
_LEFT_OUT = re.compile(r"excluding .{0,200}(?:from backup|\(backup=no\))|exclude disk ")
_STORAGE = re.compile(r"--storage (\S{1,100})")
_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40, "P": 50}
_STILL_RUNNING_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class GuestRun:
    """The last run of one guest. `number` is its VMID; `storage` what Proxmox calls the place it went to."""

    number: int
    outcome: Outcome
    ended_ms: int | None = None
    name: str = ""
    size_bytes: int | None = None
    left_out: int = 0
    storage: str = ""
    message: str = ""


def parse(text: str, written_ms: int | None, now_ms: int, zone: tzinfo | None = None) -> list[GuestRun]:
    """The guests in a log, in their order; the log of a whole job has several."""
    storage = _STORAGE.search(text)
    runs: list[GuestRun] = []
    lines = [(found[1], found[2], found[3].strip()) for found in _LINE.finditer(text)]
    starts = [place for place, line in enumerate(lines) if _BEGIN.search(line[2])]
    for start, end in pairwise([*starts, len(lines)]):
        runs.append(_guest(lines[start:end], written_ms, now_ms, zone, storage[1] if storage else ""))
    return runs


def _guest(
    lines: list[tuple[str, str, str]], written_ms: int | None, now_ms: int, zone: tzinfo | None, storage: str
) -> GuestRun:
    begin = _BEGIN.search(lines[0][2])
    number = int(begin[1]) if begin else 0
    outcome, moment, message = None, written_ms, ""
    name, size, left_out, warned = "", None, 0, ""
    for stamp, level, said in lines:
        at = told_ms(stamp, zone) if stamp else None
        if failed := _FAILED.search(said):
            outcome, moment, message = Outcome.FAILED, at or written_ms, failed[2]
        elif _END.search(said) and outcome is None:
            outcome, moment = Outcome.OK, at or written_ms
        elif titled := _NAME.search(said):
            name = titled[1]
        elif sized := _SIZE.search(said):
            size = round(float(sized[1]) * (1 << _UNITS[sized[2]]))
        left_out += _LEFT_OUT.search(said) is not None
        warned = warned or (said if level in ("WARN", "WARNING", "ERROR") else "")
    if outcome is None:
        running = written_ms is not None and now_ms - written_ms < _STILL_RUNNING_MS
        outcome, message = (Outcome.RUNNING, "") if running else (Outcome.FAILED, "the log ends before the run did")
    elif outcome is Outcome.OK and (warned or left_out):
        outcome = Outcome.WARNING
        message = warned or f"{left_out} disks or mount points were left out of the backup"
    return GuestRun(number, outcome, moment, name, size, left_out, storage, message)


def record(run: GuestRun, every: int | None, every_from: str | None, target: Target = UNKNOWN) -> Record:
    """The guest as a job of its own: one that fails must not hide behind twenty that succeed."""
    good = run.outcome.result == "ok"
    return Record(
        f"VM {run.number} {run.name}".strip(),
        SOURCE,
        TOOL,
        run.outcome,
        last_try_ms=run.ended_ms,
        last_good_ms=run.ended_ms if good else None,
        every_seconds=every,
        every_from=every_from,
        size_bytes=run.size_bytes if good else None,
        items=1 if good else None,
        skipped=run.left_out if good else None,
        target=target.kind,
        off_site=target.off_site,
        message=run.message,
    )
