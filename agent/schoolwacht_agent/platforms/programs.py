"""Asks a program of the system: the one place where the agent starts anything.

By a fixed name in fixed folders, never through a shell, with an empty environment in the C locale, nothing on its input
and a limit on time and on what it may say. Whatever it started itself ends with it: the group is killed before the
leader is collected, so the group's number cannot have passed to a stranger.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FOLDERS = (Path("/usr/sbin"), Path("/usr/bin"), Path("/sbin"), Path("/bin"))
"""Where only the administrator can put a program. /usr/local is left out: other groups may write there."""
MOST_BYTES = 4 << 20
_ENVIRONMENT = {"LC_ALL": "C", "LANGUAGE": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"}
_MOST_LEFT = 4
"""Children that even a kill did not end, because the disk they asked never answers; with more we ask no further."""
_GRACE_SECONDS = 2.0

_left: list[subprocess.Popen[bytes]] = []


class NoAnswer(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The program did not answer; the message is a code: not_installed, not_started, timed_out, too_much, failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said, and the number it ended with; negative when a signal ended it."""

    code: int
    text: str


def find(name: str, folders: Sequence[Path] = FOLDERS) -> Path | None:
    """Where a program lies, if it is installed."""
    places = (folder / name for folder in folders)
    return next((place for place in places if place.is_file() and os.access(place, os.X_OK)), None)


def ask(
    name: str,
    *arguments: str,
    seconds: float,
    folders: Sequence[Path] = FOLDERS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Starts a program, waits for its end, and returns what it said; raises NoAnswer."""
    program = find(name, folders)
    if program is None:
        raise NoAnswer("not_installed")
    _left[:] = [child for child in _left if child.poll() is None]
    if len(_left) >= _MOST_LEFT:
        raise NoAnswer("timed_out")
    try:
        child = subprocess.Popen(  # noqa: S603 - a fixed program with arguments of our own, see the module
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise NoAnswer("not_started") from error
    deadline = time.monotonic() + seconds
    try:
        said = _read(child, deadline, most_bytes)
        _await(child, deadline)
    finally:
        _end(child)
    return Answer(child.returncode, said.decode("utf-8", errors="replace"))


def _read(child: subprocess.Popen[bytes], deadline: float, most: int) -> bytes:
    assert child.stdout is not None  # noqa: S101 - we asked for a pipe
    pipe = child.stdout.fileno()
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    said = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise NoAnswer("timed_out")
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return bytes(said)
        said += piece
        if len(said) > most:
            raise NoAnswer("too_much")


def _await(child: subprocess.Popen[bytes], deadline: float) -> None:
    """Until it ended, without collecting it."""
    while not _ended(child):
        if time.monotonic() > deadline:
            raise NoAnswer("timed_out")
        time.sleep(0.01)


def _ended(child: subprocess.Popen[bytes]) -> bool:
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends the whole group while its leader still holds the number, then collects the leader."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.stdout is not None:
        child.stdout.close()
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _left.append(child)
