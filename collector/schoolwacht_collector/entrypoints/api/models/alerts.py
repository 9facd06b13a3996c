"""Alerts, the rules behind them, and the limits of those."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from schoolwacht_collector.domain.alerts import AlertState, Severity
from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked, Note, Word

ScopeWord = Literal["site", "room", "class", "device"]


class AlertLine(Answer):
    """Something that is wrong, or was. Sentences are in the school's language."""

    alert_id: int = Field(examples=[41])
    rule: str = Field(description="Which rule found it.", examples=["disk_full"])
    state: AlertState = Field(description="open or solved; pending ones are not shown.")
    severity: Severity = Field(description="How soon somebody must act: today, this week, when it suits.")
    device_id: str = Field(description="Empty for what is about the whole school.")
    part: str = Field(description="What of the device: a volume, a back-up job.", examples=["/home"])
    summary: str = Field(examples=["/home is voor 97 % vol"])
    advice: str = Field(description="What to do.", examples=["Ruim op of vergroot de schijf."])
    value: float = Field(description="What was found.", examples=[97.1])
    limit: float = Field(description="From where it is wrong.", examples=[95.0])
    opened_at: datetime | None
    solved_at: datetime | None
    acknowledged_by: str = Field(description="Who sees to it; empty while nobody does.", examples=["els"])
    note: str = Field(description="What they said about it.", examples=["grotere schijf besteld"])
    host: str = Field(description="As it was when the alert opened; so are site and room.", examples=["srv-admin"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["Serverlokaal"])


class HistoryLine(Answer):
    """One step in the life of an alert."""

    at: datetime
    step: Literal["first_true", "opened", "acknowledged", "last_true", "solved"]
    who: str = Field(default="", description="Who did it; empty for what happened by itself.")
    note: str = ""


class AlertAnswer(AlertLine):
    """An alert with what became of it over time."""

    history: list[HistoryLine] = Field(default=[], description="Oldest first.")


class Acknowledgement(Asked):
    """Nothing more than an optional note."""

    note: Note = Field(default="", description="What you will do about it.", examples=["grotere schijf besteld"])


class RuleLine(Answer):
    """Something that is judged every minute."""

    rule: str = Field(examples=["disk_full"])
    title: str = Field(examples=["Schijf bijna vol"])
    about: str = Field(description="What it looks at, and why.")
    limits: dict[str, float] = Field(
        description="Its limits as they are everywhere; times in seconds.", examples=[{"warning_percent": 90.0}]
    )
    hold_seconds: float = Field(description="How long a finding lasts before an alert opens.", examples=[300.0])
    clear_seconds: float = Field(description="How long it is gone before the alert is solved.", examples=[600.0])


class LimitLine(Answer):
    """A limit that is otherwise somewhere."""

    rule: str = Field(examples=["disk_full"])
    name: str = Field(examples=["warning_percent"])
    scope: ScopeWord
    target: str = Field(description="Which site, room, class or device id.", examples=["Serverlokaal"])
    value: float = Field(description="Times are in seconds.", examples=[85.0])


class NewLimit(Asked):
    """A limit for one place. Times are in seconds. No value: take the override away."""

    rule: Word = Field(examples=["disk_full"])
    name: Word = Field(examples=["warning_percent"])
    scope: ScopeWord
    target: Word = Field(examples=["Serverlokaal"])
    value: float | None = Field(default=None, allow_inf_nan=False, ge=-1e15, le=1e15, examples=[85.0])
