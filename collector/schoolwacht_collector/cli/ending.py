"""Ends in time, whatever hangs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence

STOP_SECONDS = 10.0
"""How long ending may take. Everything that was acknowledged is on the disk by then; what hangs is left behind."""


def end_within(seconds: float, still_running: Callable[[], Sequence[str]]) -> None:
    """From now on this process lives for so long at most. `still_running` names what it may be waiting for."""

    def give_up() -> None:
        what = ", ".join(still_running()) or "a call"
        print(f"schoolwacht: {what} did not end within {seconds:.0f} s; leaving now", file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
