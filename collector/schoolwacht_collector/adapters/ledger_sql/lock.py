"""One home, one collector: an advisory lock beside the ledger. The operating system lets go of it when we die."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerInUse, LedgerUnusable

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1_000_000  # far behind the text: Windows also keeps others from reading what is locked

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class HomeLock:
    """Holds the lock from its making until `release`. The file stays: taking it away would let two holders in."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise LedgerUnusable(
                f"{path} cannot be made: {problem.strerror}. Give the collector's user the right to write in "
                f"{path.parent}, or choose another home with SCHOOLWACHT_HOME."
            ) from problem
        try:
            _take(self._descriptor)
        except OSError as problem:
            holder = _holder(self._descriptor)
            os.close(self._descriptor)
            raise LedgerInUse(
                f"Another collector{holder} already uses {path.parent}. Stop it first, or choose another home with "
                "SCHOOLWACHT_HOME."
            ) from problem
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode())

    def release(self) -> None:
        """Lets the next collector in."""
        os.close(self._descriptor)


def _holder(descriptor: int) -> str:
    """The process that wrote its number into the lock file; only for the sentence."""
    text = os.read(descriptor, 20).decode("ascii", "replace")
    return f" (process {text})" if text.isdigit() else ""
