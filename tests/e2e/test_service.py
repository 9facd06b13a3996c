"""`schoolwacht run --service` as systemd starts it: a real process, and a socket that listens as systemd does."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books.people import User
from stage.collector import StagedCollector, wait_for

pytestmark = pytest.mark.e2e
WATCHDOG_SECONDS = 2.0


@dataclass
class Service:
    """One start under a service manager."""

    collector: StagedCollector
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._address = f"\0schoolwacht-e2e-{os.getpid()}-{time.monotonic_ns()}"
        self._socket.bind(self._address)

    def start(self) -> None:
        told = {"NOTIFY_SOCKET": "@" + self._address[1:], "WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1e6))}
        with self.collector.log.open("ab") as log:
            self.collector.process = subprocess.Popen(
                [sys.executable, "-m", "schoolwacht_collector", "run", "--service"],
                env=self.collector.env | told, stdout=log, stderr=log, cwd=self.collector.home, start_new_session=True,
            )  # fmt: skip

    def heard(self) -> list[str]:
        """Everything said so far."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self.said.append(self._socket.recv(4096).decode())
        return self.said

    def signs_within(self, seconds: float) -> int:
        """How many signs of life come from now on."""
        before = self.heard().count("WATCHDOG=1")
        time.sleep(seconds)
        return self.heard().count("WATCHDOG=1") - before

    def ready(self, times: int = 1) -> None:
        """Waits until it says so."""
        process = self.collector.process
        assert process is not None
        wait_for("READY", 30, lambda: self.heard().count("READY=1") >= times or process.poll() is not None)
        assert process.poll() is None, self.log()

    def send(self, number: signal.Signals) -> None:
        assert self.collector.process is not None
        self.collector.process.send_signal(number)

    def log(self) -> str:
        return self.collector.log.read_text()

    def close(self) -> None:
        process = self.collector.process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        self._socket.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(StagedCollector(tmp_path / "home"))
    yield made
    made.close()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_says_ready_when_its_doors_are_open_shows_signs_of_life_and_stops_within_10_seconds(
    service: Service,
) -> None:
    service.start()
    service.ready()
    assert answers(service.collector.push_port)
    assert answers(service.collector.enrol_port)
    ready = httpx.get(f"http://127.0.0.1:{service.collector.console_port}/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert service.heard()[0] == "READY=1"
    assert service.signs_within(WATCHDOG_SECONDS) >= 2
    assert "STATUS=0 of 0 machines heard within 10 minutes" in service.heard()

    begun = time.monotonic()
    service.send(signal.SIGTERM)
    assert service.collector.process is not None
    assert service.collector.process.wait(15) == 0
    assert time.monotonic() - begun < 10
    assert service.heard()[-1] == "STOPPING=1"
    assert not answers(service.collector.push_port)


def test_while_the_ledger_cannot_be_written_there_is_no_sign_of_life_and_afterwards_there_is(
    service: Service,
) -> None:
    service.start()
    service.ready()
    assert service.signs_within(WATCHDOG_SECONDS) >= 1
    with contextlib.closing(sqlite3.connect(service.collector.home / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1.0)  # what was asked before the lock is answered by now
        assert service.signs_within(3.0) == 0
        assert "STATUS=hangs: the ledger's writer does not answer" in service.heard()
        other.execute("ROLLBACK")
    wait_for("a sign of life", 15, lambda: service.signs_within(0.5))


def test_a_stopped_process_shows_no_sign_of_life(service: Service) -> None:
    service.start()
    service.ready()
    service.send(signal.SIGSTOP)
    time.sleep(0.2)
    assert service.signs_within(WATCHDOG_SECONDS) == 0
    service.send(signal.SIGCONT)
    wait_for("a sign of life", 15, lambda: service.signs_within(0.5))


def test_a_changed_configuration_is_taken_up_as_far_as_it_goes_and_the_rest_is_told(service: Service) -> None:
    service.start()
    service.ready()
    path = service.collector.home / "collector.toml"
    before = path.read_text()
    path.write_text(before + 'push_every_seconds = 30\n[notify]\nurls = ["json://127.0.0.1:1/"]\n')
    service.send(signal.SIGHUP)
    service.ready(2)
    wait_for("the log", 10, lambda: "service.reloaded" in service.log())
    line = next(line for line in service.log().splitlines() if "service.reloaded" in line)
    assert '"taken_up": ["notify.urls"]' in line
    assert '"after_a_restart": ["agents.push_every_seconds"]' in line

    path.write_text(before + "nonsense = 1\n")
    service.send(signal.SIGHUP)
    service.ready(3)
    assert "nonsense is not a setting" in service.log()
    assert service.signs_within(WATCHDOG_SECONDS) >= 1


def test_a_wrong_configuration_is_never_ready_and_ends_with_78(service: Service) -> None:
    (service.collector.home / "collector.toml").write_text('[console]\naddress = "0.0.0.0:8080"\n')
    service.start()
    assert service.collector.process is not None
    assert service.collector.process.wait(20) == 78
    assert service.heard() == []
    assert "http is for this machine only" in service.log()


def test_what_it_keeps_is_its_owner_s_alone_also_where_earlier_releases_left_it_open(service: Service) -> None:
    home = service.collector.home
    (home / "series.db").touch(0o644)
    home.chmod(0o755)
    service.start()
    service.ready()
    open_ones = [path for path in (home, *home.rglob("*")) if path.lstat().st_mode & 0o077]
    assert [path.name for path in open_ones] == ["run.log"]


def test_a_log_in_link_stands_in_the_log_until_the_admin_has_a_password(service: Service) -> None:
    service.start()
    service.ready()
    assert "/start/" in service.log()
    service.send(signal.SIGTERM)
    assert service.collector.process is not None
    service.collector.process.wait(15)
    with SqlLedger(service.collector.home / "ledger.db") as ledger:
        name = ledger.read(lambda books: books.people.users()[0].name)
        ledger.write(lambda books: books.people.put(User(name, "admin", "argon2")))
    service.collector.log.write_text("")
    service.start()
    service.ready(2)
    assert "/start/" not in service.log()


def test_it_runs_as_well_where_no_service_manager_listens(tmp_path: Path) -> None:
    alone = Service(StagedCollector(tmp_path / "home"))
    alone.close()
    alone.start()
    wait_for("its first lines", 30, lambda: "/start/" in alone.log())
    assert alone.collector.stop() == 0
