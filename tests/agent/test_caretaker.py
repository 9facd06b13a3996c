from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.enrolled import identity_for
from agent.looked import probe
from agent.small_collector import SmallCollector
from agent.spooling import events, everything, open_spool
from schoolwacht_agent import drop_folder
from schoolwacht_agent.backup_desk import BackupDesk
from schoolwacht_agent.caretaker import Caretaker
from schoolwacht_agent.clock import Clock, JumpWatch, milliseconds
from schoolwacht_agent.drop_folder import Forget
from schoolwacht_agent.identity import Wallet
from schoolwacht_agent.probe import BackupReport
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.schedule import Schedule
from schoolwacht_agent.tally import Tally
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.courier import Courier, Hooks
from schoolwacht_agent.uplink.doors import Doors

FOUR = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class House:
    """A caretaker with a real house; the courier is at home, the collector is not needed."""

    def __init__(self, folder: Path) -> None:
        self.wallet, self.clock, tally = Wallet(folder), Clock(), Tally()
        self.clock.learn(milliseconds(datetime.now(UTC)), self.clock.steady(), self.clock.steady())
        self.collector = SmallCollector(port=1)
        self.wallet.save(identity_for(self.collector))
        self.folder = folder / "drop"
        drop_folder.prepare(self.folder)
        self.spool = open_spool(folder)
        self.desk = BackupDesk(self.folder, self.spool, self.clock)
        rounds = Rounds(self.spool, self.clock, tally, folder, (), self.desk.reports)
        identity = self.wallet.load()
        self.doors = Doors(identity, AddressBook(folder, identity))
        hooks = Hooks(lambda _: None, lambda _: None, lambda _: None, lambda _: None, lambda: None)
        self.courier = Courier(self.doors, self.spool, self.clock, tally, hooks, "1", 60)
        self.schedule = Schedule({"backups": probe("backups")}, rounds.run, lambda _: None, lambda every: every / 2, {})
        self.schedule.apply({})
        self.alive: list[str] = []
        self.caretaker = Caretaker(
            wallet=self.wallet, spool=self.spool, clock=self.clock, rounds=rounds, schedule=self.schedule,
            courier=self.courier, desk=self.desk, alive=self.alive.append,
        )  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.schedule.start()
    yield made
    made.schedule.stop()
    made.spool.close()


def test_a_report_is_taken_in_and_a_job_forgotten(house: House) -> None:
    drop_folder.drop(house.folder, BackupReport("server", True, FOUR))
    house.caretaker.look()
    assert {one.job for one in house.desk.reports()} == {"server"}
    drop_folder.drop(house.folder, Forget("server"))
    house.caretaker.look()
    assert house.desk.reports() == []


def test_a_set_clock_is_told_and_the_schedule_follows(house: House) -> None:
    (job,) = [one for one in house.schedule._scheduler.get_jobs() if one.id == "60"]
    job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
    wall = datetime.now(UTC)
    house.caretaker._watch = JumpWatch(lambda: wall, lambda: 1.0)
    wall -= timedelta(days=1)
    house.caretaker.look()
    told = [one for one in events(everything(house.spool)) if one["name"] == "clock_jumped"]
    assert told == [{"name": "clock_jumped", "seconds": "-86400"}]
    (job,) = [one for one in house.schedule._scheduler.get_jobs() if one.id == "60"]
    assert job.next_run_time - datetime.now(UTC) <= timedelta(minutes=1)


def test_a_machine_enrolled_again_goes_on_as_its_new_identity(house: House) -> None:
    again = identity_for(house.collector)
    house.wallet.save(again)
    house.caretaker.look()
    assert house.doors.identity == again


def test_a_broken_identity_is_no_reason_to_stop(house: House, tmp_path: Path) -> None:
    before = house.doors.identity
    (tmp_path / "identity.json").write_text("half")
    house.caretaker.look()
    assert house.doors.identity == before


def test_the_service_manager_hears_only_of_a_courier_that_lives(house: House) -> None:
    house.caretaker.look()
    assert house.alive == []
    house.courier.start()
    house.caretaker.look()
    assert len(house.alive) == 1
    house.courier.stop()
