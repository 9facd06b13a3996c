"""The school in real time, all machines on: the load beside which other things are tested.

Each machine measures at a phase of its own and hands over at once. When it cannot, it goes on measuring, keeps
everything and tries again for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom

from schoolwacht_simulator.agent import Agent
from schoolwacht_simulator.courier import Courier, Later, Office, Tally
from schoolwacht_simulator.line import LineTrouble, NotWelcome
from schoolwacht_simulator.school import School

FAREWELL_SECONDS = 10.0
_LONGEST_PAUSE, _UNWELCOME, _LONGEST_ORDER = 60.0, 120.0, 3600.0
_JITTER = 0.02
_draw = SystemRandom().uniform


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often machines measure, and what time it is in milliseconds since 1970."""

    every: float
    now_ms: Callable[[], int]


async def run(
    school: School, office: Office, rhythm: Rhythm, new_spool_id: Callable[[], bytes], stop: asyncio.Event
) -> Tally:
    """Runs every machine until `stop`, then tries once more to hand over; gives what was sent."""
    tally = Tally()
    couriers = [Courier(Agent(device, new_spool_id), office) for device in school.devices]
    await asyncio.gather(*(_tend(courier, rhythm, stop, tally) for courier in couriers))
    return tally


async def _tend(courier: Courier, rhythm: Rhythm, stop: asyncio.Event, tally: Tally) -> None:
    """One machine's life."""
    loop, agent = asyncio.get_running_loop(), courier.agent
    boot_ms = rhythm.now_ms()
    agent.begin(boot_ms)
    measure_at = loop.time() + rhythm.every * agent.device.phase_ms / 60_000
    try_at, failures = measure_at, 0
    while not await _stopped(stop, min(measure_at, try_at) - loop.time()):
        if loop.time() >= measure_at:
            agent.measure(rhythm.now_ms(), boot_ms)
            measure_at = max(measure_at + rhythm.every, loop.time() + rhythm.every / 2)
            if failures == 0:
                try_at = loop.time() + _draw(0.0, _JITTER * rhythm.every)
        if loop.time() >= try_at:
            try:
                await courier.hand_over(rhythm.now_ms(), tally)
            except LineTrouble as trouble:
                failures += 1
                try_at = loop.time() + _pause(trouble, failures)
            else:
                # Nothing waits any more: the next try comes with the next measurement.
                failures, try_at = 0, measure_at + rhythm.every
    with contextlib.suppress(LineTrouble, TimeoutError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            await courier.hand_over(rhythm.now_ms(), tally)
    await courier.close()


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Waits; says whether it was told to stop meanwhile."""
    if seconds > 0:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()
    return stop.is_set()


def _pause(trouble: LineTrouble, failures: int) -> float:
    """Full jitter below a bound that doubles, as the real agent waits; never shorter than the collector asked."""
    if isinstance(trouble, NotWelcome):
        return _draw(_UNWELCOME / 2, _UNWELCOME)
    ordered = min(trouble.retry_after_seconds, _LONGEST_ORDER) if isinstance(trouble, Later) else 0.0
    return max(0.5, ordered, _draw(0.0, min(_LONGEST_PAUSE, 2.0 * 2 ** min(failures - 1, 8))))
