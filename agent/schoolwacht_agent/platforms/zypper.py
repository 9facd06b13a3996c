"""Updates of openSUSE: what waits by the lists that zypper last fetched, and when there were some last.

`zypper --no-refresh` fetches nothing; its XML (zypper(8), option --xmlout) holds one element `update` for each package
or patch. The history of installations is /var/log/zypp/history, with bars between the fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from schoolwacht_agent.platforms import automatic_updates, programs
from schoolwacht_agent.platforms.update_state import Counted, State, changed_ms, moment_ms, tail

_SECONDS = 120.0
_CALM = ("--xmlout", "--no-refresh", "--non-interactive", "--quiet")
_UPDATE = re.compile(r"<update\s([^>]*)>")


def waiting(text: str) -> int:
    """Packages in what `list-updates` prints."""
    return sum(1 for attributes in _UPDATE.findall(text) if 'kind="package"' in attributes)


def waiting_security(text: str) -> int:
    """Patches for security in what `list-patches` prints; a patch may mend several packages."""
    return sum(1 for attributes in _UPDATE.findall(text) if 'category="security"' in attributes)


def installed_ms(history: str) -> int | None:
    """When the history tells of the last package or patch that was installed."""
    found = re.findall(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\|(?:install|patch )\s*\|", history, re.MULTILINE)
    return moment_ms(found[-1], "%Y-%m-%d %H:%M:%S") if found else None


class Zypper:
    """Reads the state, and remembers what waits until something changes."""

    def __init__(self, root: Path = Path("/"), folders: Sequence[Path] = programs.FOLDERS) -> None:
        self._root = root
        self._folders = tuple(folders)
        self.counted = Counted()

    def state(self) -> State | None:
        """The state now; None where there is no zypper."""
        if programs.find("zypper", self._folders) is None:
            return None
        checked = changed_ms((self._root / "var/cache/zypp/raw").glob("*/cookie"))
        history = self._root / "var/log/zypp/history"
        stamp = (checked, changed_ms([history]))
        if checked is not None and stamp != self.counted.stamp:
            packages, patches = self._ask("list-updates"), self._ask("list-patches")
            pending = None if packages is None else waiting(packages)
            self.counted = Counted(stamp, pending, None if patches is None else waiting_security(patches))
        automatic = automatic_updates.zypper(self._root)
        told = self.counted
        return State("zypper", told.pending, told.security, installed_ms(tail(history)), checked, automatic)

    def _ask(self, what: str) -> str | None:
        try:
            said = programs.ask("zypper", *_CALM, what, seconds=_SECONDS, folders=self._folders)
        except programs.NoAnswer:
            return None
        return said.text if said.code == 0 else None
