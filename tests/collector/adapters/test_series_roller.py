"""Roll-ups of the embedded store: the same numbers as the points give, whatever happens to either process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.adapters.frames import PC, SERVER, at, disk, frame, values, window
from collector.adapters.series_store_contract import SeriesStoreContract
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.adapters.series_roller import SqliteRoller
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.domain.series import Entry, Frame, Origin, Refusal, Series, Window
from schoolwacht_collector.ports import Busy, SeriesStore

HOUR, DAY = 60, 24 * 60
AGGREGATES = ("last", "mean", "min", "max")
LATER = at(10_000 * DAY)


class Pair:
    """A store and its roller, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.points, self.rollups = folder / "series.db", folder / "series-rollups.db"
        self.store = SqliteSeries(self.points, self.rollups, patience=0.2)
        self.roller = SqliteRoller(self.points, self.rollups, patience=0.2)

    def roll(self, until_ms: int = LATER) -> int:
        """Everything that is due."""
        total = 0
        while count := self.roller.roll(until_ms):
            total += count
        return total

    def close(self) -> None:
        self.store.close()
        self.roller.close()


class RolledAtOnce(SqliteSeries):
    """A store whose roller works after every append: most answers come from roll-ups."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "series.db", folder / "series-rollups.db", patience=0.2)
        self.roller = SqliteRoller(folder / "series.db", folder / "series-rollups.db")

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        refusals = super().append(entries)
        while self.roller.roll(at(3 * DAY)):
            pass
        return refusals


class TestRolledAtOnce(SeriesStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[RolledAtOnce]:
        store = RolledAtOnce(tmp_path)
        yield store
        store.close()
        store.roller.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    pair = Pair(tmp_path)
    yield pair
    pair.close()


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - the test's own names
    connection.close()
    return int(number)


def plain(found: Sequence[Series]) -> list[tuple[str, dict[str, str], list[datetime]]]:
    return [(one.device_id, dict(one.tags), [moment for moment, _ in one.points]) for one in found]


def assert_alike(store: SeriesStore, other: SeriesStore, wanted: Window) -> None:
    """Two stores give the same answer; means differ in their last bit by the order in which they were added."""
    here, there = store.window(wanted), other.window(wanted)
    assert plain(here) == plain(there)
    for one, same in zip(here, there, strict=True):
        assert values(one) == pytest.approx(values(same), rel=1e-9, abs=1e-9)


def test_an_hour_is_rolled_up_once_it_is_over(pair: Pair) -> None:
    pair.store.append([frame(100 * n, minutes=n) for n in range(90)])
    assert pair.roll(at(59)) == 0
    assert pair.roll(at(60)) == 1
    assert pair.roll(at(119)) == 0
    assert pair.roll(at(120)) == 1
    assert pair.roll() == 0


@pytest.mark.parametrize("every", [None, 1, 5, HOUR, 90, 2 * HOUR, DAY, 7 * DAY])
@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_roll_ups_answer_as_the_points_do(pair: Pair, aggregate: str, every: int | None) -> None:
    memory = MemorySeries()
    frames = [
        frame((n * 7919) % 10_000, n % 50, shapes=(disk("/"), disk("/home")), minutes=n * 7, origin=origin)
        for n in range(1500)
        for origin in (PC, SERVER)
        if n % 400 < 300
    ]
    frames += [frame(n, shapes=(disk("/"),), minutes=n * 7 + 3) for n in range(200)]
    for store in (pair.store, memory):
        store.append(frames)
    pair.roll(at(5 * DAY + 30))
    for since, until in ((-60, 20 * DAY), (17, 3 * DAY + 11), (DAY, 2 * DAY), (0, 0), (100, 130)):
        for device in (None, PC.device_id):
            wanted = window("disk.used_percent", device, since=since, until=until, every=every)
            wanted = Window(
                wanted.metric, wanted.since_ms, wanted.until_ms, device, every_ms=wanted.every_ms, aggregate=aggregate
            )
            assert_alike(pair.store, memory, wanted)


MOMENTS = st.integers(0, 4 * DAY)
ENTRIES = st.lists(st.tuples(MOMENTS, st.integers(-(2**40), 2**40), st.booleans()), max_size=40)


@given(st.lists(st.tuples(ENTRIES, MOMENTS), max_size=5), st.sampled_from(AGGREGATES), st.sampled_from([HOUR, DAY]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_points_come_and_whenever_they_are_rolled_up_the_answer_is_theirs(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[tuple[list[tuple[int, int, bool]], int]],
    aggregate: str,
    every: int,
) -> None:
    pair, memory = Pair(tmp_path_factory.mktemp("pair")), MemorySeries()
    try:
        for entries, until in batches:
            frames = [
                frame(number, shapes=(disk("/"),), minutes=minutes, origin=PC if pc else SERVER)
                for minutes, number, pc in entries
            ]
            pair.store.append(frames)
            memory.append(frames)
            pair.roll(at(until))
            for since, last in ((-60, 5 * DAY), (77, 2 * DAY + 33)):
                wanted = Window("disk.used_percent", at(since), at(last), every_ms=every * 60_000, aggregate=aggregate)
                assert_alike(pair.store, memory, wanted)
    finally:
        pair.close()


def test_a_backlog_is_rolled_up_into_the_hours_it_belongs_to(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(48)])
    assert pair.roll() == 48
    pair.store.append([frame(900, minutes=5 * HOUR + 7), frame(900, minutes=5 * HOUR + 8)])
    wanted = Window("cpu.usage_active", at(0), at(DAY), every_ms=HOUR * 60_000, aggregate="max")
    assert values(pair.store.window(wanted)[0])[5] == 9.0
    assert pair.roll() == 1
    assert values(pair.store.window(wanted)[0])[5] == 9.0
    assert values(pair.store.window(wanted)[0])[6] == 1.0


def test_what_is_pruned_is_answered_by_hours(pair: Pair) -> None:
    pair.store.append([frame(n % 100 * 100, minutes=n * 5) for n in range(10 * 288)])
    pair.roll()
    wanted = Window("cpu.usage_active", at(0), at(10 * DAY), PC.device_id, every_ms=HOUR * 60_000, aggregate="mean")
    before = pair.store.window(wanted)
    fine = window("cpu.usage_active", since=8 * DAY, until=10 * DAY)
    points = pair.store.window(fine)
    assert pair.store.prune(at(8 * DAY)) == 8 * 288
    assert pair.store.window(wanted) == before
    assert pair.store.window(fine) == points
    (series,) = pair.store.window(window("cpu.usage_active", since=0, until=10 * DAY))
    assert len(series.points) == 8 * 24 + 2 * 288, "an hour apart where the points are gone"


def test_pruning_waits_for_the_roller_but_not_for_ever(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(100 * 24)])
    assert pair.store.prune(at(50 * DAY)) == 20 * 24
    pair.roll()
    assert pair.store.prune(at(50 * DAY)) == 30 * 24
    assert count(pair.points, "touched") == 0


def test_an_hour_that_waits_holds_back_what_is_pruned(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(20 * 24)])
    pair.roll()
    pair.store.append([frame(700, minutes=3 * DAY + 1)])
    assert pair.store.prune(at(10 * DAY)) == 3 * 24
    pair.roll()
    assert pair.store.prune(at(10 * DAY)) == 7 * 24 + 1
    wanted = Window("cpu.usage_active", at(0), at(20 * DAY), every_ms=DAY * 60_000, aggregate="max")
    assert 7.0 in values(pair.store.window(wanted)[0])


def test_what_comes_after_its_hour_was_pruned_makes_no_poorer_hour(pair: Pair) -> None:
    pair.store.append([frame(100 * n, minutes=n) for n in range(60)])
    pair.roll()
    pair.store.prune(at(DAY))
    pair.store.append([frame(9900, minutes=30)])
    pair.roll()
    (series,) = pair.store.window(window("cpu.usage_active", since=0, until=60))
    assert values(series) == [59.0]


def test_a_backlog_older_than_what_is_kept_still_becomes_hours(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(40 * 24)])
    pair.roll()
    pair.store.prune(at(30 * DAY))
    late = Origin("device-late", "pc-late", "", "")
    pair.store.append([frame(500, minutes=n * HOUR, origin=late) for n in range(48)])
    assert pair.store.prune(at(30 * DAY)) == 0
    assert pair.roll() == 48
    (series,) = pair.store.window(window("cpu.usage_active", "device-late", since=0, until=DAY))
    assert values(series) == [5.0] * 24
    assert pair.store.prune(at(30 * DAY)) == 48


def test_a_new_file_of_roll_ups_is_made_from_what_there_is(pair: Pair) -> None:
    pair.store.append([frame(100 * n, minutes=n * HOUR, origin=o) for n in range(60) for o in (PC, SERVER)])
    pair.roll()
    pair.store.prune(at(-DAY))  # strikes out what is rolled up
    assert count(pair.points, "touched") == 0
    pair.roller.close()
    for file in pair.rollups.parent.glob("series-rollups*"):
        file.unlink()
    wanted = Window("cpu.usage_active", at(0), at(60 * HOUR), every_ms=HOUR * 60_000)
    before = pair.store.window(wanted)
    assert pair.roll() == 120
    assert pair.store.window(wanted) == before
    assert pair.roll() == 0


def test_roll_ups_put_back_from_a_backup_are_caught_up(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(10)])
    pair.roll()
    pair.roller.close()
    copy = pair.rollups.read_bytes()
    pair.store.append([frame(900, minutes=n * HOUR) for n in range(10, 20)])
    pair.roll()
    pair.store.prune(at(-DAY))
    pair.roller.close()
    pair.rollups.write_bytes(copy)
    wanted = Window("cpu.usage_active", at(0), at(60 * HOUR), every_ms=HOUR * 60_000)
    assert values(pair.store.window(wanted)[0]) == [1.0] * 10 + [9.0] * 10
    assert pair.roll() == 20
    assert values(pair.store.window(wanted)[0]) == [1.0] * 10 + [9.0] * 10
    pair.store.prune(at(DAY))
    assert pair.roll() == 0
    assert values(pair.store.window(wanted)[0]) == [1.0] * 10 + [9.0] * 10


def test_roll_ups_outlive_the_file_of_points(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(48)])
    pair.roll()
    pair.close()
    pair.points.write_bytes(b"garbage" * 1000)
    again = Pair(tmp_path)
    again.store.append([frame(500, minutes=50 * HOUR), frame(500, minutes=3)])
    again.roll()
    wanted = Window("cpu.usage_active", at(0), at(60 * HOUR), every_ms=HOUR * 60_000)
    assert values(again.store.window(wanted)[0]) == [5.0, *[1.0] * 47, 5.0]
    again.close()


def test_damaged_roll_ups_do_not_stop_a_chart_and_are_set_aside_by_the_roller(pair: Pair) -> None:
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(48)])
    pair.rollups.write_bytes(b"garbage" * 1000)
    wanted = Window("cpu.usage_active", at(0), at(60 * HOUR), every_ms=HOUR * 60_000)
    assert len(pair.store.window(wanted)[0].points) == 48
    with pytest.raises(Busy, match="set aside; a new one begins"):
        pair.roller.roll(LATER)
    assert [*pair.roller.set_aside] == [pair.rollups.with_name("series-rollups.db.corrupt-1")]
    assert pair.roll() == 48


def test_hours_go_after_thirteen_months_and_days_after_five_years(pair: Pair) -> None:
    pair.store.append([frame(100 * (n % 24), minutes=n * HOUR) for n in range(40 * 24)])
    pair.roll()
    later = at(410 * DAY)
    assert pair.roller.prune(later) > 10
    assert pair.roller.prune(later) == 0
    pair.store.prune(at(380 * DAY))
    (series,) = pair.store.window(window("cpu.usage_active", since=0, until=41 * DAY))
    steps = [(b[0] - a[0]).total_seconds() / 3600 for a, b in zip(series.points, series.points[1:], strict=False)]
    assert {24.0, 1.0} <= set(steps)
    assert pair.roller.prune(at(2000 * DAY)) > 0
    assert not pair.store.window(window("cpu.usage_active", since=0, until=41 * DAY))
    assert count(pair.rollups, "dictionaries") == 0


def test_counters_near_the_end_of_64_bits_are_rolled_up_exactly(pair: Pair) -> None:
    pair.store.append([frame(2**63 - 1 - n, shapes=(disk("/", decimals=0),), minutes=n) for n in range(60)])
    pair.roll()
    for aggregate, number in (("max", 2**63 - 1), ("min", 2**63 - 60), ("last", 2**63 - 60)):
        wanted = Window("disk.used_percent", at(0), at(60), every_ms=HOUR * 60_000, aggregate=aggregate)
        assert values(pair.store.window(wanted)[0]) == [number]


def test_a_frame_of_another_moment_and_dictionary_belongs_to_the_same_hour(pair: Pair) -> None:
    pair.store.append(
        [frame(100, minutes=1), Frame(PC, frame(1, 1, shapes=(disk("/"), disk("/usb"))).dictionary, at(2), (5, 6))]
    )
    pair.store.append([frame(100, 200, shapes=(disk("/"), disk("/x")), minutes=n) for n in range(3, 9)])
    pair.roll()
    wanted = Window("disk.used_percent", at(0), at(60), every_ms=HOUR * 60_000, aggregate="min", tags={"path": "/"})
    assert values(pair.store.window(wanted)[0]) == [0.05]


def test_health_says_how_large_the_roll_ups_are(pair: Pair) -> None:
    pair.store.append([frame(100)])
    assert pair.store.health().endswith("1 devices, no roll-ups yet")
    pair.roll()
    assert " MB, 1 devices, roll-ups 0." in pair.store.health()
    assert pair.roller.health().endswith("series-rollups.db, 1 devices")
