"""Installing the agent as a service of systemd: the unit's file, the group for backup reports, systemctl."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.drop_folder import GROUP
from schoolwacht_agent.files import replace_file
from schoolwacht_agent.service import unit
from schoolwacht_agent.service.trouble import ServiceTrouble

__all__ = ["ServiceTrouble", "Step", "carry_out", "installing", "state", "uninstalling"]

TIMEOUT_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that installing does: a file to write, or a command."""

    path: Path | None = None
    content: str = ""
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"# {self.path}\n{self.content}" if self.path else f"$ {' '.join(self.command)}"


def installing(home: Path, drop_folder: Path, folder: Path = unit.FOLDER) -> list[Step]:
    """What brings the service to life, in order."""
    return [
        Step(command=("groupadd", "--system", "--force", GROUP)),
        # Members may leave a file there, but neither list nor remove what others left (sticky).
        Step(command=("install", "-d", "-o", "root", "-g", GROUP, "-m", "1730", str(drop_folder))),
        Step(path=folder / unit.NAME, content=unit.text([sys.executable, "-I", "-m", "schoolwacht_agent"], home)),
        Step(command=("systemctl", "daemon-reload")),
        Step(command=("systemctl", "enable", unit.NAME)),
        Step(command=("systemctl", "restart", unit.NAME)),
    ]


def uninstalling(folder: Path = unit.FOLDER) -> list[Step]:
    """What ends it. Identity and spool stay, so that installing again goes on as the same device."""
    return [
        Step(command=("systemctl", "disable", "--now", unit.NAME)),
        Step(path=folder / unit.NAME),
        Step(command=("systemctl", "daemon-reload")),
    ]


def carry_out(steps: Sequence[Step]) -> None:
    """Does the steps; the first that fails stops it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise PermissionError("installing a service is for root; run this with sudo")
    if not Path("/run/systemd/system").is_dir():
        raise ServiceTrouble("this machine does not run systemd; start `schoolwacht-agent run` by its own means")
    for step in steps:
        if step.path is None:
            _command(step.command)
        elif step.content:
            replace_file(step.path, step.content.encode(), 0o644)
        else:
            step.path.unlink(missing_ok=True)


def state() -> str:
    """What systemd says of the service: active, inactive, failed, or that it is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["systemctl", "is-active", unit.NAME],  # noqa: S607 - found on root's own PATH
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceTrouble(f"systemctl does not answer: {error}") from error
    return done.stdout.strip() or "unknown"


def _command(command: tuple[str, ...]) -> None:
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True)  # noqa: S603 - fixed words from above
    except subprocess.CalledProcessError as error:
        raise ServiceTrouble(f"{' '.join(command)}: {error.stderr.strip()}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceTrouble(f"{' '.join(command)}: {error}") from error
