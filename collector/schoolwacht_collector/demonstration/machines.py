"""The simulated machines: a process of its own that is told the time, and answers when everything of it was pushed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

STOP_SECONDS = 10
_LONGEST_LINE = 1 << 20


class MachinesFailed(Exception):  # noqa: N818 - a state of the other process
    """The simulated machines stopped; the message is the last they said."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one step came to."""

    on: int
    pushed: int
    stored: int
    refused: int


class Machines:
    """Starts the process and speaks with it."""

    def __init__(self, words: Sequence[str], log: Path) -> None:
        self._words = words
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns at once; the first step waits until the process is ready."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "schoolwacht_simulator", *self._words,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, limit=_LONGEST_LINE,
            )  # fmt: skip

    async def step(self, moment: datetime) -> Pushed:
        """Every machine that is on measures and pushes up to this moment. Raises MachinesFailed."""
        process = self._process
        assert process is not None  # noqa: S101 - start comes first
        assert process.stdin is not None  # noqa: S101 - PIPE was asked for
        assert process.stdout is not None  # noqa: S101 - as above
        line = b""
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps({"now_ms": int(moment.timestamp() * 1000)}).encode() + b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        if not line:
            raise MachinesFailed(f"the simulated machines stopped; what they said last is in {self._log}")
        said: dict[str, Any] = json.loads(line)
        return Pushed(said["on"], said["pushed"], said["stored"], said["refused"])

    async def stop(self) -> None:
        """Ends the process."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
