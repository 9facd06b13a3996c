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
