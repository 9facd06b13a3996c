"""Roll-ups of a real InfluxDB: the contract of every store once more, and what only a server can refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from collector.adapters.frames import PC, SERVER, alert, at, disk, frame, values, window
from collector.adapters.series_store_contract import SeriesStoreContract
from e2e.influxd import InfluxServer
from schoolwacht_collector.adapters.influx import InfluxSeries
from schoolwacht_collector.adapters.influx_roller import InfluxRoller
from schoolwacht_collector.adapters.influx_wire import InfluxAddress
from schoolwacht_collector.domain.series import Entry, Origin, Refusal, Window
from schoolwacht_collector.ports import Busy

pytestmark = pytest.mark.e2e

HOUR, DAY = 60, 24 * 60
NOW = at(3 * DAY)


class Pair:
    """A store and its roller on one bucket."""

    def __init__(self, address: InfluxAddress, folder: Path) -> None:
        self.notes, self.state = folder / "series-notes.db", folder / "series-notes-rollups.db"
        self.address = address
        self.store = InfluxSeries(address, self.notes, self.state)
        self.roller = InfluxRoller(address, self.notes, self.state)

    def roll(self, until_ms: int = NOW) -> int:
        """Everything that is due."""
        total = 0
        while count := self.roller.roll(until_ms):
            total += count
        return total

    def close(self) -> None:
        self.store.close()
        self.roller.close()


Opener = Callable[..., Pair]


@pytest.fixture
def open_pair(influxdb: InfluxServer, bucket: str, tmp_path: Path) -> Iterator[Opener]:
    pairs: list[Pair] = []

    def opened(**particulars: str) -> Pair:
        usual = {"url": influxdb.url, "token": influxdb.token, "org": influxdb.org, "bucket": bucket}
        address = InfluxAddress(**{**usual, **particulars})  # type: ignore[arg-type]  # all are text
        pairs.append(Pair(address, tmp_path))
        return pairs[-1]

    yield opened
    for pair in pairs:
        pair.close()


class RolledAtOnce(InfluxSeries):
    """A store whose roller works after every append: most answers come from roll-ups."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair.address, pair.notes, pair.state)
        self.pair = pair

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        refusals = super().append(entries)
        self.pair.roll()
        return refusals


class TestInfluxRolledAtOnce(SeriesStoreContract):
    @pytest.fixture
    def store(self, open_pair: Opener) -> Iterator[RolledAtOnce]:
        store = RolledAtOnce(open_pair())
        yield store
        store.close()


def hourly(aggregate: str = "last", every: int = HOUR) -> Window:
    return replace(window("cpu.usage_active", since=-DAY, until=5 * DAY, every=every), aggregate=aggregate)


def test_roll_ups_are_read_where_they_are_ready(open_pair: Opener, influxdb: InfluxServer, bucket: str) -> None:
    pair = open_pair()
    pair.store.append([frame(100 * (n % 60), minutes=n) for n in range(3 * HOUR)])
    pair.roll(at(2 * HOUR))
    (found,) = influxdb.query(f"{bucket}_hourly", "SELECT * FROM cpu GROUP BY device_id")
    row = dict(zip(found["columns"], found["values"][0], strict=True))
    assert (row["mean_usage_active"], row["max_usage_active"], row["count_usage_active"]) == (29.5, 59, 60)
    assert row["room"] == "lok-12"
    assert len(found["values"]) == 2
    assert values(pair.store.window(hourly("mean"))[0]) == [29.5] * 3
    (daily,) = influxdb.query(f"{bucket}_daily", "SELECT count_usage_active, sum_usage_active FROM cpu")
    assert [row[1:] for row in daily["values"]] == [[120, 2 * 1770]]


def test_when_the_points_are_gone_the_hours_answer(influxdb: InfluxServer, open_pair: Opener) -> None:
    pair = open_pair(bucket=influxdb.new_bucket(every_seconds=40 * 86_400))
    pair.store.append([frame(100 * n, minutes=n * 10) for n in range(3 * 6)])
    pair.roll()
    pair.roller.prune(at(41 * DAY))  # as if that many days had passed
    (series,) = pair.store.window(window("cpu.usage_active", until=2 * HOUR))
    assert values(series) == [5.0, 11.0]


def test_a_backlog_is_rolled_up_and_an_old_hour_is_not_doubled(open_pair: Opener) -> None:
    pair = open_pair()
    pair.store.append([frame(100, minutes=n * HOUR) for n in range(48)])
    pair.roll()
    pair.store.append([frame(900, minutes=5 * HOUR + 7), frame(900, minutes=5 * HOUR + 7)])
    assert values(pair.store.window(hourly("max"))[0])[5] == 9.0
    assert pair.roll() == 1
    assert pair.roll() == 0
    assert values(pair.store.window(hourly("max"))[0])[5] == 9.0
    assert values(pair.store.window(hourly("mean"))[0])[5] == 5.0


def test_a_machine_that_moved_within_an_hour_has_one_mean(open_pair: Opener) -> None:
    pair = open_pair()
    moved = Origin(PC.device_id, "pc-99", "Stationsstraat", "lok-3")
    pair.store.append([frame(100, minutes=1), frame(100, minutes=2), frame(700, minutes=30, origin=moved)])
    for _ in range(2):
        assert values(pair.store.window(hourly("mean"))[0]) == pytest.approx([3.0])
        pair.roll()


def test_many_devices_are_rolled_up_in_one_go(open_pair: Opener) -> None:
    pair = open_pair()
    pair.store.append([frame(100, minutes=-HOUR)])
    pair.roll()
    origins = [Origin(f"device-{n:02}", f"pc-{n}", "Kerkstraat", "") for n in range(30)]
    pair.store.append([frame(100, minutes=n * HOUR, origin=origin) for n in range(4) for origin in origins])
    assert pair.roll() == 120
    found = pair.store.window(replace(hourly("mean"), device_id=None))
    assert [values(series) for series in found if series.device_id != PC.device_id] == [[1.0] * 4] * 30


def test_alerts_and_text_are_not_rolled_up(open_pair: Opener, influxdb: InfluxServer, bucket: str) -> None:
    pair = open_pair()
    pair.store.append([alert("open"), frame(100)])
    pair.roll()
    names = [row[0] for series in influxdb.query(f"{bucket}_hourly", "SHOW MEASUREMENTS") for row in series["values"]]
    assert names == ["cpu"]


def test_notes_that_are_worked_off_go(open_pair: Opener) -> None:
    pair = open_pair()
    pair.store.append([frame(100, minutes=n * HOUR, origin=origin) for n in range(4) for origin in (PC, SERVER)])
    pair.roll(at(10 * HOUR))
    assert pair.roll(at(10 * HOUR)) == 0
    before = pair.store.window(hourly())
    pair.store.prune(at(0))
    assert pair.roll(at(10 * HOUR)) == 0
    assert pair.store.window(hourly()) == before


@pytest.mark.parametrize("lost", ["notes", "state"])
def test_small_files_that_are_lost_are_made_again_from_the_server(open_pair: Opener, lost: str) -> None:
    pair = open_pair()
    pair.store.append([frame(100 * n, minutes=n * HOUR) for n in range(10)])
    pair.roll()
    before = pair.store.window(hourly())
    pair.close()
    for file in getattr(pair, lost).parent.glob(f"{getattr(pair, lost).name}*"):
        file.unlink()
    again = open_pair()
    assert again.store.window(hourly()) == before
    again.store.append([frame(5000, minutes=30)])
    again.roll()
    assert values(again.store.window(hourly("max"))[0]) == [50.0, *map(float, range(1, 10))]


def test_a_token_that_may_not_make_buckets_gets_to_read_what_to_make(
    open_pair: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    pair = open_pair(token=influxdb.new_token(bucket, "read", "write"))
    pair.store.append([frame(100)])
    with pytest.raises(Busy, match=f"make the buckets '{bucket}_hourly' .keeps 396 days. and '{bucket}_daily'"):
        pair.roller.roll(NOW)
    assert "Roll-ups are off: make the buckets" in pair.store.health()
    assert "\n" not in pair.store.health()
    assert values(pair.store.window(hourly("mean"))[0]) == [1.0]


def test_buckets_are_made_with_their_retention(open_pair: Opener, influxdb: InfluxServer, bucket: str) -> None:
    pair = open_pair()
    pair.roll()
    for name, days in ((f"{bucket}_hourly", 396), (f"{bucket}_daily", 1827)):
        (found,) = influxdb.call("GET", "/api/v2/buckets", name=name)["buckets"]
        assert found["retentionRules"][0]["everySeconds"] == days * 86_400
    assert pair.roller.health() == f"roll-ups in buckets {bucket}_hourly, {bucket}_daily"
    assert pair.store.health().endswith(f"bucket {bucket}")


def test_a_server_that_is_away_is_no_missing_bucket(open_pair: Opener) -> None:
    with pytest.raises(Busy, match="does not answer; check that it runs"):
        open_pair(url="http://127.0.0.1:1").roller.roll(NOW)


def test_a_word_of_another_program_in_the_bucket_harms_nothing(
    open_pair: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    pair = open_pair()
    lines = rf"odd\ name,x=y v=1 {at(0)}" + "\n" + rf'cpu,x=y odd\ field=1,text="a",yes=true {at(0)}'
    pair.roller._raw.write(lines.encode())
    pair.store.append([frame(100, shapes=(disk("/"),))])
    pair.roll()
    names = [row[0] for series in influxdb.query(f"{bucket}_hourly", "SHOW MEASUREMENTS") for row in series["values"]]
    assert names == ["disk"]
