"""Updates of Debian and its kin: what waits, and when there were some last.

What waits is in Ubuntu's own note when that is fresh; else the lists of apt tell (`apt_lists`), and where somebody set
preferences `apt-get --simulate`, which changes nothing. Both only when the lists or the installed packages changed.
Meaning of the stamps: apt.systemd.daily of apt(8).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from schoolwacht_agent.platforms import apt_lists, automatic_updates, programs
from schoolwacht_agent.platforms.update_state import Counted, State, changed_ms, latest, moment_ms, tail

_SECONDS = 90.0
_ARGUMENTS = (
    "--simulate",
    "--quiet",
    "--option=Debug::NoLocking=1",
    "--option=APT::Get::Show-User-Simulation-Note=0",
    "dist-upgrade",
)
Waiting = tuple[int, int]
"""Packages for which a newer version is known, and those of them from an archive for security."""

_INSTALL = re.compile(r"^Inst \S+ \[[^\]\n]*\] \(\S+ ([^)\n]*)", re.MULTILINE)
_SECURITY = re.compile(r"-security\b|\bDebian-Security:|\bUbuntuESM", re.IGNORECASE)
_NOTE = re.compile(r"^(\d{1,6}) (?:updates?|packages?) can be (?:applied immediately|updated|installed)", re.MULTILINE)
_NOTE_SECURITY = re.compile(
    r"^(\d{1,6}) (?:of these )?updates? (?:is|are) (?:an? )?(?:standard )?security updates?", re.MULTILINE
)


def simulated(text: str) -> Waiting:
    """Counts in what `apt-get --simulate dist-upgrade` prints: lines with an old version are upgrades."""
    origins = _INSTALL.findall(text)
    return len(origins), sum(1 for origin in origins if _SECURITY.search(origin))


def noted(text: str) -> Waiting | None:
    """Counts in update-notifier's note; None when it is not in English."""
    pending, security = _NOTE.search(text), _NOTE_SECURITY.search(text)
    if pending is None:
        return None
    count = int(pending[1])
    return count, min(count, int(security[1])) if security else 0


def upgraded_ms(history: str) -> int | None:
    """When apt's history tells of its last upgrade that went well."""
    for paragraph in reversed(history.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line)
        if "Upgrade" in lines and "Error" not in lines:
            return moment_ms(" ".join(lines.get("End-Date", "").split()), "%Y-%m-%d %H:%M:%S")
    return None


def dpkg_upgraded_ms(log: str) -> int | None:
    """When dpkg's log tells of its last upgrade of a package."""
    found = re.findall(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) upgrade ", log, re.MULTILINE)
    return moment_ms(found[-1], "%Y-%m-%d %H:%M:%S") if found else None


class Apt:
    """Reads the state, and remembers what waits until something changes."""

    def __init__(self, root: Path = Path("/"), folders: Sequence[Path] = programs.FOLDERS) -> None:
        self._root = root
        self._folders = tuple(folders)
        self.counted = Counted()

    def state(self) -> State | None:
        """The state now; None where there is no apt."""
        if not (self._root / "var/lib/apt").is_dir():
            return None
        waiting = self._look()
        return State(
            "apt",
            pending=waiting[0] if waiting else None,
            pending_security=waiting[1] if waiting else None,
            last_success_ms=self._last_success_ms(),
            last_check_ms=self._last_check_ms(),
            automatic=automatic_updates.apt(self._root),
        )

    def _last_success_ms(self) -> int | None:
        stamps = self._root / "var/lib/apt/periodic"
        return latest(
            changed_ms((stamps / "upgrade-stamp", stamps / "unattended-upgrades-stamp")),
            upgraded_ms(tail(self._root / "var/log/apt/history.log")),
            dpkg_upgraded_ms(tail(self._root / "var/log/dpkg.log")),
        )

    def _last_check_ms(self) -> int | None:
        stamps = self._root / "var/lib/apt/periodic"
        return changed_ms(
            (stamps / "update-success-stamp", stamps / "update-stamp", self._root / "var/lib/apt/lists/partial")
        )

    def _look(self) -> Waiting | None:
        lists = self._root / "var/lib/apt/lists"
        if not any(lists.glob("*_Packages*")):
            return None  # nobody ever asked what there is
        stamp = (changed_ms([lists]), self._last_check_ms(), changed_ms([self._root / "var/lib/dpkg/status"]))
        note = self._root / "var/lib/update-notifier/updates-available"
        written = changed_ms([note])
        if written is not None and written >= (latest(*stamp) or 0) and (told := noted(tail(note))):
            return told
        if stamp != self.counted.stamp and (told := apt_lists.waiting(self._root)) is not None:
            self.counted = Counted(stamp, *told)
        if stamp != self.counted.stamp:
            try:
                said = programs.ask("apt-get", *_ARGUMENTS, seconds=_SECONDS, folders=self._folders)
            except programs.NoAnswer:
                return None
            self.counted = Counted(stamp, *(simulated(said.text) if said.code == 0 else (None, None)))
        pending, security = self.counted.pending, self.counted.security
        return None if pending is None or security is None else (pending, security)
