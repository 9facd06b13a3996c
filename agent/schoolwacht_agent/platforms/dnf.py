"""Updates of Fedora and its kin: what waits by the lists that dnf last fetched, and when there were some last.

`dnf --cacheonly check-update` fetches nothing and ends with 100 when something waits (dnf(8), "Exit codes"). It is
asked only when the lists or the installed packages changed, for it takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from schoolwacht_agent.platforms import automatic_updates, programs
from schoolwacht_agent.platforms.update_state import Counted, State, changed_ms, latest, moment_ms, tail

_SECONDS = 120.0
_WAITING = 100
_PACKAGE = re.compile(r"^([^\s.][^\s]*\.[a-z0-9_]+)\s+(\d\S*|[^\s:]+:\S+|\S*\d\S*)\s+(\S+)\s*$")
_CACHES = ("var/cache/dnf", "var/cache/libdnf5", "var/cache/yum")
_DATABASES = ("usr/lib/sysimage/rpm", "var/lib/rpm")


def waiting(text: str) -> int:
    """Packages in what `check-update` prints; what replaces others under a new name is listed apart and not counted."""
    found = set()
    for line in text.splitlines():
        if line.startswith("Obsoleting"):
            break
        if match := _PACKAGE.match(line):
            found.add(match[1])
    return len(found)


def upgraded_ms(log: str) -> int | None:
    """When dnf's rpm log tells of its last upgrade of a package."""
    found = re.findall(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d) \S+ Upgraded?: ", log, re.MULTILINE)
    return moment_ms(found[-1], "%Y-%m-%dT%H:%M:%S%z") if found else None


class Dnf:
    """Reads the state, and remembers what waits until something changes."""

    def __init__(self, root: Path = Path("/"), folders: Sequence[Path] = programs.FOLDERS) -> None:
        self._root = root
        self._folders = tuple(folders)
        self.counted = Counted()

    def state(self) -> State | None:
        """The state now; None where there is no dnf."""
        if programs.find("dnf", self._folders) is None:
            return None
        checked = changed_ms(self._lists())
        stamp = (checked, changed_ms(self._root / folder for folder in _DATABASES))
        if checked is not None and stamp != self.counted.stamp:
            pending = self._ask()
            self.counted = Counted(stamp, pending, 0 if pending == 0 else self._ask("--security"))
        automatic = automatic_updates.dnf(self._root)
        told = self.counted
        return State("dnf", told.pending, told.security, self._last_success_ms(), checked, automatic)

    def _lists(self) -> Iterator[Path]:
        for cache in _CACHES:
            yield from (self._root / cache).glob("*/repodata/repomd.xml")
            yield self._root / cache / "last_makecache"

    def _last_success_ms(self) -> int | None:
        logs = self._root / "var/log"
        history = changed_ms((self._root / "usr/lib/sysimage/libdnf5/transaction_history.sqlite",))
        return latest(upgraded_ms(tail(logs / "dnf.rpm.log")), history)

    def _ask(self, *more: str) -> int | None:
        arguments = ("--cacheonly", "--quiet", "check-update", *more)
        try:
            said = programs.ask("dnf", *arguments, seconds=_SECONDS, folders=self._folders)
        except programs.NoAnswer:
            return None
        return {0: 0, _WAITING: waiting(said.text)}.get(said.code)
