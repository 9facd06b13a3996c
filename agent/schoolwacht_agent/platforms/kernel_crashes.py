"""Traces that a crash leaves on a Linux machine: how many and when, never what is in them.

- /sys/fs/pstore and, where systemd cleared it, /var/lib/systemd/pstore: what the kernel could still write down when it
  failed (the kernel's admin-guide/pstore-blk.rst, systemd-pstore(8)). One crash leaves several parts.
- /var/crash: a folder or `vmcore` for each dump of kdump (kdump(5), kdump-tools(8)); on Ubuntu a `.crash` file for each
  program that failed (apport), whose name holds a path and an account and is only counted.
"""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import entries, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ONE_CRASH = timedelta(minutes=2)
_PSTORE = re.compile(r"(dmesg-\S+|dmesg\.txt)")
_KDUMP = re.compile(r"(?:[\d.:a-fA-F-]*-)?\d{4}-?\d{2}-?\d{2}[-_T]?[\d:]{4,8}|vmcore\S*|linux-image-\S+\.crash")


def kernel(root: Path) -> list[datetime]:
    """When the kernel failed, oldest first; raises PermissionError when nobody may look."""
    archive = root / "var/lib/systemd/pstore"
    files = [
        *_listed(root / "sys/fs/pstore"),
        *_listed(archive),
        *(one for kept in entries(archive) for one in entries(kept)),
    ]
    traces = [*(one for one in files if _PSTORE.fullmatch(one.name))]
    traces += [one for one in _listed(root / "var/crash") if _KDUMP.fullmatch(one.name)]
    return together(_times(traces))


def keeps_traces(root: Path) -> bool:
    """Whether a failing kernel could leave anything: pstore has a place to write to, or kdump stands ready."""
    place = words(root / "sys/module/pstore/parameters/backend")
    return place not in {"", "N", "(null)"} or words(root / "sys/kernel/kexec_crash_loaded") == "1"


def programs(root: Path) -> list[datetime]:
    """When a program failed and apport noted it, oldest first; one file is the last failure of one program."""
    found = _listed(root / "var/crash")
    return sorted(_times(one for one in found if one.suffix == ".crash" and not one.name.startswith("linux-image-")))


def together(times: Iterable[datetime]) -> list[datetime]:
    """Traces that follow each other within minutes are of one crash."""
    crashes: list[datetime] = []
    last: datetime | None = None
    for when in sorted(times):
        if last is None or when - last > _ONE_CRASH:
            crashes.append(when)
        last = when
    return crashes


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())[:4096]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _times(files: Iterable[Path]) -> Iterator[datetime]:
    for file in files:
        try:
            facts = file.lstat()
        except OSError:
            continue
        if (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)) and 0 <= facts.st_mtime < 1 << 34:
            yield datetime.fromtimestamp(facts.st_mtime, UTC)
