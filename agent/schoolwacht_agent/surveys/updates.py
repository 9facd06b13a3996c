"""Which updates wait, when the last ones came, and whether the computer must be started anew."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import counted_updates, flatpak, programs, reboot, snap
from schoolwacht_agent.platforms.apt import Apt
from schoolwacht_agent.platforms.dnf import Dnf
from schoolwacht_agent.platforms.pacman import Pacman
from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.update_state import State
from schoolwacht_agent.platforms.zypper import Zypper
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATES = Table(
    "updates",
    "Updates that wait, by the book-keeping that brings them.",
    {
        "source": Column(
            Kind.TEXT, "`apt`, `dnf`, `zypper`, `pacman`, `flatpak`, `snap`, `windows`, `macos`; `system`: none."
        ),
        "pending": Column(Kind.INTEGER, "Packages for which a newer version is known.", "1"),
        "pending_security": Column(Kind.INTEGER, "Those of them that mend a known danger, where the source says.", "1"),
        "last_success_ms": Column(Kind.INTEGER, "When updates were last installed, since 1970 in UTC.", "ms"),
        "last_check_ms": Column(Kind.INTEGER, "When it was last asked what is new, since 1970 in UTC.", "ms"),
        "reboot_needed": Column(Kind.INTEGER, "1 if the system must be started anew, 0 if not.", "1"),
        "reboot_since_ms": Column(Kind.INTEGER, "Since when, since 1970 in UTC.", "ms"),
        "reboot_reason": Column(Kind.TEXT, "Why: packages that ask for it, or the newer kernel."),
        "automatic": Column(Kind.INTEGER, "1 if updates are installed without anybody asking for them, 0 if not.", "1"),
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
            automatic=None if state.automatic is None else int(state.automatic),
        )


class Office:
    """Asks every book-keeping that is here."""

    def __init__(self, root: Path, folders: Sequence[Path], running: str) -> None:
        self._root = root
        self._running = running
        self._dear: dict[str, Apt | Dnf | Zypper] = {
            "apt": Apt(root, folders),
            "dnf": Dnf(root, folders),
            "zypper": Zypper(root, folders),
        }
        own = (*self._dear.values(), Pacman(root, folders))
        self._sources: tuple[Callable[[], State | None], ...] = (
            *(source.state for source in own),
            lambda: flatpak.state(root),
            lambda: snap.state(root),
        )

    def take(self, surroundings: Surroundings) -> Iterator[Row]:
        """The rows of now."""
        if sys.platform == "win32":
            from schoolwacht_agent.platforms.windows import updates

            state, reboot_ = updates.look()
            return rows([state], reboot_)
        elif sys.platform == "darwin":  # noqa: RET505 - the type checker knows branches of a platform, not what follows
            from schoolwacht_agent.platforms.macos import software_update

            found = software_update.look(self._root)
            if found is None:
                raise NoData("this Mac keeps no note of its updates", "Open Software Update in its settings once.")
            return rows([found], Reboot(None))
        else:
            # A survey ends after each look, so what was dear to count is kept in a file.
            kept = counted_updates.load(surroundings.home)
            for name, source in self._dear.items():
                source.counted = kept.get(name, source.counted)
            states = [state for ask in self._sources if (state := ask()) is not None]
            counted_updates.save(surroundings.home, {name: one.counted for name, one in self._dear.items()}, kept)
            return rows(states, reboot.look(self._root, self._running))


PROBE = Probe(
    "updates",
    timedelta(hours=1),
    (UPDATES,),
    Office(Path("/"), programs.FOLDERS, platform.release()).take,
    about="Which updates wait, and whether the computer must be started anew.",
    patience=timedelta(seconds=60),
    group=Group.UPDATES,
)
