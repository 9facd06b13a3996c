"""Alerts and what people have to be told about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from schoolwacht_collector.domain.alerts import Alert
from schoolwacht_collector.domain.rule import LimitOverride


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to tell through one notifier. `kind` is opened, worse or solved."""

    number: int
    alert: Alert
    kind: str
    notifier: str
    attempts: int
    message_id: str


class AlertBook(Protocol):
    """What is wrong and what was."""

    def get(self, alert_id: int) -> Alert | None:
        """One alert."""

    def living(self) -> Sequence[Alert]:
        """Every alert that is pending or open."""

    def listed(self, *, open_only: bool, device_id: str | None = None, at_most: int = 500) -> Sequence[Alert]:
        """Open alerts, or open and solved ones: open first, then newest first. Never pending ones."""

    def add(self, alert: Alert) -> Alert:
        """A new alert; its alert_id is made here."""

    def change(self, alert_id: int, changes: Mapping[str, Any]) -> None:
        """Sets columns named as the fields of Alert; a finding is replaced whole."""

    def drop(self, alert_id: int) -> None:
        """Forgets an alert that was pending and never opened."""

    def overrides(self) -> Sequence[LimitOverride]:
        """Every limit that is otherwise somewhere."""

    def override(self, override: LimitOverride) -> None:
        """Sets a limit for a site, room, class or device; the same place again replaces it."""

    def remove_override(self, rule: str, name: str, scope: str, target: str) -> bool:
        """Takes an override away; False when there was none."""


class OutboxBook(Protocol):
    """What people still have to be told."""

    def put(self, alert_id: int, kind: str, notifiers: Sequence[str], now: datetime) -> None:
        """One letter for each notifier."""

    def due(self, now: datetime, at_most: int) -> Sequence[Letter]:
        """Letters whose time has come, oldest first."""

    def delivered(self, number: int, now: datetime) -> None:
        """The letter is out."""

    def failed(self, number: int, next_try: datetime, reason: str) -> None:
        """It could not be delivered; when to try again."""

    def last_failure(self) -> str:
        """What the newest failure said, or nothing when the newest attempt succeeded."""
