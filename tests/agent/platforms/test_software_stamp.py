"""The mark that tells whether software came or went."""

from __future__ import annotations

import time

from schoolwacht_agent.platforms.software_stamp import stamp


def test_the_mark_of_this_machine_stays_and_is_cheap() -> None:
    first = stamp()
    started = time.process_time()

    assert stamp() == first
    assert time.process_time() - started < 0.1
