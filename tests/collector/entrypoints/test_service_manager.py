from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collector.school import NOW, School
from schoolwacht_collector.books import Books
from schoolwacht_collector.entrypoints.service_manager import Pulse, ServiceManager, self_test, tell
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.ports import Busy


class Systemd:
    """Listens as the service manager does."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """Everything said since the last time."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "notify")


@pytest.fixture
def systemd(address: str) -> Iterator[Systemd]:
    made = Systemd(address)
    yield made
    made.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def ticker() -> Iterator[Ticker]:
    made = Ticker([Job("drain", timedelta(hours=1), lambda: None)])
    made.start()
    yield made
    made.stop()


def manager(address: str, seconds: float = 0.4) -> ServiceManager:
    return ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(seconds * 1e6))})


def test_it_speaks_as_sd_notify_asks(systemd: Systemd, address: str) -> None:
    speaking = manager(address)
    speaking.ready()
    speaking.alive()
    speaking.status("one\nline")
    speaking.status("one line")
    speaking.reloading()
    speaking.stopping()
    said = systemd.heard()
    assert said[:3] == ["READY=1", "WATCHDOG=1", "STATUS=one line"]
    assert said[3].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert said[4:] == ["STOPPING=1"]


def test_an_abstract_socket_is_reached_too() -> None:
    address = f"@schoolwacht-test-{os.getpid()}-{time.monotonic_ns()}"
    listening = Systemd(address)
    manager(address).ready()
    assert listening.heard() == ["READY=1"]
    listening.close()


def test_where_nobody_listens_nothing_is_said_and_nothing_fails(tmp_path: Path) -> None:
    ServiceManager({}).ready()
    manager(str(tmp_path / "none")).ready()


def test_no_child_can_speak_for_us_and_a_watchdog_of_another_process_is_not_ours(address: str) -> None:
    environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1", "PATH": "/bin"}
    made = ServiceManager(environment)
    assert environment == {"PATH": "/bin"}
    assert made.every == ServiceManager({}).every
    ours = {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}
    assert ServiceManager(ours).every == 15.0


def test_a_ledger_is_tested_by_writing_and_reading_back(school: School) -> None:
    self_test(school.ledger, NOW)
    assert school.ledger.read(lambda books: books.settings.get("started_at")) == NOW.isoformat()


def test_a_ledger_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    closed = School.open(tmp_path).ledger
    closed.close()
    with pytest.raises(Busy):
        self_test(closed, NOW)


async def telling(systemd: Systemd, address: str, school: School, ticker: Ticker, seconds: float) -> list[str]:
    """What is said within some seconds."""
    stop = asyncio.Event()
    pulse = Pulse(school.ledger, ticker, 0.1)
    task = asyncio.create_task(tell(manager(address), pulse, lambda: "all is well", stop))
    await asyncio.sleep(seconds)
    stop.set()
    await task
    return systemd.heard()


async def test_signs_of_life_come_while_everything_works(
    systemd: Systemd, address: str, school: School, ticker: Ticker
) -> None:
    said = await telling(systemd, address, school, ticker, 1.0)
    assert said.count("WATCHDOG=1") >= 3
    assert said.count("STATUS=all is well") == 1


async def test_no_sign_of_life_comes_while_the_ledger_s_writer_hangs_and_they_come_again_after_it(
    systemd: Systemd, address: str, school: School, ticker: Ticker
) -> None:
    go_on = threading.Event()

    def hang(_: Books) -> None:
        go_on.wait(20)

    waiting = school.ledger.submit(hang)
    said = await telling(systemd, address, school, ticker, 1.0)
    assert "WATCHDOG=1" not in said
    assert said == ["STATUS=hangs: the ledger's writer does not answer"]
    go_on.set()
    waiting.result(10)
    assert "WATCHDOG=1" in await telling(systemd, address, school, ticker, 0.5)


async def test_no_sign_of_life_comes_while_a_job_hangs(systemd: Systemd, address: str, school: School) -> None:
    go_on = threading.Event()
    hung = Ticker([Job("judge", timedelta(hours=1), lambda: go_on.wait(20), patience=timedelta(0))])
    hung.start()
    await asyncio.sleep(0.1)
    said = await telling(systemd, address, school, hung, 0.5)
    go_on.set()
    hung.stop()
    assert "WATCHDOG=1" not in said
    assert said[0].startswith("STATUS=hangs: the job judge has been running for")


async def test_no_sign_of_life_comes_while_the_loop_is_blocked(
    systemd: Systemd, address: str, school: School, ticker: Ticker
) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(tell(manager(address), Pulse(school.ledger, ticker, 0.1), lambda: "", stop))
    await asyncio.sleep(0.3)
    assert "WATCHDOG=1" in systemd.heard()
    time.sleep(0.8)  # noqa: ASYNC251 - this is the block
    assert systemd.heard() == []
    stop.set()
    await task


async def test_a_full_disk_is_no_reason_to_start_anew(
    systemd: Systemd, address: str, tmp_path: Path, ticker: Ticker
) -> None:
    closed = School.open(tmp_path)
    closed.ledger.close()  # every transaction is refused at once: the writer answers
    assert "WATCHDOG=1" in await telling(systemd, address, closed, ticker, 0.3)


async def test_a_line_that_cannot_be_made_costs_no_sign_of_life(
    systemd: Systemd, address: str, school: School, ticker: Ticker
) -> None:
    def flaw() -> str:
        raise ValueError("x")

    stop = asyncio.Event()
    task = asyncio.create_task(tell(manager(address), Pulse(school.ledger, ticker, 0.1), flaw, stop))
    await asyncio.sleep(0.5)
    stop.set()
    await task
    assert systemd.heard().count("WATCHDOG=1") >= 2
