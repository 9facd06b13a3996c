"""The agent as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = (sys.executable, "-m", "schoolwacht_agent")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLWACHT_")}
    return {**kept, "LANG": "C.UTF-8", **more}


def command(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`schoolwacht-agent WORDS`."""
    return subprocess.run(
        [*PROGRAM, *words, "--home", str(home)],
        env=environment(**more), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@contextmanager
def agent(home: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`schoolwacht-agent run`, ended with SIGTERM unless the test ended it."""
    running = subprocess.Popen(
        [*PROGRAM, "run", "--home", str(home)], env=environment(**more), stderr=subprocess.PIPE, text=True
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        try:
            running.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise
