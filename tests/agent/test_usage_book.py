"""Minutes by title and day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.usage_book import FILE, KEPT_DAYS, UsageBook

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = NOON.astimezone().date()
MINUTE = timedelta(minutes=1)
LISTED = ("autocad", "photoshop")


def agents_book(home: Path) -> UsageBook:
    book = UsageBook()
    book.follow(home, wanted=True)
    return book


def counted(book: UsageBook, home: Path, looks: int, *running: str, at: datetime = NOON) -> None:
    for number in range(looks):
        book.count(home, at + number * MINUTE, LISTED, running)


def test_minutes_are_counted_by_title_beside_those_in_which_the_agent_looked(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 31, "autocad")
    counted(book, tmp_path, 10, at=NOON + 31 * MINUTE)
    assert list(book.used(tmp_path)) == [(TODAY.isoformat(), "autocad", 30)]
    assert list(book.looked(tmp_path)) == [(TODAY.isoformat(), 40)]


def test_a_title_that_was_seen_once_was_used(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 1, "autocad")
    assert list(book.used(tmp_path)) == [(TODAY.isoformat(), "autocad", 1)]


def test_sleep_and_a_clock_that_was_set_count_for_nothing(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    for at in (NOON, NOON + timedelta(hours=3), NOON - timedelta(hours=1)):
        book.count(tmp_path, at, LISTED, ["autocad"])
    assert list(book.looked(tmp_path)) == [(TODAY.isoformat(), 0)]


def test_counts_survive_a_restart(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 6, "photoshop")
    book.close()
    again = agents_book(tmp_path)
    assert list(again.used(tmp_path)) == [(TODAY.isoformat(), "photoshop", 5)]
    counted(again, tmp_path, 6, "photoshop", at=NOON + timedelta(minutes=20))
    assert list(again.used(tmp_path)) == [(TODAY.isoformat(), "photoshop", 10)]


def test_the_file_is_written_at_most_every_ten_minutes(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    seen = set()
    for number in range(60):
        book.count(tmp_path, NOON + number * MINUTE, LISTED, ["autocad"])
        seen.add((tmp_path / FILE).read_bytes())
    assert len(seen) == 6


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"days": 3}', b"\xff\x00" * 90, b'{"days":{"x":[0,{}]}}'])
def test_a_damaged_file_is_set_aside_and_counting_goes_on(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    book = agents_book(tmp_path)
    counted(book, tmp_path, 3, "autocad")
    assert list(book.used(tmp_path)) == [(TODAY.isoformat(), "autocad", 2)]
    assert (tmp_path / f"{FILE}.corrupt").read_bytes() == damage


def test_the_file_holds_titles_and_days_and_nothing_else(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 2, "autocad")
    book.close()
    assert json.loads((tmp_path / FILE).read_bytes()) == {
        "known": ["autocad", "photoshop"],
        "since": {},
        "days": {TODAY.isoformat(): [60, {"autocad": 60}]},
    }


def test_only_the_newest_days_are_kept(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    for number in range(KEPT_DAYS + 20):
        book.count(tmp_path, NOON + timedelta(days=number), LISTED, ["autocad"])
    days = [day for day, _ in book.looked(tmp_path)]
    assert len(days) == KEPT_DAYS
    assert days[-1] == (TODAY + timedelta(days=KEPT_DAYS + 19)).isoformat()


def test_a_dead_clock_battery_costs_no_day_that_was_counted(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 3, "autocad")
    counted(book, tmp_path, 3, "autocad", at=datetime(1999, 1, 2, tzinfo=UTC))
    assert (TODAY.isoformat(), "autocad", 2) in list(book.used(tmp_path))


def test_a_title_that_comes_later_is_not_told_as_never_used_before(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    book.count(tmp_path, NOON, ["autocad"], [])
    tomorrow = NOON + timedelta(days=1)
    book.count(tmp_path, tomorrow, ["autocad", "spss"], [])
    day = (TODAY + timedelta(days=1)).isoformat()
    assert list(book.used(tmp_path)) == [(day, "spss", 0)]
    book.close()
    assert list(agents_book(tmp_path).used(tmp_path)) == [(day, "spss", 0)]


def test_switched_off_everything_goes_and_the_collectors_rows_once(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 3, "autocad")
    book.follow(tmp_path, wanted=False)
    assert b"autocad" not in (tmp_path / FILE).read_bytes()
    again = UsageBook()
    again.follow(tmp_path, wanted=False)  # a restart between
    assert again.clearing()
    assert not again.clearing()
    assert not (tmp_path / FILE).exists()


def test_where_it_was_never_on_there_is_nothing_to_take_away(tmp_path: Path) -> None:
    book = UsageBook()
    book.follow(tmp_path, wanted=False)
    assert not book.clearing()
    assert list(tmp_path.iterdir()) == []


def test_switched_on_again_in_time_nothing_is_taken_away(tmp_path: Path) -> None:
    book = agents_book(tmp_path)
    counted(book, tmp_path, 3, "autocad")
    book.follow(tmp_path, wanted=False)
    book.follow(tmp_path, wanted=True)
    assert not book.clearing()


def test_a_command_that_only_shows_writes_nothing(tmp_path: Path) -> None:
    book = UsageBook()
    counted(book, tmp_path, 3, "autocad")
    book.close()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_stops_nothing(tmp_path: Path) -> None:
    home = tmp_path / "gone"
    book = agents_book(home)
    counted(book, home, 15, "autocad")
    assert list(book.used(home)) == [(TODAY.isoformat(), "autocad", 14)]


@settings(max_examples=100, deadline=None)
@given(
    kept=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(date.isoformat),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["days", "since", "known", "2026-11-24"]) | st.text(), inner, max_size=4)
        ),
    )
)
def test_whatever_stands_in_the_file_counting_goes_on(tmp_path_factory: pytest.TempPathFactory, kept: object) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / FILE).write_text(json.dumps(kept))
    book = agents_book(home)
    counted(book, home, 2, "autocad")
    assert (TODAY.isoformat(), "autocad") in {(day, title) for day, title, _ in book.used(home)}
