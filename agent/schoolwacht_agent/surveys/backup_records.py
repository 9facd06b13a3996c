"""How backup jobs went by what their programs recorded: restic, borg, Duplicati, Proxmox, Veeam, Windows, dumps.

Fills the table `backups` beside probe `backups`, which tells of reports and watched files: `source` is part of the key,
and the table keeps rows that are not told again, so neither takes away what the other found. Nothing is started, locked
or changed, and no password is asked for: what only a password would show stays unknown.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import timedelta
from functools import partial
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import (
    borgmatic,
    columns,
    duplicati,
    file_history,
    proxmox,
    recorded_files,
    resticprofile,
    time_machine,
    veeam,
    windows_backup,
)
from schoolwacht_agent.platforms.backup_tools.moments import milliseconds
from schoolwacht_agent.platforms.backup_tools.record import Record, sound, worst
from schoolwacht_agent.probe import Column, Gauge, Group, Kind, NoData, Probe, Reading, Row, Surroundings, Table

log = logging.getLogger(__name__)

BACKUPS = Table(
    columns.TABLE,
    columns.ABOUT,
    {name: Column(Kind(kind), about, unit) for name, (kind, about, unit) in columns.COLUMNS.items()},
    columns.KEY,
    keeps_rows=True,
)
GAUGES = {name: Gauge(name, unit, about, columns.GAUGE_TAGS) for name, (unit, about) in columns.GAUGES.items()}
_MOST_RECORDS = 1_000
_PLAIN = tuple(field.name for field in fields(Record) if field.name not in ("outcome", "message"))
Reader = Callable[[Path, int], Iterable[Record]]


def readers() -> dict[str, Reader]:
    """What looks for a program of its own accord, each by its name."""
    found: dict[str, Reader] = {
        "resticprofile": lambda root, _: resticprofile.look(root),
        "borgmatic": borgmatic.look,
        "duplicati": lambda root, _: duplicati.look(root),
        "proxmox": proxmox.look,
        "veeam": veeam.look,
    }
    if os.name == "nt":
        found["windows_backup"] = lambda _, now_ms: windows_backup.look(now_ms)
        found["file_history"] = lambda root, _: file_history.look(root)
    if sys.platform == "darwin":
        found["time_machine"] = lambda *_: time_machine.look()
    return found


def records(surroundings: Surroundings, root: Path) -> list[Record]:
    """Everything that is recorded on this machine, each job of each source once."""
    now_ms = milliseconds(surroundings.now)
    found: list[Record] = []
    for name, reader in readers().items():
        found += _guarded(name, partial(reader, root, now_ms))
    for check in surroundings.checks:
        ask = partial(recorded_files.look, check.job, check.pattern, check.newest_within, now_ms, root)
        found += _guarded("backup_check", ask)
    return worst([sound(one, surroundings.now) for one in found[:_MOST_RECORDS]])


def _guarded(name: str, read: Callable[[], Iterable[Record]]) -> list[Record]:
    """What one reader found; a folder that may not be looked into does not hide the other programs."""
    try:
        return list(read())
    except OSError as error:
        log.warning("the records of %s cannot be read: %s", name, error.strerror or type(error).__name__)
        return []


def row(record: Record) -> Row:
    """A record as it travels."""
    cells = {name: getattr(record, name) for name in _PLAIN}
    return BACKUPS(
        **cells,
        result=record.outcome.result,
        outcome=record.outcome.value,
        message=record.message or None,
    )


def readings(record: Record, now_ms: int) -> Iterator[Reading]:
    """What a board draws of a record; what is not known is not said."""
    tags = {"job": record.job, "source": record.source}
    if record.outcome.result != "unknown":
        yield GAUGES["backup.ok"](int(record.outcome.result == "ok"), **tags)
    if record.last_good_ms is not None:
        yield GAUGES["backup.age_seconds"](max(0, now_ms - record.last_good_ms) // 1000, **tags)
    if record.size_bytes is not None:
        yield GAUGES["backup.size_bytes"](record.size_bytes, **tags)


def findings(surroundings: Surroundings, root: Path) -> Iterator[Row | Reading]:
    """The row of every record, with its readings."""
    found = records(surroundings, root)
    if not found:
        rights = "" if _may_look_everywhere() else ", as far as this account may look"
        raise NoData(
            f"no backup program left a record where one is known to{rights}",
            "let the backup script say how it went with `schoolwacht-agent backup report`, "
            "or name its log under [[backup_check]]",
        )
    now_ms = milliseconds(surroundings.now)
    for record in found:
        yield row(record)
        yield from readings(record, now_ms)


def _may_look_everywhere() -> bool:
    """Most records belong to the administrator, so without those rights none found is not none there."""
    return not hasattr(os, "geteuid") or os.geteuid() == 0


def take(surroundings: Surroundings) -> Iterator[Row | Reading]:
    """The records of this machine."""
    root = Path(os.environ.get("SYSTEMDRIVE", "C:") + "\\") if os.name == "nt" else Path("/")
    yield from findings(surroundings, root)


PROBE = Probe(
    "backup_records",
    timedelta(hours=1),
    (BACKUPS, *GAUGES.values()),
    take,
    about="How every backup job went, by the records of backup programs.",
    patience=timedelta(seconds=30),
    group=Group.BACKUPS,
)
