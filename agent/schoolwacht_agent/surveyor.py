"""Starts the child that surveys, and hears what it found. A survey that hangs costs its own time and nothing else."""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread

from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import FreshnessCheck, Probe
from schoolwacht_agent.survey_lines import Told, declared, heard

log = logging.getLogger(__name__)

START_SECONDS = 180.0
"""For Python to start on an old computer with a busy disk."""
TIMES_PATIENCE = 2
"""A survey that takes twice its patience is ended."""
GRACE_SECONDS = 5.0
MOST_LINE = 32 << 20
_TRIES = 2
"""How often a child may die without a word before the survey that was next is given up."""


if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class Surveyor:
    """One child at a time."""

    def __init__(self, home: Path, checks: Sequence[FreshnessCheck] = (), command: Sequence[str] = ()) -> None:
        self._home = home
        self._checks = [
            {
                "job": check.job,
                "pattern": check.pattern,
                "newest_within": check.newest_within.total_seconds(),
                "smallest_bytes": check.smallest_bytes,
            }
            for check in checks
        ]
        self._command = list(command) or [_python(), "-I", "-m", "schoolwacht_agent.look_apart"]
        self._one = Lock()
        self._child: subprocess.Popen[str] | None = None
        self._stopped = False

    def declared(self) -> dict[str, Probe]:
        """Every survey that there is. Raises RuntimeError when the child cannot tell: then this program is broken."""
        with self._one:
            child = self._start({"declare": True})
            said: list[str] = []
            listening = Thread(target=_hear_out, args=(child, said), daemon=True, name="surveys")
            listening.start()
            listening.join(START_SECONDS)
            late = listening.is_alive()
            _end(child)
            listening.join(GRACE_SECONDS)
            self._child = None
        if late:
            raise RuntimeError(f"the surveys were not loaded within {START_SECONDS:.0f} s")
        if child.returncode:
            raise RuntimeError(f"the surveys cannot be loaded: {''.join(said).strip()[-2000:]}")
        return {probe.name: probe for probe in map(declared, "".join(said).splitlines())}

    def look(self, probes: Sequence[Probe], now: datetime) -> Iterator[Told]:
        """What each of them found, in their order; every one of them is answered."""
        waiting, known, deaths = list(probes), {probe.name: probe for probe in probes}, 0
        with self._one:
            while waiting and not self._stopped:
                answered = 0
                for told in self._one_child(waiting, known, now):
                    answered += 1
                    yield told
                waiting = waiting[answered:]
                deaths = 0 if answered else deaths + 1
                if waiting and deaths >= _TRIES:
                    yield Told(waiting.pop(0).name, Look(None, flaw="the child that looked ended without a word"))
                    deaths = 0

    def stop(self) -> None:
        """Ends a child that looks now; no other is begun."""
        self._stopped = True
        if (child := self._child) is not None:
            _end(child)

    def _one_child(self, waiting: Sequence[Probe], known: Mapping[str, Probe], now: datetime) -> Iterator[Told]:
        """As many answers as one child gives; a survey that takes too long is answered here, and ends the child."""
        names = [probe.name for probe in waiting]
        child = self._start({"names": names, "now": now.isoformat(), "home": str(self._home), "checks": self._checks})
        lines: queue.Queue[str | None] = queue.Queue()
        Thread(target=_listen, args=(child, lines), daemon=True, name="surveys").start()
        try:
            for number, probe in enumerate(waiting):
                limit = TIMES_PATIENCE * probe.patience.total_seconds() + (0 if number else START_SECONDS)
                try:
                    line = lines.get(timeout=limit)
                except queue.Empty:
                    yield Told(probe.name, Look(None, flaw=f"no answer within {limit:.0f} s"))
                    return
                if line is None:
                    return
                yield _answer(line, probe, known)
        finally:
            _end(child)
            self._child = None

    def _start(self, said: Mapping[str, object]) -> subprocess.Popen[str]:
        child = subprocess.Popen(  # noqa: S603 - this very program
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if said.get("declare") else subprocess.DEVNULL,
            encoding="ascii",
            errors="replace",
            creationflags=_NO_WINDOW,
        )
        self._child = child
        assert child.stdin is not None  # noqa: S101 - we asked for a pipe
        with suppress(OSError):  # it may have died at once; then it has nothing to say either
            child.stdin.write(json.dumps(said) + "\n")
            child.stdin.flush()
        # It stays open: when this process dies, however it dies, the child sees its end and ends too.
        return child


def _answer(line: str, probe: Probe, known: Mapping[str, Probe]) -> Told:
    try:
        told = heard(line, known)
    except ValueError as error:
        return Told(probe.name, Look(None, flaw=str(error)))
    return told if told.name == probe.name else Told(probe.name, Look(None, flaw="answered for another"))


def _listen(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None  # noqa: S101 - we asked for a pipe
    with suppress(OSError, ValueError):  # closed under our hands
        while line := child.stdout.readline(MOST_LINE):
            lines.put(line)
    lines.put(None)


def _hear_out(child: subprocess.Popen[str], said: list[str]) -> None:
    """Everything until it ends by itself."""
    assert child.stdout is not None  # noqa: S101 - we asked for a pipe
    with suppress(OSError, ValueError):
        said.append(child.stdout.read(MOST_LINE))
    child.wait()


def _end(child: subprocess.Popen[str]) -> None:
    """Asks it to end, so that it ends what it started; then makes it."""
    with suppress(OSError):
        child.terminate() if child.poll() is None else None
    if not _ended(child):
        child.kill()
        _ended(child)  # unless it asks a disk that never answers; then it is left
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError, ValueError):
                pipe.close()


def _ended(child: subprocess.Popen[str]) -> bool:
    """Whether it ended in time. A thread waits, because `wait` with a limit would poll, and sleep between."""
    waiting = Thread(target=child.wait, daemon=True, name="end of surveys")
    waiting.start()
    waiting.join(GRACE_SECONDS)
    return not waiting.is_alive()


def _python() -> str:
    """The interpreter itself, also where a Windows service runs within a host of its own."""
    if sys.platform == "win32":
        return str(Path(sys.exec_prefix) / "python.exe")
    return sys.executable
