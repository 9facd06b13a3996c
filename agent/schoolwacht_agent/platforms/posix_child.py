"""A program that was asked, on Linux and macOS: in a process group of its own, read by polling its pipe."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDERS: tuple[Path, ...] = (Path("/usr/sbin"), Path("/usr/bin"), Path("/sbin"), Path("/bin"))
"""Where only the administrator can put a program. /usr/local is left out: other groups may write there."""
SUFFIX = ""

if sys.platform != "win32":
    import os
    import select
    import signal
    import subprocess
    import time
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import suppress

    _ENVIRONMENT = {"LC_ALL": "C", "LANGUAGE": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"}
    _GRACE_SECONDS = 2.0

    class Child:
        """One started program. Its group is killed before it is collected: the number cannot be a stranger's yet."""

        def __init__(self, program: Path, arguments: Sequence[str], most_bytes: int) -> None:
            self._most = most_bytes
            self._process = subprocess.Popen(  # noqa: S603 - a fixed program with arguments of our own, see `programs`
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )

        def pour(self, seconds: float, into: Callable[[bytes], None]) -> bool:
            """Hands on what it says piece by piece, however much; whether it said all and ended in time."""
            deadline = time.monotonic() + seconds
            return all(self._pieces(deadline, into)) and self._ends(deadline)

        def _pieces(self, deadline: float, into: Callable[[bytes], None]) -> Iterator[bool]:
            assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
            pipe = self._process.stdout.fileno()
            poll = select.poll()
            poll.register(pipe, select.POLLIN)
            while True:
                left = deadline - time.monotonic()
                if left <= 0 or not poll.poll(left * 1000):
                    yield False
                    return
                piece = os.read(pipe, 1 << 16)
                if not piece:
                    return
                into(piece)

        def wait(self, seconds: float) -> bytes | None:
            """What it said, once it said all and ended; nothing if that takes longer. More than asked for is cut."""
            deadline = time.monotonic() + seconds
            said = self._read(deadline)
            if said is not None and len(said) <= self._most and not self._ends(deadline):
                return None
            return said

        def _read(self, deadline: float) -> bytes | None:
            assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
            pipe = self._process.stdout.fileno()
            poll = select.poll()
            poll.register(pipe, select.POLLIN)
            said = bytearray()
            while len(said) <= self._most:
                left = deadline - time.monotonic()
                if left <= 0 or not poll.poll(left * 1000):
                    return None
                piece = os.read(pipe, 1 << 16)
                if not piece:
                    break
                said += piece
            return bytes(said)

        def _ends(self, deadline: float) -> bool:
            """Waits for its end, without collecting it."""
            while os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.01)
            return True

        @property
        def code(self) -> int:
            """The number it ended with, once it was ended; negative when a signal did it."""
            return self._process.returncode

        def end(self) -> bool:
            """Ends the whole group, then collects the leader; whether it is gone."""
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            if self._process.stdout is not None:
                self._process.stdout.close()
            try:
                self._process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                return False
            return True

        def gone(self) -> bool:
            """Whether one that outlived its end is gone by now."""
            return self._process.poll() is not None
