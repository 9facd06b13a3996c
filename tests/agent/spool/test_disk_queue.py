from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.spooling import MINUTE, events, everything, facts, frame, large_frame, open_spool, times
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.tally import Tally

SMALL = Limits(most_bytes=64 * 1024, reserve_bytes=0)


def test_what_goes_in_comes_out_in_order_under_the_same_name(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for minute in range(1, 4):
        assert spool.append(minute * MINUTE, [frame(minute * MINUTE)], [facts(minute)])
    before = everything(spool)
    spool.close()
    after = everything(open_spool(tmp_path))
    assert after == before
    assert times(after) == [MINUTE, 2 * MINUTE, 3 * MINUTE]
    assert [event["seconds"] for event in events(after)] == ["1", "2", "3"]


def test_every_start_has_a_spool_id_of_its_own_and_keeps_the_old_one_for_what_waits(tmp_path: Path) -> None:
    first = open_spool(tmp_path)
    first.append(1, [frame(1)])
    first.close()
    second = open_spool(tmp_path)
    second.append(2, [frame(2)])
    old, new = everything(second)
    assert (old.spool_id, old.sequence) == (first.spool_id, 1)
    assert (new.spool_id, new.sequence) == (second.spool_id, 1)
    assert first.spool_id != second.spool_id


def test_what_is_stored_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(1), frame(2)])
    spool.stored(everything(spool)[:1])
    assert times(everything(spool)) == [2]
    assert spool.depth().batches == 1


def test_facts_and_what_is_remembered_of_them_are_one(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, facts=[facts()], notes={"table/software": b"digest", "gone": b"x"})
    spool.append(2, notes={"gone": None})
    spool.close()
    again = open_spool(tmp_path)
    assert again.recall("table/software") == b"digest"
    assert again.recall("gone") is None
    assert again.recall_all("table/") == {"table/software": b"digest"}


def test_live_measurements_go_before_the_backlog_and_facts_before_both(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for minute in range(1, 101):
        spool.append(minute * MINUTE, [frame(minute * MINUTE)])
    spool.append(100 * MINUTE, facts=[facts(7)])
    chosen = spool.take(91 * MINUTE, 20, 2**20)
    assert [batch.kind for batch in chosen[:1]] == ["facts"]
    assert times(chosen) == [minute * MINUTE for minute in [*range(91, 101), *range(1, 10)]]


def test_a_flood_of_live_measurements_leaves_the_backlog_a_fifth(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for minute in range(1, 101):
        spool.append(minute * MINUTE, [frame(minute * MINUTE)])
    chosen = times(spool.take(21 * MINUTE, 20, 2**20))
    assert chosen == [minute * MINUTE for minute in [*range(21, 37), *range(1, 5)]]


def test_one_batch_larger_than_a_call_is_taken_alone_all_the_same(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [large_frame(1), large_frame(2)])
    assert times(spool.take(2**60, 64, 10)) == [1]


def test_a_full_spool_drops_the_oldest_measurements_never_facts_and_tells(tmp_path: Path) -> None:
    tally = Tally()
    spool = open_spool(tmp_path, SMALL, tally)
    spool.append(1, facts=[facts(42)])
    for minute in range(1, 101):
        spool.append(minute * MINUTE, [large_frame(minute * MINUTE)])
    kept = times(everything(spool))
    assert spool.depth().size_bytes <= SMALL.most_bytes
    assert kept == [minute * MINUTE for minute in range(101 - len(kept), 101)]
    assert events(everything(spool)) == [{"name": "clock_jumped", "seconds": "42"}]
    spool.tidy(101 * MINUTE)
    told = events(everything(spool))[1]
    assert told == {
        "name": "spool_dropped",
        "reason": "full",
        "from_ms": str(MINUTE),
        "to_ms": str((100 - len(kept)) * MINUTE),
        "batches": str(100 - len(kept)),
        "samples": str(200 * (100 - len(kept))),
    }
    assert tally.counts()["dropped_batches"] == 100 - len(kept)


def test_what_was_dropped_is_not_forgotten_by_a_restart_and_told_once(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, SMALL)
    for minute in range(1, 41):
        spool.append(minute * MINUTE, [large_frame(minute * MINUTE)])
    spool.close()
    again = open_spool(tmp_path, SMALL)
    again.tidy(41 * MINUTE)
    again.tidy(42 * MINUTE)
    assert [event["name"] for event in events(everything(again))] == ["spool_dropped"]


def test_what_is_too_old_goes_when_the_collector_says_what_time_it_is(tmp_path: Path) -> None:
    day = 24 * 60 * MINUTE
    spool = open_spool(tmp_path, Limits(oldest=timedelta(days=14), reserve_bytes=0))
    spool.append(1, [frame(1 * day), frame(10 * day)], [facts(1, day)])
    spool.tidy(20 * day)
    assert times(everything(spool)) == [10 * day]
    assert [event["name"] for event in events(everything(spool))] == ["clock_jumped", "spool_dropped"]


def test_a_disk_that_is_short_does_not_fill_further(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, Limits(most_bytes=2**25, reserve_bytes=2**62, reserve_percent=100))
    for minute in range(1, 200):
        spool.append(minute * MINUTE, [large_frame(minute * MINUTE)])
    assert spool.depth().size_bytes <= 256 * 1024


def test_facts_beyond_all_measure_are_turned_away_with_what_was_to_be_remembered(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, Limits(most_bytes=64 * 1024, reserve_bytes=0))
    taken = 0
    large = replace(facts(), payload=b"x" * 10_000)
    while spool.append(1, [frame(1)], [large], {"last": str(taken).encode()}):
        taken += 1
    assert spool.recall("last") == str(taken - 1).encode()
    assert spool.depth().size_bytes < 3 * 64 * 1024


def test_a_fresh_name_changes_no_byte_and_no_order(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for minute in range(1, 6):
        spool.append(minute, [frame(minute)], [facts(minute)])
    before = everything(spool)
    spool.renumber()
    after = everything(spool)
    assert [batch.payload for batch in after] == [batch.payload for batch in before]
    assert {batch.spool_id for batch in after} == {spool.spool_id}
    assert {batch.spool_id for batch in after}.isdisjoint({batch.spool_id for batch in before})
    assert sorted(batch.sequence for batch in after) == list(range(1, 11))
    spool.append(9, [frame(9)])
    assert {batch.sequence for batch in everything(spool)} == set(range(1, 12))


def test_a_dictionary_goes_along_until_the_collector_has_it_and_again_when_it_lost_it(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(1), frame(2)])
    first, second = everything(spool)
    assert list(spool.dictionaries_for([first, second])) == [first.dictionary]
    spool.stored([first])
    assert spool.dictionaries_for([second]) == {}
    assert second.dictionary is not None
    spool.collector_misses([second.dictionary])
    assert list(spool.dictionaries_for([second])) == [second.dictionary]


def test_a_bit_that_fell_over_on_disk_is_noticed_and_counted(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(1), frame(2)])
    spool.close()
    with sqlite3.connect(tmp_path / "spool.db") as db:
        db.execute("UPDATE batch SET payload = x'00' WHERE sequence = 1")
    db.close()
    again = open_spool(tmp_path)
    assert times(everything(again)) == [2]
    again.tidy(5)
    assert [event["reason"] for event in events(everything(again))] == ["damaged"]


def fill_the_disk(spool: object) -> None:
    """SQLite's own way of having no room: the file may not grow any more."""
    connection = spool._file.connection  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")


def test_with_a_full_disk_measurements_go_on_from_memory_and_facts_wait(tmp_path: Path) -> None:
    tally = Tally()
    spool = open_spool(tmp_path, tally=tally)
    fill_the_disk(spool)
    results = [spool.append(minute, [large_frame(minute)], [facts(minute)]) for minute in range(1, 101)]
    assert not all(results)
    held = everything(spool)
    # The newest are in memory and go first; the few that still found room on disk follow.
    assert times(held)[:32] == list(range(69, 101))
    assert times(held)[32:] == list(range(1, len(times(held)) - 31))
    assert set(spool.dictionaries_for(held)) == {held[0].dictionary}
    spool.stored(held)
    lost = tally.counts()["dropped_batches"]
    spool._file.connection.execute("PRAGMA max_page_count = 1000000")
    assert spool.append(101, [frame(101)])
    spool.tidy(102)
    told = [event for event in events(everything(spool)) if event["name"] == "spool_dropped"]
    assert [(event["reason"], event["batches"]) for event in told] == [("disk", str(lost))]


def test_measurements_held_in_memory_reach_the_disk_when_there_is_room_again(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    fill_the_disk(spool)
    minute = 0
    while spool.append(minute, [large_frame(minute)]):
        minute += 1
    names = {(batch.spool_id, batch.sequence) for batch in everything(spool)}
    spool._file.connection.execute("PRAGMA max_page_count = 1000000")
    assert spool.append(minute + 1, [large_frame(minute + 1)])
    spool.close()
    kept = everything(open_spool(tmp_path))
    assert names < {(batch.spool_id, batch.sequence) for batch in kept}
    assert times(kept) == sorted(times(kept))


@pytest.mark.parametrize("damage", [b"this is no database", b"", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_spool_that_breaks_is_set_aside_told_and_begun_anew(tmp_path: Path, damage: bytes) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(1)])
    spool.close()
    (tmp_path / "spool.db").write_bytes(damage)
    again = open_spool(tmp_path)
    assert again.append(2, [frame(2)])
    assert times(everything(again)) == [2]
    if damage:  # an empty file is a new spool to SQLite, and as good as one
        again.tidy(3)
        assert [(event["name"], event["file"]) for event in events(everything(again))] == [
            ("spool_set_aside", "spool.db.corrupt-1")
        ]
        assert (tmp_path / "spool.db.corrupt-1").read_bytes() == damage
