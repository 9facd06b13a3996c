"""Updates of Arch and its kin: what waits by the lists that pacman last fetched, and when there were some last.

`pacman --query --upgrades` reads the local lists only, prints `name old -> new`, and ends with 1 when nothing waits.
Arch does not say which update is for security.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.update_state import State, changed_ms, moment_ms, tail

_SECONDS = 30.0
_WAITS = re.compile(r"^\S+ \S+ -> \S+$", re.MULTILINE)  # a package held back has "[ignored]" behind it


def waiting(text: str) -> int:
    """Packages in what `pacman --query --upgrades` prints, without those held back."""
    return len(_WAITS.findall(text))


def upgraded_ms(log: str) -> int | None:
    """When pacman's log tells of the last package that was upgraded."""
    found = re.findall(r"^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4})\] \[ALPM\] upgraded ", log, re.MULTILINE)
    return moment_ms(found[-1], "%Y-%m-%dT%H:%M:%S%z") if found else None


class Pacman:
    """Reads the state; pacman answers in a moment, so nothing is remembered."""

    def __init__(self, root: Path = Path("/"), folders: Sequence[Path] = programs.FOLDERS) -> None:
        self._root = root
        self._folders = tuple(folders)

    def state(self) -> State | None:
        """The state now; None where there is no pacman."""
        if not (self._root / "var/lib/pacman").is_dir():
            return None
        checked = changed_ms((self._root / "var/lib/pacman/sync").glob("*.db"))
        upgraded = upgraded_ms(tail(self._root / "var/log/pacman.log"))
        return State("pacman", self._pending() if checked else None, None, upgraded, checked)

    def _pending(self) -> int | None:
        try:
            said = programs.ask("pacman", "--query", "--upgrades", seconds=_SECONDS, folders=self._folders)
        except programs.NoAnswer:
            return None
        return waiting(said.text) if said.code in {0, 1} else None
