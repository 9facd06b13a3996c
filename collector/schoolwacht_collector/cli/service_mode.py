"""`schoolwacht run --service`: tells systemd how we are, takes up a changed configuration on SIGHUP, ends in time."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from schoolwacht_collector.config import BadConfig, load
from schoolwacht_collector.config.settings import differences
from schoolwacht_collector.entrypoints.service_manager import Pulse, ServiceManager, self_test, tell

if TYPE_CHECKING:
    from schoolwacht_collector.app import House

log = structlog.get_logger()

STOP_SECONDS = 10.0
"""How long ending may take. Everything that was acknowledged is on the disk by then; what hangs is left behind."""


@contextlib.asynccontextmanager
async def serving(house: House, stop: asyncio.Event) -> AsyncIterator[None]:
    """The doors are open: tests the ledger, says READY, and shows signs of life until the block ends. Raises Busy."""
    faulthandler.enable()  # a watchdog's SIGABRT then leaves in the log where every thread was
    manager = ServiceManager(os.environ)
    ticker = house.vitals.ticker
    if ticker is None:
        raise RuntimeError("serve() tells the vitals what runs before it calls `started`")
    await asyncio.to_thread(self_test, house.ledger, house.clock())
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, lambda: _reload(house, manager))
    manager.ready()
    telling = asyncio.create_task(
        tell(manager, Pulse(house.ledger, ticker, manager.every), house.vitals.sentence, stop)
    )
    try:
        yield
    finally:
        manager.stopping()
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling


def _reload(house: House, manager: ServiceManager) -> None:
    """Takes up what can be taken up while running, and says what cannot."""
    manager.reloading()
    try:
        new = load(house.config.home)
        changed = differences(house.config, new)
        left = house.take_up(new)
    except BadConfig as flaw:
        log.error("service.not_reloaded", why=str(flaw))  # noqa: TRY400 - the sentence says it
    else:
        log.warning(
            "service.reloaded",
            taken_up=sorted(set(changed) - set(left)),
            after_a_restart=sorted(left),
        )
    manager.ready()


def end_within(seconds: float, still_running: Callable[[], Sequence[str]]) -> None:
    """From now on this process lives for so long at most. `still_running` names what it may be waiting for."""

    def give_up() -> None:
        what = ", ".join(still_running()) or "a call"
        print(f"schoolwacht: {what} did not end within {seconds:.0f} s; leaving now", file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()


def journal_line(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    """A log line with its weight in front, as journald reads it: sd-daemon(3)."""
    text = str(event)  # rendered by now, whatever the type of processors says
    level = next((number for word, number in _LEVELS.items() if f'"level": "{word}"' in text), 6)
    return f"<{level}>{text}"


_LEVELS = {"critical": 2, "error": 3, "warning": 4}
