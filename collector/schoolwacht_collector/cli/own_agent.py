"""An agent for the machine the collector runs on: enrolled with a token that is made and spent on the way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.make_token import Reachable, Wanted, make_token

if TYPE_CHECKING:
    from schoolwacht_collector.app import House

STOP_SECONDS = 8
LOG = "agent.log"
"""Where the agent's own lines go; the terminal is for what a person has to know."""
RESTART_SECONDS = 5


class OwnAgent:
    """Starts the agent as a process of its own, starts it again when it ends by itself, and takes it down with us."""

    def __init__(self, house: House, home: Path) -> None:
        self._house = house
        self._home = home
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self, stopping: asyncio.Event) -> None:
        """Enrols if that was not done before, then runs. Raises BadRequest with what the agent said."""
        self._home.mkdir(mode=0o700, exist_ok=True)
        if await asyncio.to_thread(self._as_device) is None:
            await self._enrol()
        self._keeper = asyncio.create_task(self._keep(stopping))

    async def heard(self, stopping: asyncio.Event) -> Device | None:
        """This machine as the ledger has it, once it was heard; None when we stop before that."""
        from schoolwacht_collector.app import utc_now

        begun = utc_now()
        while not stopping.is_set():
            device = await asyncio.to_thread(self._as_device)
            if device is not None and device.last_seen is not None and device.last_seen >= begun:
                return device
            await asyncio.sleep(0.5)
        return None

    async def stop(self) -> None:
        """Asks the agent to end, and insists after a while."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _as_device(self) -> Device | None:
        """The device of the agent's identity, if this ledger knows it; one that was set aside took it along."""
        try:
            device_id = json.loads((self._home / "identity.json").read_bytes())["device_id"]
        except (OSError, ValueError, KeyError):
            return None
        return self._house.ledger.read(lambda books: books.devices.get(device_id))

    async def _enrol(self) -> None:
        agents = self._house.config.agents
        reachable = Reachable([_from_here(agents.enrol)], [_from_here(agents.push)], self._house.authority.server_ca())
        wanted = Wanted("", "", DeviceClass.SERVER, 1, timedelta(minutes=10), ask=False)
        from schoolwacht_collector.app import utc_now

        token = await asyncio.to_thread(
            self._house.ledger.write, lambda books: make_token(books, wanted, reachable, "setup", utc_now())
        )
        process = await asyncio.create_subprocess_exec(
            *self._command("enrol", token), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise BadRequest(f"this machine could not be enrolled: {said.decode(errors='replace').strip()}")

    async def _keep(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            with (self._home / LOG).open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command("run"), env=_frugal(), stdout=log, stderr=log
                )
            code = await self._process.wait()
            if stopping.is_set():
                return
            print(f"schoolwacht: the agent on this machine ended ({code}); it starts again", file=sys.stderr)
            await asyncio.sleep(RESTART_SECONDS)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "schoolwacht_agent", "--home", str(self._home), *words]


def _frugal() -> dict[str, str]:
    """Our environment, with one heap for all threads: glibc would reserve one each, which costs some 2 MiB."""
    return {**os.environ, "MALLOC_ARENA_MAX": "1"}


def _from_here(listen: str) -> str:
    """The address of a door as this machine sees it."""
    host, _, port = listen.rpartition(":")
    return f"127.0.0.1:{port}" if host in {"0.0.0.0", "[::]", ""} else f"{host}:{port}"  # noqa: S104 - compared, not bound
