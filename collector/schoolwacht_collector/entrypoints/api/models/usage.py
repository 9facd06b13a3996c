"""Use of paid titles."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked


class UsageLine(Answer):
    """A paid title, and on how many devices it was used in the last thirty school days."""

    title: str = Field(examples=["AutoCAD"])
    publisher: str = Field(examples=["Autodesk"])
    seats: int | None = Field(description="null: as many as one likes.", examples=[30])
    installed: int = Field(description="Devices that have it.", examples=[30])
    used: int = Field(description="Devices on which it ran.", examples=[12])
    unused: int = Field(description="Devices looked at long enough, on which it did not run.", examples=[16])
    unknown: int = Field(
        description="Devices of which it cannot be known: not measured, or not long enough.", examples=[2]
    )
    minutes: int = Field(description="Minutes that it ran, on all devices together.", examples=[4210])
    state: Literal["used", "unused", "partly", "unmeasured"] = Field(
        description="partly: not used where that is known. unmeasured: nothing is known.", examples=["used"]
    )
    since: date = Field(description="The first of these school days.", examples=["2026-10-06"])


class DeviceUsageLine(Answer):
    """A paid title on one device. It says nothing of who sat there."""

    device_id: str
    host: str = Field(examples=["lok07-pc03"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["07"])
    state: Literal["used", "unused", "unknown"] = Field(examples=["used"])
    minutes: int | None = Field(description="null: it cannot be known.", examples=[310])
    days: int = Field(description="Days on which it ran.", examples=[9])
    last_day: date | None = Field(description="The last of them.", examples=["2026-11-20"])
    looked_days: int = Field(description="Days on which the agent looked for at least ten minutes.", examples=[24])


class Measured(Answer):
    """Of which classes of devices it is counted which paid titles run."""

    classes: list[DeviceClass] = Field(examples=[["shared"]])


class NewMeasured(Asked):
    """The classes from now on; none switches it off everywhere, and what was counted goes."""

    classes: list[DeviceClass] = Field(max_length=16, examples=[["shared"]])
