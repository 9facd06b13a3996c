"""Batches: dedupe, groups, poison, clones; what is answered is committed."""

from __future__ import annotations

import struct
from concurrent.futures import Future

import pytest

from collector.school import NOW, School, device, ms
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import BatchKey, KnownDictionary, PackedFrame
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.incoming import Answer, IncomingEvent, IncomingTable, Outcome
from schoolwacht_collector.domain.series import Dictionary, Frame, Shape
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.record_batch import Incoming, Recorder, record

SPOOL = b"s" * 16
MEM = Dictionary(7, (Shape("mem", (), ("total",), (0,)),), kept=(0,))


def new_future() -> Future[Answer]:
    return Future()


class Sender:
    """A device that makes batches."""

    def __init__(self, school: School, device_id: str = "lok07") -> None:
        self.school = school
        self.device: Device = device(device_id)
        self.number = school.add(self.device, heard=None)
        self.known: KnownDictionary = school.ledger.write(
            lambda books: books.batches.add_dictionary(self.number, MEM, NOW)
        )

    def batch(self, sequence: int, value: int = 1, content: bytes = b"a") -> Incoming:
        frame = PackedFrame(
            self.number, self.known, ms(NOW) + sequence, struct.pack("<q", value), self.device.host, "Zuid", "A12"
        )
        key = BatchKey(self.number, SPOOL, sequence)
        return Incoming(self.device, key, content * 32, NOW, 5, frames=[frame])

    def record(self, *group: Incoming) -> list[Answer]:
        return self.school.ledger.write(lambda books: record(books, group))

    def inbox(self) -> list[int]:
        items = self.school.ledger.read(lambda books: books.inbox.oldest(1000))
        return [item.entry.numbers[0] for item in items if isinstance(item.entry, Frame)]


@pytest.fixture
def sender(school: School) -> Sender:
    return Sender(school)


def test_a_batch_is_stored_with_its_place_and_the_device_was_heard(sender: Sender) -> None:
    (answer,) = sender.record(sender.batch(1, value=42))
    assert answer.outcome is Outcome.STORED
    (item,) = sender.school.ledger.read(lambda books: books.inbox.oldest(10))
    assert isinstance(item.entry, Frame)
    assert (item.entry.origin.device_id, item.entry.origin.room) == ("lok07", "A12")
    assert item.entry.dictionary == MEM
    heard = sender.school.ledger.read(lambda books: books.devices.get("lok07"))
    assert heard is not None
    assert heard.last_seen == NOW
    assert heard.clock_offset_ms == 5


def test_the_same_batch_twice_is_acknowledged_twice_and_stored_once(sender: Sender) -> None:
    for _ in range(2):
        (answer,) = sender.record(sender.batch(1))
        assert answer.outcome is Outcome.STORED
    assert sender.inbox() == [1]


def test_the_same_batch_twice_in_one_group_is_stored_once(sender: Sender) -> None:
    answers = sender.record(sender.batch(1), sender.batch(1))
    assert [answer.outcome for answer in answers] == [Outcome.STORED] * 2
    assert sender.inbox() == [1]


def test_the_same_number_with_other_content_asks_for_a_new_spool_and_flags_the_device(sender: Sender) -> None:
    sender.record(sender.batch(1))
    (answer,) = sender.record(sender.batch(1, value=2, content=b"b"))
    assert answer.outcome is Outcome.NEW_SPOOL
    assert sender.inbox() == [1]
    flagged = sender.school.ledger.read(lambda books: books.devices.get("lok07"))
    assert flagged is not None
    assert flagged.cloned_at == NOW


def test_a_batch_that_can_never_be_stored_is_quarantined_and_its_neighbours_are_stored(sender: Sender) -> None:
    poison = sender.batch(2)._replace(refused="it is no message of ours", frames=(), body=b"rubbish")
    answers = sender.record(sender.batch(1), poison, sender.batch(3))
    assert [a.outcome for a in answers] == [Outcome.STORED, Outcome.REFUSED, Outcome.STORED]
    assert answers[1].reason == "it is no message of ours"
    (aside,) = sender.school.ledger.read(lambda books: books.inbox.quarantined(10))
    assert (aside.body, aside.device_id) == (b"rubbish", "lok07")
    assert len(sender.inbox()) == 2


def test_parts_that_were_left_out_are_told_and_the_rest_is_stored(sender: Sender) -> None:
    (answer,) = sender.record(sender.batch(1)._replace(flaws=["x: an unknown table", "x: an unknown table"]))
    assert answer == Answer(Outcome.STORED, "x: an unknown table")
    assert sender.inbox() == [1]


def test_changes_that_do_not_fit_ask_for_a_snapshot_and_the_batch_is_still_stored(sender: Sender) -> None:
    changes = IncomingTable("software", ms(NOW), False, {"vim": {"name": "vim"}}, (), b"before", b"after")
    (answer,) = sender.record(sender.batch(1)._replace(tables=[changes]))
    assert answer == Answer(Outcome.STORED, "", ("software",))


def test_an_event_counts_once(sender: Sender) -> None:
    event = IncomingEvent(b"e" * 16, "clock_jumped", ms(NOW), {"seconds": "3600"})
    sender.record(sender.batch(1)._replace(events=[event]))
    sender.record(sender.batch(2)._replace(events=[event]))
    found = sender.school.ledger.read(lambda books: books.facts.events("lok07", 10))
    assert [(one.name, one.attributes) for one in found] == [("clock_jumped", {"seconds": "3600"})]


def test_late_numbers_do_not_replace_newer_ones(sender: Sender) -> None:
    sender.record(sender.batch(9, value=9))
    sender.record(sender.batch(1, value=1))
    (frame,) = sender.school.ledger.read(lambda books: books.batches.newest_frames("mem"))
    assert frame.numbers == (9,)


def test_the_recorder_answers_everybody_in_a_group(sender: Sender) -> None:
    recorder = Recorder(sender.school.ledger, new_future, group=7)
    futures = [recorder.submit(sender.batch(n)) for n in range(1, 51)]
    assert {future.result(10).outcome for future in futures} == {Outcome.STORED}
    assert len(sender.inbox()) == 50


def test_one_batch_that_breaks_the_group_does_not_take_its_neighbours_along(sender: Sender) -> None:
    stranger = sender.batch(2)._replace(key=BatchKey(10**9, SPOOL, 2))
    recorder = Recorder(sender.school.ledger, new_future)
    gate: Future[None] = sender.school.ledger.submit(lambda _books: None)
    gate.result(10)
    futures = [recorder.submit(b) for b in (sender.batch(1), stranger, sender.batch(3))]
    assert futures[0].result(10).outcome is Outcome.STORED
    assert futures[2].result(10).outcome is Outcome.STORED
    assert futures[1].exception(10) is not None


def test_too_many_waiting_batches_are_refused_for_now(sender: Sender) -> None:
    recorder = Recorder(sender.school.ledger, new_future, at_most_waiting=0)
    with pytest.raises(Busy):
        recorder.submit(sender.batch(1))


def test_a_caller_that_gave_up_does_not_disturb_the_others(sender: Sender) -> None:
    recorder = Recorder(sender.school.ledger, new_future)

    def slow(_books: Books) -> None:
        futures.append(recorder.submit(sender.batch(1)))
        futures.append(recorder.submit(sender.batch(2)))
        futures[0].cancel()

    futures: list[Future[Answer]] = []
    sender.school.ledger.write(slow)
    assert futures[1].result(10).outcome is Outcome.STORED
