"""How much may wait on disk, and for how long."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """14 days at 60 s with 100 samples is about 10 MB, so the bytes are for machines with much to say.

    Age is judged only by a time that the collector confirmed: a clock that jumps ahead must not empty the spool.
    """

    most_bytes: int = 32 * 1024 * 1024
    oldest: timedelta = timedelta(days=14)
    reserve_bytes: int = 500_000_000
    reserve_percent: float = 5.0

    @property
    def oldest_ms(self) -> int:
        """The age in milliseconds."""
        return self.oldest // timedelta(milliseconds=1)

    def disk_is_short(self, folder: Path) -> bool:
        """Whether so little is free that the spool must not grow.

        The smaller reserve counts: 5 % of a large disk is more than anybody misses, 500 MB of a small one is as well.
        """
        seen = shutil.disk_usage(folder)
        return seen.free < min(self.reserve_bytes, seen.total * self.reserve_percent / 100)
