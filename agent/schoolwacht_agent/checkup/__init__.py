"""The checks behind `doctor`. Each works without those before it, and none needs a collector that answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from schoolwacht_agent.checkup.connection import connection
from schoolwacht_agent.checkup.finding import Finding
from schoolwacht_agent.checkup.machine import machine
from schoolwacht_agent.settings import Settings


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """All checks, one after the other; `now` is what this machine's own clock says."""
    yield from machine(settings, now)
    yield from connection(settings, now)
