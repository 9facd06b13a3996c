"""Speaks with the service manager of systemd by sd_notify(3), and with nobody where none listens.

READY only after the doors are open and the ledger took and gave back a first entry. WATCHDOG only while everything that
agents and alerts depend on works: the event loop that serves the doors (this code runs on it, so a blocked loop is
silent by itself), the ledger's writer, and the ticker. A collector that hangs is thereby started anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable, MutableMapping
from datetime import datetime

import structlog

from schoolwacht_collector.books import Books
from schoolwacht_collector.entrypoints.ticker import Ticker
from schoolwacht_collector.ports import Busy, Ledger

log = structlog.get_logger()

_LONGEST_STATUS = 300
_SHARE = 4
"""Signs of life within one watchdog time: two may be late without harm."""
_WITHOUT_WATCHDOG = 15.0
_SELF_TEST = "started_at"


class ServiceManager:
    """One datagram socket's worth of telling. Takes its address out of the environment: no child speaks for us."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        self._address = environment.pop("NOTIFY_SOCKET", "")
        watchdog = environment.pop("WATCHDOG_USEC", "")
        meant = environment.pop("WATCHDOG_PID", "") in {"", str(os.getpid())}
        self._watchdog = int(watchdog) / 1e6 if watchdog.isdigit() and meant else 0.0
        self._status = ""

    @property
    def every(self) -> float:
        """Seconds between signs of life."""
        return self._watchdog / _SHARE if self._watchdog else _WITHOUT_WATCHDOG

    def ready(self) -> None:
        """The doors are open and the ledger works."""
        self._send("READY=1")

    def alive(self) -> None:
        """Everything that has to work works."""
        self._send("WATCHDOG=1")

    def status(self, sentence: str) -> None:
        """One line for `systemctl status`; sent when it changed."""
        line = " ".join(sentence.split())[:_LONGEST_STATUS]
        if line != self._status:
            self._status = line
            self._send(f"STATUS={line}")

    def reloading(self) -> None:
        """The configuration is being read again; `ready` follows."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """It ends because it was asked to."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # A leading @ is an abstract socket, whose name begins with a NUL.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)  # a manager that does not read must not stop the school's collector
            sender.connect(address)
            sender.sendall(message.encode())


class Pulse:
    """Finds out whether what everything depends on still works."""

    def __init__(self, ledger: Ledger, ticker: Ticker, patience: float) -> None:
        self._ledger = ledger
        self._ticker = ticker
        self._patience = patience
        self._asked: asyncio.Future[None] | None = None

    async def trouble(self) -> str:
        """Why the collector has to be started anew; empty while it works."""
        if stuck := self._ticker.stuck():
            return "; ".join(stuck)
        if self._asked is None:
            self._asked = asyncio.wrap_future(self._ledger.submit(_nothing))
        try:
            # Shielded: the question stays, and the next look waits for the same answer instead of asking again.
            await asyncio.wait_for(asyncio.shield(self._asked), self._patience)
        except TimeoutError:
            return "the ledger's writer does not answer"
        except Busy:
            pass  # it answered: a full disk is told in other ways, and starting anew would not empty it
        self._asked = None
        return ""


def _nothing(_: Books) -> None:
    """An empty transaction; nothing reaches the disk."""


def self_test(ledger: Ledger, now: datetime) -> None:
    """Writes to the ledger and reads it back. Raises Busy."""
    said = now.isoformat()
    ledger.write(lambda books: books.settings.put(_SELF_TEST, said))
    if ledger.read(lambda books: books.settings.get(_SELF_TEST)) != said:
        raise Busy("the ledger does not give back what was written; check the disk")


async def tell(manager: ServiceManager, pulse: Pulse, sentence: Callable[[], str], stop: asyncio.Event) -> None:
    """Signs of life, and a line about how things are, until `stop`."""
    while not stop.is_set():
        trouble = await pulse.trouble()
        if trouble:
            log.error("service.hangs", why=trouble)
            manager.status(f"hangs: {trouble}")
        else:
            manager.alive()
            await _tell_how(manager, sentence)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), manager.every)


async def _tell_how(manager: ServiceManager, sentence: Callable[[], str]) -> None:
    try:
        manager.status(await asyncio.wait_for(asyncio.to_thread(sentence), manager.every))
    except (Busy, TimeoutError):
        return  # the pulse tells what is wrong
    except Exception:
        log.exception("service.no_status")  # a line for people is not worth a restart of everything
