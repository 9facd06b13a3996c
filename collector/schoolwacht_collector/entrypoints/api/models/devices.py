"""Devices, what was found on them, and rooms."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked, Word

CellAnswer = str | int | float | None


class DeviceLine(Answer):
    """A machine, as it stands in the list."""

    device_id: str = Field(description="Its name for ever.", examples=["4f0c61c2-6d40-4f6b-9a7a-0a3f6f8f2e11"])
    host: str = Field(description="Host name, as the machine says.", examples=["lok12-pc03"])
    site: str = Field(description="Building or site.", examples=["Hoofdgebouw"])
    room: str = Field(description="Room or trolley.", examples=["12"])
    device_class: DeviceClass = Field(alias="class", description="What it is for.")
    state: DeviceState = Field(description="Where it is in its life here.")
    operating_system: str = Field(examples=["Debian GNU/Linux 12 (bookworm)"])
    agent_version: str = Field(examples=["0.1.0"])
    serial: str = Field(description="Serial number, as the machine says.", examples=["5CD1234XYZ"])
    enrolled_at: datetime = Field(description="When it became a device.")
    last_seen: datetime | None = Field(description="When it was heard last; null before the first time.")
    clock_offset_ms: int = Field(description="How far its clock is ahead, in milliseconds.", examples=[-120])
    cloned_at: datetime | None = Field(description="When another machine was seen with this identity.")
    tables: dict[str, int] = Field(
        default={}, description="Number of rows of each of its tables.", examples=[{"software": 312, "disks": 2}]
    )


class FactsAnswer(Answer):
    """A table of a device with its rows."""

    taken_at: datetime = Field(description="When the machine last looked.")
    rows: list[dict[str, CellAnswer]] = Field(examples=[[{"name": "sda", "size_bytes": 256060514304}]])


class DeviceAnswer(DeviceLine):
    """A machine with everything that was found on it."""

    facts: dict[str, FactsAnswer] = Field(
        default={}, description="Every table by name; docs/metrics.md tells their columns."
    )


class Place(Asked):
    """Where a device is and what it is for; what is not given stays as it is."""

    site: Word | None = Field(default=None, description="Building or site.", examples=["Hoofdgebouw"])
    room: Word | None = Field(default=None, description="Room or trolley.", examples=["12"])
    device_class: DeviceClass | None = Field(default=None, description="What it is for.")


class TableLine(Answer):
    """A table of a device, without its rows."""

    table: str = Field(examples=["software"])
    rows: int = Field(description="How many it has.", examples=[312])
    taken_at: datetime = Field(description="When the machine last looked.")


class RowLine(Answer):
    """One row of a table."""

    key: str = Field(description="What names the row within its table.", examples=["sda"])
    cells: dict[str, CellAnswer] = Field(
        description="Its columns.", examples=[{"name": "sda", "size_bytes": 256060514304}]
    )
    first_seen: datetime = Field(description="Since when it is as it is.")
    taken_at: datetime = Field(description="When the machine last looked.")


class SoftwareLine(Answer):
    """A program on a device."""

    name: str = Field(examples=["LibreOffice 24.8"])
    version: str = Field(examples=["24.8.3.2"])
    publisher: str = Field(examples=["The Document Foundation"])
    source: str = Field(description="Where the machine has it from.", examples=["dpkg"])
    first_seen: datetime = Field(description="Since when it is as it is.")


class ChangeLine(Answer):
    """Something that came, changed or went."""

    at: datetime
    table: str = Field(examples=["software"])
    key: str = Field(description="Which row.", examples=["firefox-esr"])
    kind: str = Field(description="added, changed or removed.", examples=["changed"])
    before: dict[str, CellAnswer] | None = Field(examples=[{"name": "firefox-esr", "version": "128.4"}])
    after: dict[str, CellAnswer] | None = Field(examples=[{"name": "firefox-esr", "version": "128.5"}])


class CellChangeLine(Answer):
    """One column of a row, before and after, in words and with its unit."""

    column: str = Field(examples=["version"])
    heading: str = Field(description="Name of the column in the language asked for.", examples=["Version"])
    before: str = Field(description="Empty when nothing was said.", examples=["128.4"])
    after: str = Field(description="Empty when nothing is said.", examples=["128.5"])


class DifferenceLine(Answer):
    """A row that is otherwise than it was."""

    at: datetime = Field(description="When it changed last.")
    table: str = Field(examples=["software"])
    title: str = Field(description="Name of the table in the language asked for.", examples=["Programs"])
    key: str = Field(description="Which row.", examples=["dpkg firefox-esr 128.5 amd64"])
    name: str = Field(description="What people call the row.", examples=["firefox-esr"])
    kind: str = Field(description="added, changed or removed.", examples=["changed"])
    kind_word: str = Field(description="The same in the language asked for.", examples=["changed"])
    quiet: bool = Field(description="Nothing but counters and moments moved.")
    before: dict[str, CellAnswer] | None = Field(examples=[{"name": "firefox-esr", "version": "128.4"}])
    after: dict[str, CellAnswer] | None = Field(examples=[{"name": "firefox-esr", "version": "128.5"}])
    cells: list[CellChangeLine] = Field(description="The columns that changed, where the row was there before.")
    details: str = Field(description="The same in one line.", examples=["Version: 128.4 → 128.5"])


class EventLine(Answer):
    """Something that happened once on a device."""

    at: datetime
    name: str = Field(examples=["clock_jumped"])
    attributes: dict[str, str] = Field(examples=[{"seconds": "3600"}])


class RoomLine(Answer):
    """A room, with the worst that is wrong there."""

    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(description="Empty for devices without a room.", examples=["12"])
    devices: int = Field(description="Devices in use.", examples=[18])
    seen_today: int = Field(description="How many of them were heard today.", examples=[16])
    worst: str = Field(description="urgent, warning, or nothing that asks for attention.", examples=["warning"])
    alerts: int = Field(description="How many open alerts are as bad as that.", examples=[2])


class RoomRenamed(Asked):
    """A room that gets another name, or moves to another site, with all its devices."""

    site: Word = Field(examples=["Hoofdgebouw"])
    room: Word = Field(examples=["12"])
    new_site: Word | None = Field(default=None, description="Without it, the site stays.")
    new_room: Word | None = Field(default=None, description="Without it, the name stays.", examples=["112"])


class Moved(Answer):
    """How many devices were moved."""

    devices: int = Field(examples=[18])


class NewToken(Asked):
    """What the machines that join with the token will be."""

    site: Word = Field(default="", examples=["Hoofdgebouw"])
    room: Word = Field(default="", examples=["12"])
    device_class: DeviceClass = DeviceClass.SHARED
    uses: int = Field(default=1, ge=1, le=1000, description="How many machines may join with it.")
    expires_seconds: float = Field(
        default=86_400,
        ge=60,
        le=400 * 86_400,
        allow_inf_nan=False,
        description="How long it works: 31 days at most, 400 for a room that resets.",
    )
    ask: bool = Field(default=False, description="Each machine waits until somebody approves it.")
    resets: bool = Field(
        default=False,
        description="Shared machines of this room that lose their key at every start are taken up again without it.",
    )


class TokenMade(Answer):
    """A joining string, shown this once."""

    token: str = Field(description="On a machine: `schoolwacht-agent enrol STRING`.", examples=["swt1.eyJhIjpb..."])


class TokenLine(Answer):
    """A right to enrol, without its secret."""

    token_id: str = Field(examples=["8c1f0b2e9d4a7c63"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["12"])
    device_class: DeviceClass = Field(alias="class")
    uses_left: int = Field(examples=[17])
    created_at: datetime
    expires_at: datetime
    ask: bool = Field(description="Whether each machine waits for approval.")
    resets: bool = Field(description="Whether its machines lose their key at every start.")
