"""Asks a program of the system: the one place where the agent starts anything.

By a fixed name in fixed folders, never through a shell or the PATH, with an empty environment in the C locale, nothing
on its input and a limit on time and on what it may say. Whatever it started itself ends with it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    from schoolwacht_agent.platforms.windows.child import FOLDERS, SUFFIX, Child
else:
    from schoolwacht_agent.platforms.posix_child import FOLDERS, SUFFIX, Child

__all__ = ["FOLDERS", "MOST_BYTES", "Answer", "NoAnswer", "ask", "find", "pour"]

MOST_BYTES = 4 << 20
_MOST_LEFT = 4
"""Children that even a kill did not end, because the disk they asked never answers; with more we ask no further."""

_left: list[Child] = []


class NoAnswer(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The program did not answer; the message is a code: not_installed, not_started, timed_out, too_much, failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said, and the number it ended with; negative when a signal ended it."""

    code: int
    text: str


def find(name: str, folders: Sequence[Path] = FOLDERS) -> Path | None:
    """Where a program lies, if it is installed."""
    places = (folder / f"{name}{SUFFIX}" for folder in folders)
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
    _left[:] = [child for child in _left if not child.gone()]
    if len(_left) >= _MOST_LEFT:
        raise NoAnswer("timed_out")
    try:
        child = Child(program, arguments, most_bytes)
    except OSError as error:
        raise NoAnswer("not_started") from error
    try:
        said = child.wait(seconds)
    finally:
        if not child.end():
            _left.append(child)
    if said is None:
        raise NoAnswer("timed_out")
    if len(said) > most_bytes:
        raise NoAnswer("too_much")
    return Answer(child.code, said.decode("utf-8", errors="replace"))


def pour(
    name: str, *arguments: str, seconds: float, into: Callable[[bytes], None], folders: Sequence[Path] = FOLDERS
) -> None:
    """Starts a program of Linux or macOS that says more than fits, and hands it on as it comes; raises NoAnswer."""
    program = find(name, folders)
    if sys.platform == "win32" or program is None:
        raise NoAnswer("not_installed")
    try:
        child = Child(program, arguments, MOST_BYTES)
    except OSError as error:
        raise NoAnswer("not_started") from error
    try:
        whole = child.pour(seconds, into)
    finally:
        if not child.end():
            _left.append(child)
    if not whole:
        raise NoAnswer("timed_out")
    if child.code:
        raise NoAnswer("failed")
