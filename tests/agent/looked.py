"""Probes for tests: each is what the test says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from schoolwacht_agent.probe import Column, EventKind, Finding, Gauge, Kind, Probe, Surroundings, Table

LOAD = Gauge("system.load1", "1", "Load.", decimals=2)
SOFTWARE = Table("software", "Programs.", {"name": Column(Kind.TEXT, "Its name.")}, key=("name",))
HELLO = EventKind("hello", "Said once.", {"to": "Whom."})


def probe(
    name: str, take: Callable[[Surroundings], Iterable[Finding]] = lambda _: [LOAD(1)], seconds: float = 60
) -> Probe:
    return Probe(name, timedelta(seconds=seconds), (LOAD, SOFTWARE, HELLO), take)


def raising(error: Exception) -> Callable[[Surroundings], Iterable[Finding]]:
    def take(_: Surroundings) -> Iterable[Finding]:
        yield LOAD(1)
        raise error

    return take
