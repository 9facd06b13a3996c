"""Devices: what they are for decides what is normal for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeviceClass(StrEnum):
    """What a device is for. A silent laptop is normal, a silent server is not."""

    SERVER = "server"
    SHARED = "shared"
    STAFF = "staff"
    LOAN = "loan"
    TROLLEY = "trolley"
    SPARE = "spare"


class DeviceState(StrEnum):
    """Where a device is in its life here."""

    PENDING = "pending"
    ACTIVE = "active"
    REVOKED = "revoked"
    RETIRED = "retired"


BELIEVED_MS = 120_000
"""A clock up to two minutes off is what an agent stamps with; further off it stamps by ours (docs/wire.md)."""


@dataclass(frozen=True, slots=True)
class Device:
    """A machine we know. `device_id` is a UUID that the collector made; what the machine says of itself is a claim."""

    device_id: str
    host: str
    site: str
    room: str
    device_class: DeviceClass
    state: DeviceState
    enrolled_at: datetime
    last_seen: datetime | None = None
    agent_version: str = ""
    operating_system: str = ""
    serial: str = ""
    clock_offset_ms: int = 0
    cloned_at: datetime | None = None
    """When another machine was seen using this identity: a copied or rolled-back disk."""

    @property
    def stamped_ahead_ms(self) -> int:
        """How far its stamps are ahead of our clock. A clock that is further off an agent does not stamp with."""
        return self.clock_offset_ms if abs(self.clock_offset_ms) <= BELIEVED_MS else 0
