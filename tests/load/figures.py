"""A figure as the bench reports it, and how the time and the memory of a process are read."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

MIB = 1024 * 1024


@dataclass
class Figure:
    """One line of the table."""

    what: str
    seen: str
    goal: str
    kept: bool


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time, with that of children that ended."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def own_seconds(process: psutil.Process) -> float:
    """User and system time of the process alone."""
    times = process.cpu_times()
    return float(times.user + times.system)


def memory_of(process: psutil.Process) -> tuple[float, float]:
    """RSS and PSS in MiB: what the process has in memory, and its fair part of what it shares with others."""
    full = process.memory_full_info()
    return full.rss / MIB, full.pss / MIB
