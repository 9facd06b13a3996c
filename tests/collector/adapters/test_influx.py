"""InfluxSeries on a real InfluxDB: the contract of every store, and what only a server can do wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import PC, SYSTEM, alert, at, disk, frame, values, window
from collector.adapters.series_store_contract import SeriesStoreContract
from e2e.influxd import Influxd, InfluxServer
from schoolwacht_collector.adapters.influx import InfluxSeries, find_refused
from schoolwacht_collector.adapters.influx_wire import InfluxAddress, Objection
from schoolwacht_collector.adapters.line_protocol import Line
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.domain.series import Frame, Mark, Origin, Shape
from schoolwacht_collector.ports import Busy

WHOLE = Shape("disk", (("path", "/"),), ("free",), (0,))
PART = Shape("disk", (("path", "/"),), ("free",), (2,))

Opener = Callable[..., InfluxSeries]


@pytest.fixture
def open_store(influxdb: InfluxServer, bucket: str) -> Iterator[Opener]:
    """Opens stores on an empty bucket, with other particulars where a test says so."""
    stores: list[InfluxSeries] = []

    def opened(**particulars: str) -> InfluxSeries:
        usual = {"url": influxdb.url, "token": influxdb.token, "org": influxdb.org, "bucket": bucket}
        stores.append(InfluxSeries(InfluxAddress(**{**usual, **particulars})))  # type: ignore[arg-type]  # all are text
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.mark.e2e
class TestInflux(SeriesStoreContract):
    @pytest.fixture
    def store(self, open_store: Opener) -> InfluxSeries:
        return open_store()


@pytest.mark.e2e
def test_nasty_tags_come_back_as_from_memory(open_store: Opener) -> None:
    dice = random.Random(20261116)  # noqa: S311 - not a secret, the same each time
    texts = {"".join(dice.choices("\\,= \"'\n\t\0#é🧑\u202ex", k=dice.randrange(1, 8))) for _ in range(600)}
    entries = [frame(n, shapes=(disk(text),)) for n, text in enumerate(sorted(texts))]
    influx, memory = open_store(), MemorySeries()
    assert not influx.append(entries)
    memory.append(entries)
    assert influx.window(window("disk.used_percent")) == memory.window(window("disk.used_percent"))


@pytest.mark.e2e
def test_the_server_holds_the_collectors_tags(open_store: Opener, influxdb: InfluxServer, bucket: str) -> None:
    open_store().append([frame(9723)])
    (series,) = influxdb.query(bucket, "SELECT * FROM cpu GROUP BY *")
    assert series["tags"] == {
        "cpu": "cpu-total",
        "device_id": PC.device_id,
        "host": "pc-12",
        "room": "lok-12",
        "site": "Kerkstraat",
    }
    assert series["values"] == [[at(0), 97.23]]


@pytest.mark.e2e
def test_integers_are_integers_and_decimals_are_decimals_for_the_server(
    open_store: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    open_store().append([frame(1, 2, shapes=(WHOLE, SYSTEM))])
    kinds = {series["name"]: series["values"] for series in influxdb.query(bucket, "SHOW FIELD KEYS")}
    assert kinds == {"disk": [["free", "integer"]], "cpu": [["usage_active", "float"]]}


@pytest.mark.e2e
def test_one_line_of_many_that_the_server_refuses_is_the_only_one_lost(open_store: Opener) -> None:
    store = open_store()
    store.append([frame(7, shapes=(WHOLE,))])
    good = [frame(n, n, shapes=(SYSTEM, disk("/home")), minutes=n) for n in range(1500)]
    bad = frame(100, 850, shapes=(SYSTEM, PART), minutes=1500)
    (refusal,) = store.append([*good[:700], bad, *good[700:]])
    assert isinstance(refusal.entry, Frame)
    assert (refusal.entry.numbers, refusal.entry.dictionary.shapes) == ((850,), (PART,))
    assert "field type conflict" in refusal.reason
    (cpu,) = store.window(window("cpu.usage_active", until=2000))
    assert len(cpu.points) == 1501
    (free,) = store.window(window("disk.free"))
    assert values(free) == [7]


@pytest.mark.e2e
def test_many_refused_lines_among_many_are_all_found(open_store: Opener) -> None:
    store = open_store()
    store.append([frame(7, shapes=(WHOLE,))])
    batch = [frame(n, shapes=(PART if n % 2 else SYSTEM,), minutes=n) for n in range(1000)]
    assert len(store.append(batch)) == 500
    (cpu,) = store.window(window("cpu.usage_active", until=2000))
    assert len(cpu.points) == 500


@pytest.mark.e2e
def test_points_older_than_the_bucket_keeps_are_refused_by_name(influxdb: InfluxServer, open_store: Opener) -> None:
    store = open_store(bucket=influxdb.new_bucket(every_seconds=86_400))
    (refusal,) = store.append([Mark("alert", {}, {"state": "open"}, 1_000_000)])
    assert "retention" in refusal.reason


@pytest.mark.e2e
def test_a_store_that_is_down_is_busy_and_takes_everything_when_it_is_back(tmp_path: Path) -> None:
    server = Influxd(tmp_path / "influxd")
    with server as started:
        store = InfluxSeries(InfluxAddress(started.url, started.token, started.org, "first"))
        store.append([frame(100)])
        server.kill()
        for ask in (
            lambda: store.append([frame(200, minutes=1)]),
            lambda: store.window(window("cpu.usage_active")),
            lambda: store.marks("alert", 0, 1),
            store.health,
            store.check,
        ):
            with pytest.raises(Busy, match="does not answer; check that it runs and the address"):
                ask()
        server.start()
        assert not store.append([frame(100), frame(200, minutes=1)])
        (series,) = store.window(window("cpu.usage_active"))
        assert values(series) == [1.0, 2.0]
        store.close()


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("particulars", "sentence"),
    [
        ({"token": "wrong"}, "does not accept the token"),
        ({"token": ""}, "does not accept the token"),
        ({"bucket": "no-such-bucket"}, "has no bucket 'no-such-bucket'"),
        ({"org": "no-such-school"}, "in organisation 'no-such-school'"),
        ({"url": "http://127.0.0.1:1"}, "check that it runs and the address"),
    ],
)
def test_a_wrong_particular_is_busy_with_what_to_check(
    open_store: Opener, particulars: dict[str, str], sentence: str
) -> None:
    store = open_store(**particulars)
    for ask in (lambda: store.append([frame(100)]), store.check):
        with pytest.raises(Busy, match=sentence):
            ask()


@pytest.mark.e2e
def test_a_token_that_only_reads_cannot_write_and_says_so(
    open_store: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    store = open_store(token=influxdb.new_token(bucket, "read"))
    with pytest.raises(Busy, match="give it the rights to read and write"):
        store.append([frame(100)])
    with pytest.raises(Busy, match="give it the rights to read and write"):
        store.check()
    assert not store.window(window("cpu.usage_active"))


@pytest.mark.e2e
def test_a_token_that_only_writes_cannot_read_and_says_so(
    open_store: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    store = open_store(token=influxdb.new_token(bucket, "write"))
    assert not store.append([frame(100)])
    for ask in (lambda: store.window(window("cpu.usage_active")), store.check):
        with pytest.raises(Busy, match="give the token the rights to read and write it"):
            ask()


@pytest.mark.e2e
def test_a_check_of_a_good_bucket_names_version_and_place_and_writes_nothing(
    open_store: Opener, influxdb: InfluxServer, bucket: str
) -> None:
    store = open_store(token=influxdb.new_token(bucket, "read", "write"))
    assert store.check() == store.health()
    assert store.health().startswith("InfluxDB 2.")
    assert store.health().endswith(f" at {influxdb.url}, bucket {bucket}")
    assert not influxdb.query(bucket, "SHOW MEASUREMENTS")


@pytest.mark.e2e
def test_a_machine_that_was_renamed_keeps_one_history(open_store: Opener) -> None:
    store = open_store()
    renamed = Origin(PC.device_id, "pc-new", "Kerkstraat", "lok-99")
    store.append([frame(100), frame(200, minutes=10, origin=renamed), alert("open", device_id=PC.device_id)])
    (series,) = store.window(window("cpu.usage_active", every=5))
    assert values(series) == [1.0, 2.0]


def line(kind: str, number: int) -> Line:
    return Line(f"{kind} v={number}i {number}", kind, Mark(kind, {}, {"v": number}, number))


class FakeServer:
    """Takes lines as a server does: refuses the bad ones, stores the rest, counts requests."""

    def __init__(self, bad: set[int], *, says_how_many: bool = True) -> None:
        self.bad = bad
        self.says_how_many = says_how_many
        self.stored: set[int] = set()
        self.requests = 0

    def take(self, lines: Sequence[Line]) -> Objection | None:
        self.requests += 1
        numbers = {line.source.at_ms for line in lines if isinstance(line.source, Mark)}
        self.stored |= numbers - self.bad
        if not numbers & self.bad:
            return None
        dropped = f" dropped={len(numbers & self.bad)}" if self.says_how_many else ""
        return Objection(f"partial write{dropped}", about_lines=True)


@given(
    st.integers(1, 64).flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1)))), st.booleans()
)
def test_exactly_the_bad_lines_are_found_in_bounded_work(case: tuple[int, set[int]], says_how_many: bool) -> None:  # noqa: FBT001 - hypothesis passes by position
    size, bad = case
    server = FakeServer(bad, says_how_many=says_how_many)
    refused = find_refused([line("m", number) for number in range(size)], server.take)
    assert {found.source.at_ms for found, _ in refused if isinstance(found.source, Mark)} == bad
    assert server.stored == set(range(size)) - bad
    assert server.requests <= 2 * size


def test_bad_lines_of_one_kind_are_found_together() -> None:
    lines = [line("bad" if number % 2 else "good", number) for number in range(4096)]
    server = FakeServer({number for number in range(4096) if number % 2})
    assert len(find_refused(lines, server.take)) == 2048
    assert server.requests < 10


def test_a_request_that_is_wrong_as_a_whole_costs_no_line() -> None:
    with pytest.raises(Busy, match="takes nothing at all"):
        find_refused([line("m", 1), line("m", 2)], lambda _: Objection("bad request", about_lines=False))


def test_an_unknown_reason_is_believed_when_other_lines_are_taken() -> None:
    def take(lines: Sequence[Line]) -> Objection | None:
        return Objection("odd", about_lines=False) if any("v=1i" in line.text for line in lines) else None

    ((found, reason),) = find_refused([line("m", 1), line("m", 2)], take)
    assert (found.text, reason) == ("m v=1i 1", "odd")
