"""A program that was asked, on Windows: in a job of its own, without a window, with a thread that reads its answer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import subprocess
    from collections.abc import Sequence
    from contextlib import suppress
    from threading import Thread

    from schoolwacht_agent.platforms.windows.job import CREATE_SUSPENDED, Job
    from schoolwacht_agent.platforms.windows.known_folders import PROGRAM_FILES, known, system32

    FOLDERS: tuple[Path, ...] = (system32(), known(PROGRAM_FILES) / "smartmontools" / "bin")
    """Where only the administrator can put a program: Windows' own, and those we know from their own installer."""
    SUFFIX = ".exe"
    _GRACE_SECONDS = 2.0

    class Child:
        """One started program."""

        def __init__(self, program: Path, arguments: Sequence[str], most_bytes: int) -> None:
            self._most = most_bytes
            self._said = bytearray()
            self._job = Job()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - a fixed program with arguments of our own, see `programs`
                    [program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                    cwd=FOLDERS[0],
                    creationflags=CREATE_SUSPENDED | subprocess.CREATE_NO_WINDOW,
                )
            except OSError:
                self._job.end()
                raise
            try:
                self._job.adopt(int(self._process._handle))  # type: ignore[attr-defined]  # noqa: SLF001 - CPython's own, for as long as Windows is supported
            except OSError:
                self._process.kill()
                self.end()
                raise
            self._reader = Thread(target=self._read, name=f"answer of {program.name}", daemon=True)
            self._reader.start()

        def _read(self) -> None:
            assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
            with suppress(OSError, ValueError):  # closed under our hands: the time is over
                while len(self._said) <= self._most and (piece := os.read(self._process.stdout.fileno(), 1 << 16)):
                    self._said += piece

        def wait(self, seconds: float) -> bytes | None:
            """What it said, once it said all and ended; nothing if that takes longer. More than asked for is cut."""
            self._reader.join(seconds)
            if self._reader.is_alive():
                return None
            if len(self._said) <= self._most:
                try:
                    self._process.wait(seconds)
                except subprocess.TimeoutExpired:
                    return None
            return bytes(self._said)

        @property
        def code(self) -> int:
            """The number it ended with, once it did."""
            return self._process.returncode

        def end(self) -> bool:
            """Ends it with all it started; whether it is gone."""
            self._job.end()
            try:
                self._process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                return False
            if self._process.stdout is not None and not self._reader_is_busy():
                self._process.stdout.close()
            return True

        def _reader_is_busy(self) -> bool:
            reader = getattr(self, "_reader", None)
            if reader is not None:
                reader.join(_GRACE_SECONDS)
            return reader is not None and reader.is_alive()

        def gone(self) -> bool:
            """Whether one that outlived its end is gone by now."""
            return self._process.poll() is not None

    def _environment() -> dict[str, str]:
        """The least that Windows' programs start with: https://learn.microsoft.com/windows/win32/api/processthreadsapi."""
        windows = FOLDERS[0].parent
        return {
            "SystemRoot": str(windows),
            "windir": str(windows),
            "PATH": str(FOLDERS[0]),
            "TEMP": str(windows / "Temp"),
        }
