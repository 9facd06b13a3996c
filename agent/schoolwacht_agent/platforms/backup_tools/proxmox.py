"""Backups of a Proxmox VE host: its list of ended tasks, its jobs and its stores.

`/var/log/pve/tasks/index` has a line `UPID:NODE:PID:PSTART:START:TYPE:ID:USER: END STATUS` for each ended task, numbers
in hexadecimal (PVE::Tools). `/etc/pve/jobs.cfg` and `storage.cfg` are sections `type: name` with indented settings
(pve.proxmox.com, vzdump(1), pvesm(1), Calendar Events).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import file_ends, vzdump_log
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds
from schoolwacht_agent.platforms.backup_tools.targets import CLOUD, LOCAL, NETWORK, UNKNOWN, Target

TOOL = "vzdump"
_TASK = re.compile(
    r"^UPID:[\w.-]{1,255}:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:vzdump:(\w{0,32}):[^:\s]{1,255}:[^\s:]{0,255}"
    r" ([0-9A-F]{8}) (.{1,500})$",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
_MOST_TASKS = 20_000
_SECTION = re.compile(r"^(\w[\w-]{0,50}):\s*(\S{0,200})\s*$")
_SETTING = re.compile(r"^[ \t]+([\w-]{1,50})(?:[ \t]+(.{0,1000}))?$")
_DAY = 86_400
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STORES = {
    **dict.fromkeys(("dir", "btrfs", "zfspool", "lvm", "lvmthin"), LOCAL),
    **dict.fromkeys(("nfs", "cifs", "pbs", "glusterfs", "cephfs", "iscsi", "rbd"), NETWORK),
    "s3": CLOUD,
}


@dataclass(frozen=True, slots=True)
class Task:
    """A run of vzdump that ended; `guest` is empty when it was of several."""

    guest: str
    ended_ms: int
    status: str

    @property
    def outcome(self) -> Outcome:
        """OK, WARNINGS: n, or the sentence of what went wrong."""
        if self.status == "OK":
            return Outcome.OK
        return Outcome.WARNING if re.fullmatch(r"WARNINGS: \d{1,9}", self.status) else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a file of settings."""

    kind: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)


def tasks(index: str) -> list[Task]:
    """Every ended run of vzdump in an index, oldest first."""
    found = [
        Task(guest, int(end, 16) * 1000, status.strip())
        for _, (guest, end, status) in zip(range(_MOST_TASKS), _TASK.findall(index), strict=False)
    ]
    return sorted(found, key=lambda task: task.ended_ms)


def sections(text: str) -> list[Section]:
    """The sections of `jobs.cfg` or `storage.cfg`."""
    found: list[Section] = []
    for line in text.splitlines()[:20_000]:
        if begun := _SECTION.match(line):
            found.append(Section(begun[1], begun[2]))
        elif found and (said := _SETTING.match(line)):
            found[-1].settings[said[1]] = (said[2] or "").strip()
    return found


def every_seconds(schedule: str) -> int | None:
    """The longest gap in a calendar event such as `21:00`, `sat 03:00`, `mon..fri 22:30`, `*/6:00` or `weekly`."""
    words = schedule.strip().lower().split()
    named = {"minutely": 60, "hourly": 3600, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 31 * _DAY,
             "yearly": 366 * _DAY, "annually": 366 * _DAY, "quarterly": 92 * _DAY}  # fmt: skip
    if len(words) == 1 and words[0] in named:
        return named[words[0]]
    days = _days(words[0]) if words else None
    hours = words[-1] if words and (days is None or len(words) > 1) else "0:00"
    if not words or len(words) > 2 or (len(words) == 2 and days is None):  # noqa: PLR2004 - days and hours
        return None
    if days is None or len(days) == len(_DAYS):
        step = re.fullmatch(r"(?:0|\*)/(\d{1,2})(?::\d{1,2})?", hours)
        if step and 0 < int(step[1]) <= 24:  # noqa: PLR2004 - hours
            return int(step[1]) * 3600
        return _DAY if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", hours) else None
    gaps = [(later - earlier) % 7 or 7 for earlier, later in zip(days, [*days[1:], days[0]], strict=True)]
    return max(gaps) * _DAY


def _days(word: str) -> list[int] | None:
    """`mon..fri` or `sat,sun` as numbers; None when it speaks of no days."""
    found: set[int] = set()
    for part in word.split(","):
        first, _, last = part.partition("..")
        if first not in _DAYS or (last and last not in _DAYS):
            return None
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return sorted(found)


def job(ended: list[Task], every: int | None) -> Record | None:
    """All runs of several guests as one job; None if there was none."""
    whole = [task for task in ended if not task.guest] or ended
    if not whole:
        return None
    good = [task.ended_ms for task in whole if task.outcome.result == "ok"]
    seen = usual_seconds(task.ended_ms for task in whole)
    last = whole[-1]
    return Record(
        "vzdump",
        "vzdump_tasks",
        TOOL,
        last.outcome,
        last_try_ms=last.ended_ms,
        last_good_ms=max(good, default=None),
        every_seconds=every or seen,
        every_from="told" if every else "seen" if seen else None,
        message="" if last.outcome is Outcome.OK else last.status,
    )


def look(root: Path, now_ms: int) -> Iterator[Record]:
    """The job and each guest of this host. A guest that is no more is left out, its log would be late for ever."""
    index = "\n".join(_text(root / f"var/log/pve/tasks/{name}") for name in ("index.1", "index"))
    jobs = [one for one in sections(_text(root / "etc/pve/jobs.cfg")) if one.kind == "vzdump"]
    running = [one for one in jobs if one.settings.get("enabled", "1") != "0"]
    rhythms = [every_seconds(one.settings.get("schedule", "")) for one in running]
    # With several jobs nobody can tell which of them a guest belongs to: the slowest promises least.
    every = max((one for one in rhythms if one), default=None) if all(rhythms) else None
    whole = job(tasks(index), every)
    if whole:
        yield whole
        every = every or whole.every_seconds
    stores: dict[str, Target] = {
        one.name: _STORES.get(one.kind, UNKNOWN) for one in sections(_text(root / "etc/pve/storage.cfg"))
    }
    storage = {one.settings.get("storage", "") for one in running}
    for path in _logs(root):
        for run in vzdump_log.parse(_text(path), file_ends.modified_ms(path), now_ms):
            target = stores.get(run.storage or (next(iter(storage)) if len(storage) == 1 else ""), UNKNOWN)
            yield vzdump_log.record(run, every, whole.every_from if whole and every else None, target)


def _logs(root: Path) -> Iterable[Path]:
    for path in sorted((root / "var/log/vzdump").glob("*-*.log"))[:1000]:
        kind, _, number = path.stem.partition("-")
        folder = root / "etc/pve" / {"qemu": "qemu-server"}.get(kind, kind)
        if kind in ("qemu", "lxc") and (not folder.is_dir() or (folder / f"{number}.conf").exists()):
            yield path


def _text(path: Path) -> str:
    return file_ends.text_tail(path) or ""
