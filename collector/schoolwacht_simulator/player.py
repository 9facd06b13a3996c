"""Plays the school: somebody says what time it is, every machine that was on lives until then and hands over.

Time comes in as JSON lines, {"now_ms": N}; for each of them one JSON line goes out, once everything is handed over.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from random import SystemRandom
from typing import Protocol

from schoolwacht_simulator.agent import Agent
from schoolwacht_simulator.courier import Courier, Later, Office, Tally
from schoolwacht_simulator.line import LineTrouble
from schoolwacht_simulator.school import School

PATIENCE_SECONDS = 30.0
"""How long a machine tries in one step; what is not handed over by then waits for the next."""
_IN_FLIGHT = 32
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 3.0
_draw = SystemRandom().uniform


class Lines(Protocol):
    """Where the lines come from."""

    def readline(self) -> str:
        """The next line; nothing at the end."""


class BadLine(ValueError):  # noqa: N818 - told to a person
    """What came in is no time; the message says what to send."""


class Player:
    """All machines of a school, at one moment after the other."""

    def __init__(self, school: School, office: Office, new_spool_id: Callable[[], bytes]) -> None:
        agents: dict[str, Agent] = {}
        for device in school.machines():
            agents[device.key] = Agent(device, new_spool_id, agents.get(device.copy_of))
        self._couriers = [Courier(agent, office) for agent in agents.values()]
        self._gate = asyncio.Semaphore(_IN_FLIGHT)
        self._before_ms: int | None = None

    async def step(self, now_ms: int) -> dict[str, int | float]:
        """Everything until `now_ms`; gives what is printed about it."""
        begun = asyncio.get_running_loop().time()
        before_ms = now_ms - 1 if self._before_ms is None else self._before_ms
        if now_ms <= before_ms:
            raise BadLine(f"time only goes on: {now_ms} comes after {before_ms}; send a later now_ms")
        self._before_ms = now_ms
        on = [courier for courier in self._couriers if courier.agent.live(before_ms, now_ms)]
        tally = Tally()
        reachable = [courier for courier in on if not courier.agent.device.is_cut_off(now_ms)]
        await asyncio.gather(*(self._hand_over(courier, now_ms, tally) for courier in reachable))
        return {
            "now_ms": now_ms,
            "on": len(on),
            "pushed": tally.pushed,
            "stored": tally.stored,
            "refused": tally.refused,
            "waiting": sum(len(courier.agent.outbox) for courier in self._couriers),
            "seconds": round(asyncio.get_running_loop().time() - begun, 4),
        }

    async def close(self) -> None:
        """Ends all connections."""
        await asyncio.gather(*(courier.close() for courier in self._couriers))

    async def _hand_over(self, courier: Courier, now_ms: int, tally: Tally) -> None:
        loop = asyncio.get_running_loop()
        give_up, pause = loop.time() + PATIENCE_SECONDS, _FIRST_PAUSE
        while True:
            try:
                async with self._gate:
                    await courier.hand_over(now_ms, tally)
            except LineTrouble as trouble:
                pause = min(_LONGEST_PAUSE, pause * 2)
                ordered = trouble.retry_after_seconds if isinstance(trouble, Later) else 0.0
                wait = max(ordered, _draw(pause / 4, pause))
                if loop.time() + wait > give_up:
                    sys.stderr.write(f"{courier.agent.device.key}: {trouble}; what it measured waits\n")
                    return
                await asyncio.sleep(wait)
            else:
                return


async def play(player: Player, lines: Lines, say: Callable[[str], None]) -> None:
    """Plays until the lines end."""
    loop = asyncio.get_running_loop()
    try:
        while line := await loop.run_in_executor(None, lines.readline):
            if line.strip():
                say(json.dumps(await player.step(moment_in(line))))
    finally:
        await player.close()


def moment_in(line: str) -> int:
    """The moment that a line says."""
    try:
        said = json.loads(line)["now_ms"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadLine(f'send lines such as {{"now_ms": 1788768000000}}, not {line.strip()[:60]!r}') from error
    if not isinstance(said, int) or isinstance(said, bool) or said <= 0:
        raise BadLine(f"now_ms is milliseconds since 1970, a whole number, not {said!r}")
    return said


def played(steps: Iterator[int]) -> Iterator[str]:
    """Moments as the lines that `play` reads."""
    return (json.dumps({"now_ms": now_ms}) + "\n" for now_ms in steps)
