"""Hard stops of a Linux machine, from nothing but the names of systemd's journal files.

When journald finds at a start that its file was never closed, it puts the file aside with a tilde behind its name; the
first number in the name is that moment, in microseconds as hex digits. A file put aside in good order bears a series, a
number and the moment of its first line (systemd's docs, "Journal File Format", and sd-journal's source). What is in the
files is not read, and the files of people (`user-1000@...`) are passed over.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_crashes import together
from schoolwacht_agent.platforms.wtmp import Starts

if TYPE_CHECKING:
    from collections.abc import Iterable

_ORDERLY = re.compile(r"system@[0-9a-f]{32}-[0-9a-f]{16}-([0-9a-f]{16})\.journal")
_BROKEN = re.compile(r"system@([0-9a-f]{16})-[0-9a-f]{16}\.journal~")
_EARLIEST, _LATEST = 946_684_800_000_000, 1 << 54  # 2000, and far from now


def parse(names: Iterable[str]) -> Starts:
    """The unclean starts that the names tell of, and how far back they go."""
    orderly: list[datetime] = []
    broken: list[datetime] = []
    for name in names:
        for pattern, times in ((_ORDERLY, orderly), (_BROKEN, broken)):
            if (found := pattern.fullmatch(name)) and _EARLIEST <= int(found[1], 16) < _LATEST:
                times.append(datetime.fromtimestamp(int(found[1], 16) / 1e6, UTC))
    return Starts(min([*orderly, *broken], default=None), tuple(together(broken)))
