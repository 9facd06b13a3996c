from __future__ import annotations

from threading import Thread

from schoolwacht_agent.tally import Tally


def test_no_count_is_lost_between_threads() -> None:
    tally = Tally()

    def count() -> None:
        for _ in range(2000):
            tally.add("pushes")

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.counts() == {"pushes": 8000}
