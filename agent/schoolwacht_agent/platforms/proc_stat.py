"""State and threads of one process, from Linux's /proc/PID/stat (proc_pid_stat(5)).

The line holds the program's name in brackets, which may itself hold brackets and spaces; the name is
stepped over, never kept.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(rb"[0-9]{1,10}")
_THREADS = 17  # field 20 of the line; the state, field 3, is number 0 behind the brackets


class Process(NamedTuple):
    """One process, as far as anyone needs to know."""

    state: str
    threads: int


def parse(line: bytes) -> Process | None:
    """Reads one line; None if it is not one, as when the process ended while being read."""
    fields = line[line.rfind(b")") + 1 :].split(None, _THREADS + 1)
    if len(fields) <= _THREADS or len(fields[0]) != 1 or not _NUMBER.fullmatch(fields[_THREADS]):
        return None
    return Process(fields[0].decode("latin-1"), int(fields[_THREADS]))
