"""One agent for one home: two would send the same batches under each other's names."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):  # noqa: N818 - a state, told to a person
    """Another agent holds this home."""


class Hold:
    """Holds a home for as long as the process lives, however it ends."""

    def __init__(self, home: Path) -> None:
        self._file: IO[bytes] = (home / "agent.lock").open("a+b")
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.close()
            raise AlreadyRunning(
                f"an agent is running in {home} already; stop it first, or give another --home"
            ) from error

    def release(self) -> None:
        """Lets the next one in."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
