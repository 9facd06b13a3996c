"""Which machines came in with a command that was just made: the ones that enrolled in its place since then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceState


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What is waited for, and who came."""

    site: str
    room: str
    since: datetime
    uses: int
    devices: Sequence[Device]

    @property
    def complete(self) -> bool:
        """Whether everybody came and reported, so that there is nothing to wait for."""
        return len(self.devices) >= self.uses and all(one.last_seen is not None for one in self.devices)


def arrivals(books: Books, site: str, room: str, since: datetime, uses: int) -> Arrivals:
    """Machines that came since then, the newest first."""
    came = [
        one
        for one in books.devices.all()
        if (one.site, one.room) == (site, room)
        and one.enrolled_at >= since
        and one.state in {DeviceState.ACTIVE, DeviceState.PENDING}
    ]
    return Arrivals(site, room, since, uses, sorted(came, key=lambda one: one.enrolled_at, reverse=True)[:50])
