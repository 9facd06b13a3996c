"""The child that surveys: `python -I -m schoolwacht_agent.look_apart`.

Reads one line of JSON from standard input, answers one line for each survey on standard output, and ends. It runs at
the lowest priority, within a limit of memory, and never touches the agent's spool or identity.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from schoolwacht_agent import surveys
from schoolwacht_agent.looking import Look, look
from schoolwacht_agent.probe import FreshnessCheck, Surroundings
from schoolwacht_agent.survey_lines import declaration, told

MOST_MEMORY = 256 << 20
"""Bytes of private memory. The largest list of software that we tried needs a quarter of it."""


def main() -> int:
    """Declares every survey, or looks with those that are named."""
    _be_humble()
    # Ended by a signal, we still end what we asked: see programs.ask.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    said: dict[str, Any] = json.loads(sys.stdin.readline())
    Thread(target=_end_with_the_agent, daemon=True, name="agent's life").start()
    if said.get("declare"):
        for survey in surveys.load().values():
            _say(declaration(survey))
        return 0
    surroundings = _surroundings(said)
    for name in said["names"]:
        seen = _look(name, surroundings)
        _say(told(name, seen))
    return 0


def _end_with_the_agent() -> None:
    """The agent holds the other end of our input; when it is gone, nobody waits for an answer any more."""
    with suppress(OSError):
        # Without Python's buffer, whose lock would be held when the program ends.
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _look(name: str, surroundings: Surroundings) -> Look:
    try:
        return look(surveys.one(name), surroundings)
    except MemoryError:
        return Look(None, flaw="MemoryError: more than a survey may use")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _surroundings(said: dict[str, Any]) -> Surroundings:
    checks = tuple(
        FreshnessCheck(one["job"], one["pattern"], timedelta(seconds=one["newest_within"]), one["smallest_bytes"])
        for one in said["checks"]
    )
    return Surroundings(datetime.fromisoformat(said["now"]), Path(said["home"]), checks)


def _be_humble() -> None:
    """Somebody may be giving a lesson on this machine. What the system refuses, we do without."""
    if sys.platform == "win32":
        import psutil

        with suppress(OSError, psutil.Error):
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    import resource

    with suppress(OSError):
        os.nice(15)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
