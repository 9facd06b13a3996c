"""`schoolwacht run --service`: tells systemd how we are, and takes up a changed configuration on SIGHUP."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import signal
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import structlog

from schoolwacht_collector.config import BadConfig, load
from schoolwacht_collector.config.settings import differences
from schoolwacht_collector.entrypoints.service_manager import Pulse, ServiceManager, self_test, tell

if TYPE_CHECKING:
    from schoolwacht_collector.app import House

log = structlog.get_logger()


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
