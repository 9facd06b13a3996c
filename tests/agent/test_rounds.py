from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.looked import HELLO, LOAD, SOFTWARE, probe, raising
from agent.spooling import ALL, events, open_spool
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.probe import Column, Finding, Kind, NoData, Probe, Surroundings, Table
from schoolwacht_agent.rounds import SLOW_SECONDS, Rounds
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.tables import Held, fingerprint
from schoolwacht_agent.tally import Tally
from schoolwacht_protos.v1.ingest_pb2 import Payload, TableUpdate

JOBS = Table("backups", "Jobs.", {"job": Column(Kind.TEXT, "Job.")}, ("job",), keeps_rows=True)


class House:
    """Rounds with a spool under them."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.tally = Tally()
        self.spool: Spool = open_spool(folder, tally=self.tally)
        self.rounds = Rounds(self.spool, clock or Clock(), self.tally, folder)

    def sent(self) -> list[Payload]:
        """What was queued since it was asked last."""
        batches = self.spool.take(2**60, ALL, 2**40)
        self.spool.stored(batches)
        return [Payload.FromString(batch.payload) for batch in batches]

    def tables(self) -> list[TableUpdate]:
        found = [table for payload in self.sent() for table in payload.tables]
        return [table for table in found if table.table != "probe_states"]


def programs(*names: str) -> Callable[[Surroundings], Iterable[Finding]]:
    return lambda _: [SOFTWARE(name=name) for name in names]


def test_all_numbers_of_a_round_are_one_frame_of_one_moment(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("a"), probe("b", lambda _: [LOAD(1), LOAD(2)])])
    frames = [frame for payload in house.sent() for frame in payload.frames]
    assert len(frames) == 1
    assert house.tally.counts()["unfit_readings"] == 2


def test_a_probe_that_fails_is_counted_told_once_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    broken = probe("broken", raising(OSError("the disk smokes")))
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            house.rounds.run([broken, probe("well")])
        house.rounds.run([probe("broken")])
    assert house.tally.counts()["probe_failures"] == 3
    assert [record.getMessage() for record in caplog.records if "broken" in record.getMessage()] == [
        "probe broken failed: OSError: the disk smokes",
        "probe broken is well again",
    ]
    assert len([payload for payload in house.sent() if payload.frames]) == 4


def test_a_probe_without_data_is_quiet_and_takes_no_row_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("software", programs("a"))])
    assert len(house.tables()) == 1
    with caplog.at_level(logging.INFO):
        house.rounds.run([probe("software", raising(NoData("dpkg is busy")))])
        house.rounds.run([probe("software", raising(OSError("half")))])
    assert house.tables() == []
    assert "dpkg" not in caplog.text


def test_a_table_that_became_empty_says_so(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("software", programs("a"))])
    house.sent()
    house.rounds.run([probe("software", programs())])
    (table,) = house.tables()
    assert (table.snapshot, table.rows) == (True, 0)


def test_a_slow_probe_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0

    def slow(_: Surroundings) -> list[Finding]:
        nonlocal now
        now += SLOW_SECONDS + 1
        return [LOAD(1)]

    house = House(tmp_path, Clock(steady=lambda: now))
    house.rounds.run([probe("slow", slow)])
    house.rounds.run([probe("slow", slow)])
    assert house.tally.counts()["slow_probes"] == 2
    assert caplog.text.count("took 21 s") == 1


def test_a_table_the_collector_asks_for_is_queued_whole_without_a_look(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("software", programs(*"abcdefgh"))])
    house.sent()
    house.rounds.run([probe("software", programs(*"abcdefgi"))])
    (change,) = house.tables()
    assert not change.snapshot
    house.rounds.resend(["software", "never heard of"])
    house.rounds.resend(["software"])
    (again,) = house.tables()
    assert (again.snapshot, again.rows) == (True, 8)
    assert again.digest_after == change.digest_after


def test_events_go_along_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("a", lambda _: [HELLO(to="you")])])
    assert events(house.spool.take(0, ALL, 2**40)) == [{"name": "hello", "to": "you"}]


def test_a_row_is_taken_away_by_name_where_rows_stay(tmp_path: Path) -> None:
    house = House(tmp_path)
    jobs = probe("backups", lambda _: [JOBS(job="a"), JOBS(job="b")])
    house.rounds.run([jobs])
    house.sent()
    assert house.rounds.take_away("backups", {"job": "a"})
    assert house.rounds.take_away("backups", {"job": "never"})
    (table,) = [one for one in house.tables() if one.table == "backups"]
    assert (table.rows, table.removed_rows, list(table.removed[0].texts)) == (0, 1, ["a"])


def test_probes_know_the_counters_of_the_agent(tmp_path: Path) -> None:
    seen: list[Surroundings] = []

    def keep(surroundings: Surroundings) -> list[Finding]:
        seen.append(surroundings)
        return [LOAD(1)]

    house = House(tmp_path)
    house.rounds.run([probe("a", keep)])
    house.rounds.run([probe("a", keep)])
    assert seen[0].counters["spool_batches"] == 0
    # A frame, the empty table that the probe also emits, and how the probe fares.
    assert seen[1].counters["spool_batches"] == 3
    assert seen[1].counters["pushes"] == 0


class Calendar(Clock):
    """A clock that the test turns on."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def a_day_of_rounds(house: House, calendar: Calendar, *probes: Probe) -> list[Payload]:
    for _ in range(24):
        calendar.moment += timedelta(hours=1)
        house.rounds.run(probes)
    return house.sent()


def test_a_day_in_which_nothing_changes_costs_less_than_200_bytes_of_inventory(tmp_path: Path) -> None:
    calendar = Calendar()
    house = House(tmp_path, calendar)
    many = [f"program-{number}" for number in range(500)]
    quiet = [probe("software", programs(*many)), probe("nothing", raising(NoData("no battery")))]
    house.rounds.run(quiet)
    house.sent()
    before = house.tally.counts()["table_bytes"]
    sent = a_day_of_rounds(house, calendar, *quiet)
    assert house.tally.counts()["table_bytes"] - before <= 200
    assert sum(len(payload.SerializeToString()) for payload in sent if not payload.frames) <= 200
    (proof,) = [payload for payload in sent if payload.inventory]
    held = Held.from_bytes(house.spool.recall("table/software") or b"")
    assert proof.inventory == fingerprint([held])


def test_everything_is_sent_again_when_the_collector_asks_for_all(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.rounds.run([probe("software", programs("a"))])
    house.sent()
    house.rounds.resend(["*"])
    assert {table.table for payload in house.sent() for table in payload.tables} == {"software", "probe_states"}
