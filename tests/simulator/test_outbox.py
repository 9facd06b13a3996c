"""What each answer of the collector does to what waits."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer, PushReply
from schoolwacht_simulator.outbox import MOST_BATCHES, MOST_BYTES, MOST_WAITING, Outbox, Verdict, Waiting
from simulator.story import spool_ids

STORED, REFUSED, LATER = BatchAnswer.STORED, BatchAnswer.REFUSED, BatchAnswer.LATER
NEW_SPOOL, SEND_DICTIONARY = BatchAnswer.NEW_SPOOL, BatchAnswer.SEND_DICTIONARY
WORDS = 77


def outbox(frames: int = 0, facts: int = 0) -> Outbox:
    ids = spool_ids()
    made = Outbox(lambda: next(ids))
    made.learn(WORDS, b"definition")
    for number in range(facts):
        made.add(b"fact %d" % number, number)
    for number in range(frames):
        made.add(b"frame %d" % number, number, WORDS)
    return made


def answer(box: Outbox, *outcomes: BatchAnswer.Outcome.ValueType, **more: object) -> tuple[Verdict, list[Waiting]]:
    told: list[Waiting] = []
    reply = PushReply(answers=[BatchAnswer(outcome=one) for one in outcomes], **more)  # type: ignore[arg-type]
    return box.settle(box.fill()[: len(outcomes)], reply, told.extend), told


def payloads(batches: Sequence[Waiting]) -> list[bytes]:
    return [batch.payload for batch in batches]


def names(batches: Sequence[Waiting]) -> list[tuple[bytes, int]]:
    return [(batch.spool_id, batch.sequence) for batch in batches]


def test_stored_is_told_and_then_forgotten() -> None:
    box = outbox(frames=2)
    verdict, told = answer(box, STORED, STORED)
    assert (verdict.stored, verdict.refused, verdict.pause) == (2, 0, False)
    assert payloads(told) == [b"frame 0", b"frame 1"]
    assert (len(box), box.bytes) == (0, 0)


def test_refused_is_forgotten_without_a_word() -> None:
    box = outbox(facts=1)
    verdict, told = answer(box, REFUSED)
    assert (verdict.refused, told, len(box)) == (1, [], 0)


def test_later_keeps_everything_and_pauses() -> None:
    box = outbox(frames=2)
    before = names(box.fill())
    verdict, told = answer(box, LATER, LATER, retry_after_ms=1500)
    assert (verdict.pause, verdict.retry_after_ms, told) == (True, 1500, [])
    assert names(box.fill()) == before


def test_an_answer_of_a_later_version_keeps_the_batch() -> None:
    box = outbox(frames=1)
    verdict, _ = answer(box, 99)  # type: ignore[arg-type]
    assert verdict.pause
    assert len(box) == 1


def test_new_spool_renames_everything_that_waits_in_order_and_byte_for_byte() -> None:
    box = outbox(frames=3, facts=2)
    before = box.fill()
    verdict, told = answer(box, STORED, NEW_SPOOL, NEW_SPOOL, NEW_SPOOL, NEW_SPOOL)
    after = box.fill()
    assert payloads(told) == [b"fact 0"]
    assert payloads(after) == payloads(before)[1:]
    assert {batch.spool_id for batch in after} == {(2).to_bytes(16)}
    assert [batch.sequence for batch in after] == [1, 2, 3, 4]
    assert not verdict.pause
    box.add(b"next", 9)
    assert box.sequence == 5


def test_a_dictionary_goes_along_until_a_batch_with_it_was_stored() -> None:
    box = outbox(frames=2)
    assert [one.id for one in box.request(box.fill(), "", 0, 1).dictionaries] == [WORDS]
    answer(box, STORED, LATER)
    assert list(box.request(box.fill(), "", 0, 1).dictionaries) == []


def test_a_dictionary_that_the_collector_misses_goes_along_with_the_same_batch() -> None:
    box = outbox(frames=2)
    answer(box, STORED)
    verdict, _ = answer(box, SEND_DICTIONARY, missing_dictionaries=[WORDS, 1234])
    request = box.request(box.fill(), "0.1.0", 3, 1)
    assert not verdict.pause
    assert [(one.id, one.definition) for one in request.dictionaries] == [(WORDS, b"definition")]
    assert [batch.payload for batch in request.batches] == [b"frame 1"]


def test_tables_to_send_again_are_handed_on_once_each() -> None:
    verdict, _ = answer(outbox(facts=1), STORED, resend_tables=["software", "os", "software"])
    assert verdict.resend == ("software", "os")


@pytest.mark.parametrize("outcomes", [(), (STORED,), (STORED, STORED, STORED)])
def test_a_wrong_number_of_answers_is_no_answer(outcomes: tuple[BatchAnswer.Outcome.ValueType, ...]) -> None:
    box = outbox(frames=2)
    told: list[Waiting] = []
    reply = PushReply(answers=[BatchAnswer(outcome=one) for one in outcomes])
    verdict = box.settle(box.fill(), reply, told.extend)
    assert (verdict.pause, verdict.stored, told, len(box)) == (True, 0, [], 2)


def test_facts_go_first_then_the_newest_frames_then_the_oldest() -> None:
    box = outbox(frames=100, facts=4)
    found = payloads(box.fill())
    assert len(found) == MOST_BATCHES
    assert found[:4] == [b"fact %d" % number for number in range(4)]
    assert found[4:52] == [b"frame %d" % number for number in range(52, 100)]
    assert found[52:] == [b"frame %d" % number for number in range(12)]


@pytest.mark.parametrize("facts", [0, 1, 62, 63, 64, 65])
def test_no_batch_is_in_one_call_twice(facts: int) -> None:
    chosen = names(outbox(frames=200, facts=facts).fill())
    assert len(chosen) == len(set(chosen)) == MOST_BATCHES


def test_a_call_is_not_larger_than_may_be_but_never_empty() -> None:
    box = outbox()
    for _ in range(3):
        box.add(bytes(MOST_BYTES // 2), 1)
    assert len(box.fill()) == 2
    large = outbox()
    large.add(bytes(2 * MOST_BYTES), 1)
    assert len(large.fill()) == 1


def test_the_oldest_frames_go_when_there_are_too_many_and_facts_never() -> None:
    box = outbox(facts=1)
    dropped = [box.add(b"x", number, WORDS) for number in range(MOST_WAITING + 1)]
    assert dropped[:-1] == [None] * MOST_WAITING
    gone = dropped[-1]
    assert gone is not None
    assert (gone.batches, gone.from_ms, gone.to_ms) == (60, 0, 59)
    assert len(box) == MOST_WAITING + 1 - 60 + 1
    assert box.bytes == len(b"fact 0") + MOST_WAITING + 1 - 60
    assert payloads(box.fill())[0] == b"fact 0"


def test_what_waits_over_a_start_keeps_its_name() -> None:
    box = outbox(frames=1)
    before = names(box.fill())
    box.restart()
    box.add(b"new", 5, WORDS)
    assert names(box.fill()) == [*before, ((2).to_bytes(16), 1)]


def test_a_disk_that_is_put_back_has_nothing_left_and_tells_its_dictionary_again() -> None:
    box = outbox(frames=1)
    answer(box, STORED)
    box.add(b"lost", 5, WORDS)
    box.forget_all()
    assert (len(box), box.bytes) == (0, 0)
    box.add(b"new", 6, WORDS)
    assert len(box.request(box.fill(), "", 0, 1).dictionaries) == 1


def test_a_copied_disk_uses_a_name_that_the_original_has_used() -> None:
    original, copy = outbox(frames=3), outbox()
    copy.become(original)
    copy.add(b"other", 9, WORDS)
    assert names(copy.fill())[0] == names(original.fill())[-1]


def test_a_batch_that_is_gone_already_is_not_counted_off_twice() -> None:
    box = outbox(frames=2)
    first = box.fill()[:1]
    box.discard(first)
    box.discard(first)
    assert (len(box), box.bytes) == (1, len(b"frame 1"))
