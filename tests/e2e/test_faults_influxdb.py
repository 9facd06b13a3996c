"""InfluxDB is down, slow, refuses a line, or does not know us: what was acknowledged waits, and alerts go on.

What the adapter makes of each answer is tried in depth in tests/collector/adapters/test_influx.py and
test_influx_wire.py; here the real collector runs on a real server that is stopped, killed and paused.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from e2e.influxd import Influxd, InfluxServer
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.raw_agent import (
    MEM,
    STORED,
    RawAgent,
    dictionary,
    doctor,
    frame,
    joined,
    now_ms,
    shape,
    snapshot,
)

pytestmark = pytest.mark.e2e


@dataclass
class Store:
    """A server of our own that can be taken away, and an empty bucket in it."""

    influxd: Influxd
    server: InfluxServer
    bucket: str

    def config(self, token: str = "") -> str:
        return (
            f'[influxdb]\nurl = "{self.server.url}"\norg = "{self.server.org}"\n'
            f'bucket = "{self.bucket}"\ntoken = "{token or self.server.token}"\n'
        )

    def numbers(self) -> list[float]:
        """Every point of mem.used, past our own adapter; one stored under two moments would be there twice."""
        found = self.server.query(self.bucket, 'SELECT "used" FROM "mem"')
        return sorted(row[1] for series in found for row in series["values"])

    def spoil(self, line: str) -> None:
        """Writes a line of line protocol, in milliseconds, past our own adapter."""
        address = f"{self.server.url}/api/v2/write?org={self.server.org}&bucket={self.bucket}&precision=ms"
        headers = {"Authorization": f"Token {self.server.token}"}
        answer = urllib3.request("POST", address, body=line, headers=headers, retries=False)
        assert answer.status == 204, answer.data

    @contextmanager
    def collector(self, folder: Path, token: str = "") -> Iterator[StagedCollector]:
        with staged_collector(folder / "home", config=self.config(token)) as running:
            yield running


@pytest.fixture(scope="module")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Influxd, InfluxServer]]:
    own = Influxd(tmp_path_factory.mktemp("influxd"))
    with own as server:
        yield own, server


@pytest.fixture
def store(influxd: tuple[Influxd, InfluxServer]) -> Iterator[Store]:
    own, server = influxd
    yield Store(own, server, server.new_bucket())
    if own.process is None:
        own.start()


def send(agent: RawAgent, numbers: Sequence[int]) -> None:
    """One acknowledged batch for each number."""
    at = now_ms() - 60_000
    for place, number in enumerate(numbers):
        began = time.monotonic()
        (answer,) = agent.push(frame(MEM, number, at=at + place), dictionaries=[MEM])
        assert answer.outcome == STORED
        assert time.monotonic() - began < 3, "the answer waited for InfluxDB"


def test_a_server_that_is_away_at_the_start_and_killed_later_costs_nothing_and_alerts_go_on(
    store: Store, tmp_path: Path
) -> None:
    store.influxd.stop()
    with store.collector(tmp_path) as collector, joined(collector, collector.token("--class", "server")) as agent:
        send(agent, range(10))
        failed = snapshot("backups", job=["boekhouding"], source=["report"], result=["failed"])
        failed.tables[0].columns.add(name="last_try_ms", integers=[now_ms()])
        assert agent.push(failed)[0].outcome == STORED
        wait_for("the alert", 15, lambda: [a["rule"] for a in collector.ask("alert", "list")] == ["backup_failed"])
        checks = doctor(collector)
        assert checks["series"]["state"] == "bad"
        assert "does not answer" in checks["series"]["detail"]
        assert "nothing is lost" in checks["series"]["remedy"]
        store.influxd.start()
        wait_for("what waited", 15, lambda: store.numbers() == list(range(10)))
        wait_for("the point of the alert", 10, lambda: store.server.query(store.bucket, 'SELECT "state" FROM "alert"'))
        store.influxd.kill()
        send(agent, range(10, 20))
        store.influxd.start()
        wait_for("all of it, once", 30, lambda: store.numbers() == list(range(20)))
        wait_for("an empty inbox", 10, lambda: doctor(collector)["inbox"]["detail"].startswith("0 "))
    assert "Traceback" not in collector.log.read_text()


def test_a_server_that_is_slow_keeps_nobody_waiting(store: Store, tmp_path: Path) -> None:
    with store.collector(tmp_path) as collector, joined(collector, collector.token()) as agent:
        send(agent, [0])
        wait_for("a first number", 10, lambda: store.numbers() == [0])
        assert store.influxd.process is not None
        os.kill(store.influxd.process.pid, signal.SIGSTOP)
        try:
            until = time.monotonic() + 5
            number = 1
            while time.monotonic() < until:
                send(agent, [number])
                number += 1
                time.sleep(0.1)
        finally:
            os.kill(store.influxd.process.pid, signal.SIGCONT)
        wait_for("all of it, once", 20, lambda: store.numbers() == list(range(number)))


def test_the_one_point_it_refuses_is_set_aside_and_its_neighbours_are_stored(store: Store, tmp_path: Path) -> None:
    store.spoil(f'swap total="text" {now_ms()}')
    both = dictionary(shape("mem", {"used": 0}), shape("swap", {"total": 0}))
    with store.collector(tmp_path) as collector, joined(collector, collector.token()) as agent:
        at = now_ms()
        frames = [frame(both, number, number, at=at + number) for number in range(3)]
        assert {answer.outcome for answer in agent.push(*frames, dictionaries=[both])} == {STORED}
        wait_for("the numbers it takes", 15, lambda: store.numbers() == [0, 1, 2])
        quarantine = wait_for("the quarantine", 10, lambda: doctor(collector).get("quarantine"))
        assert quarantine["detail"].startswith("3 ")
        assert "field type conflict" in quarantine["detail"]
        assert doctor(collector)["inbox"]["detail"].startswith("0 ")
        send(agent, [7])
        wait_for("what comes after", 10, lambda: 7 in store.numbers())


def test_a_token_it_does_not_accept_is_named_and_everything_waits_for_the_right_one(
    store: Store, tmp_path: Path
) -> None:
    with store.collector(tmp_path, token="wrong") as collector, joined(collector, collector.token()) as agent:
        send(agent, [1, 2])
        series = doctor(collector)["series"]
        assert series["state"] == "bad"
        assert "does not accept the token" in series["detail"]
        assert "wrong" not in series["detail"]
        assert collector.stop() == 0
        config = collector.home / "collector.toml"
        config.write_text(config.read_text().replace('token = "wrong"', f'token = "{store.server.token}"'))
        collector.start()
        wait_for("what waited", 15, lambda: store.numbers() == [1, 2])
        assert doctor(collector)["series"]["state"] == "ok"
