"""Durations and sizes as people write them: 90s, 15m, 26h, 14d; 500kB, 1MB, 32MiB."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "u": 3600, "d": 86_400, "w": 604_800}
_BYTES = {
    "": 1,
    "b": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "tb": 1000**4,
    "kib": 1024,
    "mib": 1024**2,
    "gib": 1024**3,
    "tib": 1024**4,
}


def duration(text: str) -> timedelta:
    """A length of time; `u` is the Dutch hour. A bare number has no meaning and is refused."""
    written = _WRITTEN.fullmatch(text)
    if not written or written[2].lower() not in _SECONDS:
        raise ValueError(f"write a duration such as 90s, 15m, 26h or 14d, not {text!r}")
    try:
        return timedelta(seconds=float(written[1]) * _SECONDS[written[2].lower()])
    except OverflowError as error:
        raise ValueError(f"{text!r} is longer than a calendar") from error


def size(text: str) -> int:
    """A number of bytes. MB is a million of them, MiB is 1,048,576."""
    written = _WRITTEN.fullmatch(text)
    if not written or written[2].lower() not in _BYTES:
        raise ValueError(f"write a size such as 500kB, 1MB or 32MiB, not {text!r}")
    return int(float(written[1]) * _BYTES[written[2].lower()])


def in_words(number_of_bytes: int) -> str:
    """A size for people, for example 1.4 MB."""
    value = float(number_of_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:  # noqa: PLR2004 - a thousand of one unit is one of the next
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
