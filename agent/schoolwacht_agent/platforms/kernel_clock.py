"""Whether the Linux kernel believes that its clock is right, from adjtimex(2), asked without changing anything.

Whatever keeps the clock (chrony, systemd-timesyncd, ntpd) tells the kernel the largest error that it may have; without
news the kernel lets it grow. Below 16 seconds the clock counts as synchronised, as `timedatectl` has it too.
"""

from __future__ import annotations

import ctypes
import re
import struct
import sys
from pathlib import Path

from schoolwacht_agent.platforms.kernel_files import words

_HEAD = struct.Struct("@Illlli")  # modes, offset, frequency, maxerror, esterror, status: struct timex
_ROOM = 512  # the whole structure has some 200 bytes
_MOST_ERROR_US = 16_000_000
_UNSYNCHRONISED = 0x40


def synchronised(timex: bytes) -> bool | None:
    """By the bytes of a `struct timex` that adjtimex filled in; None if they are too few."""
    if len(timex) < _HEAD.size:
        return None
    _, _, _, most_error, _, status = _HEAD.unpack_from(timex)
    return 0 <= most_error < _MOST_ERROR_US and not status & _UNSYNCHRONISED


def ask(status: Path = Path("/proc/self/status")) -> bool | None:
    """What the kernel says now; None where it may not be asked.

    Under a filter of system calls (the agent's own unit, containers) asking may be forbidden on pain of death.
    """
    if sys.platform != "linux" or not re.search(r"^Seccomp:\s*0$", words(status), re.MULTILINE):
        return None
    timex = ctypes.create_string_buffer(_ROOM)  # all zero: mode 0 asks and sets nothing
    try:
        answer = ctypes.CDLL(None).adjtimex(timex)
    except (OSError, AttributeError):
        return None
    return synchronised(timex.raw) if answer >= 0 else None
