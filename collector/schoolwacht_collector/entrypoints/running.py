"""Keeps the collector's servers together: starts them in order, stops them in the reverse order, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass


class PortTaken(Exception):  # noqa: N818 - a state of the machine
    """Somebody else listens where we want to; the message says where, and what to do."""


@contextlib.contextmanager
def claiming(key: str, address: str) -> Iterator[None]:
    """Turns a failure to listen into a sentence. `key` is the setting that moves the door."""
    try:
        yield
    except (OSError, RuntimeError) as flaw:
        raise PortTaken(
            f"cannot listen on {address}: something else has that port (another collector?); "
            f"stop it, or set another one: {key} in collector.toml"
        ) from flaw


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs: how it starts, how it stops."""

    name: str
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def running(parts: list[Part]) -> AsyncIterator[None]:
    """Everything runs inside; a part that fails to start takes the earlier ones down again."""
    async with contextlib.AsyncExitStack() as stack:
        for part in parts:
            await part.start()
            stack.push_async_callback(part.stop)
        yield


def threaded(name: str, start: Callable[[], object], stop: Callable[[], object]) -> Part:
    """A part whose start and stop wait for something."""

    async def begin() -> None:
        await asyncio.to_thread(start)

    async def end() -> None:
        await asyncio.to_thread(stop)

    return Part(name, begin, end)


def repeated(name: str, every: float, work: Callable[[], object]) -> Part:
    """A part that does something short again and again, beside the loop. It must raise nothing."""
    tasks: list[asyncio.Task[None]] = []

    async def go_on() -> None:
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(work)

    async def begin() -> None:
        tasks.append(asyncio.create_task(go_on(), name=name))

    async def end() -> None:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return Part(name, begin, end)
