"""How often a job runs, seen from when it ran, for programs that do not record a schedule where it may be read.

Schools close at weekends, so of the gaps between the last runs the second longest counts: one holiday does not make a
daily job a monthly one, and the gap over every weekend is in it. Rounded up to whole hours, so that it stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

_RUNS = 16  # fifteen gaps of a job that runs on school days hold at least two weekends
_FEWEST = 4
_TOGETHER_MS = 30 * 60 * 1000  # two runs within half an hour are one, tried twice
_HOUR_MS = 3_600_000
_LONGEST_MS = 400 * 24 * _HOUR_MS


def usual_seconds(moments_ms: Iterable[int]) -> int | None:
    """Seconds within which a next run may be expected; None after too few runs to tell."""
    runs: list[int] = []
    for moment in sorted(set(moments_ms)):
        if runs and moment - runs[-1] < _TOGETHER_MS:
            runs[-1] = moment
        else:
            runs.append(moment)
    gaps = sorted(later - earlier for earlier, later in pairwise(runs[-_RUNS:]))
    if len(gaps) < _FEWEST - 1:
        return None
    gap = gaps[-2]
    return -(-gap // _HOUR_MS) * 3600 if gap <= _LONGEST_MS else None
