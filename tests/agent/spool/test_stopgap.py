from __future__ import annotations

from itertools import count

from agent.spooling import frame
from schoolwacht_agent.spool.stopgap import MOST, Stopgap
from schoolwacht_agent.spool.waiting import name_frame

OLD, NEW = b"o" * 16, b"n" * 16


def test_only_the_newest_are_held_and_the_rest_is_given_back() -> None:
    stopgap = Stopgap()
    lost = [
        batch
        for number in range(MOST + 3)
        for batch in stopgap.hold([name_frame(frame(number), (OLD, number))], [frame(number)])
    ]
    assert [batch.taken_at_ms for batch in lost] == [0, 1, 2]
    assert len(stopgap) == MOST


def test_a_batch_goes_when_the_collector_has_it() -> None:
    stopgap = Stopgap()
    stopgap.hold([name_frame(frame(1), (OLD, 1)), name_frame(frame(2), (OLD, 2))], [frame(1), frame(2)])
    stopgap.release(list(stopgap)[:1])
    assert [batch.taken_at_ms for batch in stopgap] == [2]


def test_new_names_keep_order_and_content() -> None:
    stopgap = Stopgap()
    stopgap.hold([name_frame(frame(1), (OLD, 8)), name_frame(frame(2), (OLD, 9))], [frame(1), frame(2)])
    numbers = count(1)
    stopgap.renumber(lambda: (NEW, next(numbers)))
    assert [(batch.spool_id, batch.sequence, batch.taken_at_ms) for batch in stopgap] == [(NEW, 1, 1), (NEW, 2, 2)]
