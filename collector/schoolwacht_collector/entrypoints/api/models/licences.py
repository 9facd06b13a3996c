"""Licences and programs."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from schoolwacht_collector.domain.licences import Scope
from schoolwacht_collector.entrypoints.api.models.answer import Answer


class EntitlementLine(Answer):
    """A right the school bought."""

    title: str = Field(examples=["AutoCAD"])
    publisher: str = Field(examples=["Autodesk"])
    scope: Scope = Field(description="What one seat covers.")
    seats: int | None = Field(description="null: as many as one likes.", examples=[50])
    valid_until: date | None = Field(description="The last day on which it holds.")
    site: str = Field(description="The one site it is for; empty for all.", examples=[""])


class CoverageLine(Answer):
    """A title against the seats the school has."""

    title: str = Field(examples=["AutoCAD"])
    publisher: str = Field(examples=["Autodesk"])
    installed: int = Field(description="Devices that have it.", examples=[53])
    seats: int | None = Field(description="null: as many as one likes.", examples=[50])
    short: int = Field(description="Installs without a licence.", examples=[3])
    state: str = Field(description="short, expires, covered, expired or unused.", examples=["short"])
    days_left: int | None = Field(description="Days until the first licence that holds now ends.", examples=[120])
    rooms: list[str] = Field(description="Where to look when it is short.", examples=[["05", "07"]])


class InstalledOn(Answer):
    """A device that has a title."""

    device_id: str
    host: str = Field(examples=["lok07-pc03"])
    room: str = Field(examples=["07"])
    name: str = Field(description="As the machine names it.", examples=["AutoCAD 2025"])
    version: str = Field(examples=["25.0.58"])


class SeatLine(Answer):
    """A title that stands somewhere, with the machines."""

    title: str = Field(examples=["AutoCAD"])
    publisher: str = Field(examples=["Autodesk"])
    installed: int = Field(examples=[53])
    seats: int | None = Field(description="null: as many as one likes.", examples=[50])
    short: int = Field(description="Installs without a licence.", examples=[3])
    expired: int = Field(description="Seats that have ended.", examples=[0])
    rooms: list[str] = Field(examples=[["05", "07"]])
    devices: list[InstalledOn]

    @property
    def machines(self) -> list[str]:
        """The hosts alone, for a file."""
        return [one.host for one in self.devices]


class InstallLine(InstalledOn):
    """A device that has a title or a program, with its place."""

    site: str = Field(examples=["Hoofdgebouw"])


class ImportProblem(Answer):
    """A row that was left out."""

    line: int = Field(description="Line of the file; 0 is about all of it.", examples=[7])
    text: str = Field(examples=["“veel” is geen aantal plaatsen."])


class ImportAnswer(Answer):
    """What an import did, or in a dry run would do."""

    added: list[EntitlementLine]
    changed: list[EntitlementLine]
    unchanged: int = Field(examples=[12])
    own_titles: list[str] = Field(description="Titles outside the catalogue: counted by their name from now on.")
    problems: list[ImportProblem]


class Removed(Answer):
    """How many were taken away."""

    removed: int = Field(examples=[1])


class ProgramLine(Answer):
    """A program as the machines name it, however many have it."""

    number: int = Field(description="Its number here.", examples=[118])
    name: str = Field(examples=["LibreOffice 24.8"])
    publisher: str = Field(examples=["The Document Foundation"])
    devices: int = Field(description="Devices in use that have it.", examples=[212])
    versions: list[str] = Field(description="Up to ten of its versions.", examples=[["24.8.3.2"]])
