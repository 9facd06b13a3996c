"""The agent's own folder: where it lies, made private, and refused when it is not."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

if sys.platform == "win32":
    from schoolwacht_agent.platforms.windows import acl
    from schoolwacht_agent.platforms.windows.known_folders import (
        LOCAL_APP_DATA,
        PROGRAM_DATA,
        is_administrator,
        known,
    )

    def runs_as_system() -> bool:
        """Whether this is the machine's own agent, with an administrator's rights."""
        return is_administrator()

    def system_home() -> Path:
        """Where the machine's own agent keeps what it knows."""
        return known(PROGRAM_DATA) / "Schoolwacht" / "agent"

    def system_file() -> Path:
        """Its configuration."""
        return known(PROGRAM_DATA) / "Schoolwacht" / "agent.toml"

    def personal_home(_environment: Mapping[str, str]) -> Path:
        """Where the agent of somebody without rights keeps what it knows."""
        return known(LOCAL_APP_DATA) / "Schoolwacht" / "agent"

    def _make(home: Path) -> None:
        """Makes it with its rights from the first moment, and trusts none that others may change.

        Folders on the way from ProgramData are looked at too: who may rename those may put another in this place.
        """
        shared = known(PROGRAM_DATA)
        on_the_way = [above for above in reversed(home.parents) if above.is_relative_to(shared) and above != shared]
        if not on_the_way:
            home.parent.mkdir(parents=True, exist_ok=True)
        rights = (
            acl.FOR_ADMINISTRATORS if runs_as_system() else f"{acl.FOR_ADMINISTRATORS}(A;OICI;FA;;;{acl.own_sid()})"
        )
        for folder in (*on_the_way, home):
            acl.make(folder, rights)
            acl.check(folder)

else:

    def runs_as_system() -> bool:
        """Whether this is the machine's own agent, run by root."""
        return os.geteuid() == 0

    def system_home() -> Path:
        """Where the machine's own agent keeps what it knows."""
        return Path("/var/lib/schoolwacht-agent")

    def system_file() -> Path:
        """Its configuration."""
        return Path("/etc/schoolwacht/agent.toml")

    def personal_home(environment: Mapping[str, str]) -> Path:
        """Where the agent of somebody without rights keeps what it knows."""
        state = environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        return Path(state) / "schoolwacht-agent"

    def _make(home: Path) -> None:
        """Root's home may be walked through, not listed, so that members of a group reach the drop folder in it."""
        mode = 0o711 if runs_as_system() else 0o700
        home.mkdir(mode=mode, parents=True, exist_ok=True)
        if stat.S_IMODE(home.stat().st_mode) & ~mode:
            home.chmod(mode)


def prepare(home: Path) -> Path:
    """Makes the home, or sees that nobody else can write there; every file with a secret is for its owner only."""
    try:
        _make(home)
    except PermissionError as error:
        if error.errno is None:  # a sentence of our own
            raise
        raise _no_use(home, error) from error
    except OSError as error:
        raise _no_use(home, error) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise PermissionError(f"cannot write in {home}; run this as its owner, or give another --home")
    return home


def _no_use(home: Path, error: OSError) -> PermissionError:
    return PermissionError(f"cannot use {home}: {error.strerror}; give another --home or run this as its owner")
