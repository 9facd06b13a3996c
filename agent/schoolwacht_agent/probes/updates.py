"""Which updates wait, when the last ones came, and whether the computer must be started anew. Linux."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import flatpak, programs, reboot, snap
from schoolwacht_agent.platforms.apt import Apt
from schoolwacht_agent.platforms.dnf import Dnf
from schoolwacht_agent.platforms.pacman import Pacman
from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.update_state import State
from schoolwacht_agent.platforms.zypper import Zypper
from schoolwacht_agent.probe import Column, Kind, NoData, Probe, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATES = Table(
    "updates",
    "Updates that wait, by the book-keeping that brings them.",
    {
        "source": Column(Kind.TEXT, "`apt`, `dnf`, `zypper`, `pacman`, `flatpak`, `snap`; `system` if there is none."),
        "pending": Column(Kind.INTEGER, "Packages for which a newer version is known.", "1"),
        "pending_security": Column(Kind.INTEGER, "Those of them that mend a known danger, where the source says.", "1"),
        "last_success_ms": Column(Kind.INTEGER, "When updates were last installed, since 1970 in UTC.", "ms"),
        "last_check_ms": Column(Kind.INTEGER, "When it was last asked what is new, since 1970 in UTC.", "ms"),
        "reboot_needed": Column(Kind.INTEGER, "1 if the system must be started anew, 0 if not.", "1"),
        "reboot_since_ms": Column(Kind.INTEGER, "Since when, since 1970 in UTC.", "ms"),
        "reboot_reason": Column(Kind.TEXT, "Why: packages that ask for it, or the newer kernel."),
    },
    key=("source",),
)


def rows(states: Sequence[State], reboot_: Reboot) -> Iterator[Row]:
    """One row a source. That the system must be started anew stands with the first, which brought its own parts."""
    for position, state in enumerate(states or [State("system")]):
        tells = reboot_ if position == 0 else Reboot(None)
        yield UPDATES(
            source=state.source,
            pending=state.pending,
            pending_security=state.pending_security,
            last_success_ms=state.last_success_ms,
            last_check_ms=state.last_check_ms,
            reboot_needed=None if tells.needed is None else int(tells.needed),
            reboot_since_ms=tells.since_ms,
            reboot_reason=tells.reason,
        )


class Office:
    """Asks every book-keeping that is here."""

    def __init__(self, root: Path, folders: Sequence[Path], running: str) -> None:
        self._root = root
        self._running = running
        own = (Apt(root, folders), Dnf(root, folders), Zypper(root, folders), Pacman(root, folders))
        self._sources: tuple[Callable[[], State | None], ...] = (
            *(source.state for source in own),
            lambda: flatpak.state(root),
            lambda: snap.state(root),
        )

    def take(self, _: Surroundings) -> Iterator[Row]:
        """The rows of now."""
        if sys.platform != "linux":
            raise NoData("the updates of this system are not read yet")
        states = [state for source in self._sources if (state := source()) is not None]
        return rows(states, reboot.look(self._root, self._running))


PROBE = Probe(
    "updates",
    timedelta(hours=1),
    (UPDATES,),
    Office(Path("/"), programs.FOLDERS, platform.release()).take,
    about="Which updates wait, and whether the computer must be started anew.",
    patience=timedelta(seconds=60),
)
