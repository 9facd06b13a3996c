"""From the inbox to the series store: nothing is lost when the store is away, nothing blocks when it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.school import NOW, School, device, ms
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.domain.series import Entry, Mark, Refusal, Window
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.drain_inbox import drain_inbox


class Away(MemorySeries):
    """A store that answers only while it is there."""

    there = True

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        if not self.there:
            raise Busy("the store is away")
        refused = [Refusal(e, "field type conflict") for e in entries if isinstance(e, Mark) and "bad" in e.tags]
        return [*super().append([e for e in entries if e not in [r.entry for r in refused]]), *refused]


def mark(name: str, minute: int = 0, **tags: str) -> Mark:
    at = ms(NOW + timedelta(minutes=minute))
    return Mark("alert", {"rule": name, "device_id": "lok07", **tags}, {"state": "open"}, at)


@pytest.fixture
def store() -> Away:
    return Away()


def put(school: School, *marks: Mark) -> None:
    school.ledger.write(lambda books: books.inbox.put_marks(marks))


def depth(school: School) -> int:
    return school.ledger.read(lambda books: books.inbox.depth())


def test_what_is_stored_leaves_the_inbox(school: School, store: Away) -> None:
    put(school, mark("disk_full"), mark("host_silent"))
    assert drain_inbox(school.ledger, store, NOW) == 2
    assert depth(school) == 0
    assert len(store.marks("alert", 0, ms(NOW) + 1)) == 2


def test_a_store_that_is_away_costs_nothing_but_room(school: School, store: Away) -> None:
    put(school, mark("disk_full"))
    store.there = False
    with pytest.raises(Busy):
        drain_inbox(school.ledger, store, NOW)
    assert depth(school) == 1
    store.there = True
    assert drain_inbox(school.ledger, store, NOW) == 1
    assert depth(school) == 0


def test_what_the_store_will_never_take_is_quarantined_with_its_reason_and_the_rest_goes_on(
    school: School, store: Away
) -> None:
    school.add(device("lok07"))
    put(school, mark("disk_full"), mark("poison", bad="yes"), mark("host_silent"))
    assert drain_inbox(school.ledger, store, NOW) == 3
    (aside,) = school.ledger.read(lambda books: books.inbox.quarantined(10))
    assert "field type conflict" in aside.reason
    assert aside.device_id == "lok07"
    assert len(store.marks("alert", 0, ms(NOW) + 1)) == 2


def test_an_empty_inbox_asks_the_store_nothing(school: School, store: Away) -> None:
    store.there = False
    assert drain_inbox(school.ledger, store, NOW) == 0
    assert not store.window(Window("mem.total", 0, ms(NOW)))
