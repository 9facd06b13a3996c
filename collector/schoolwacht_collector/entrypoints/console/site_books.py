"""The ledger as somebody sees it who belongs to some sites only: other sites' devices and alerts are not there.

Every page reads and writes through this when its visitor is bound, so that no page has to think of it. A verb that is
not written here does not exist for a bound visitor: what is forgotten fails, it does not leak. What the whole school
shares (licences, limits, names of programs) stays visible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.alerts import AlertBook, OutboxBook
from schoolwacht_collector.books.api_tokens import ApiTokenBook
from schoolwacht_collector.books.batches import BatchBook, InboxBook
from schoolwacht_collector.books.devices import DeviceBook, TokenBook
from schoolwacht_collector.books.facts import (
    Cells,
    Change,
    DeviceEvent,
    Fact,
    FactBook,
    FactTable,
    Installed,
    LicenceBook,
    Place,
    Program,
)
from schoolwacht_collector.books.identities import IdentityBook
from schoolwacht_collector.books.people import AuditBook, PeopleBook, SettingBook
from schoolwacht_collector.books.retention import RetentionBook
from schoolwacht_collector.domain.alerts import Alert, room_subject
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import LimitOverride
from schoolwacht_collector.domain.series import Frame
from schoolwacht_collector.entrypoints.console.site_identities import NotYours, SiteIdentities

_OF_ROOMS = "room_silent"
"""The rule whose alerts are about a room or site instead of a device."""


class _Sight:
    """Which devices the visitor sees."""

    def __init__(self, books: Books, sites: frozenset[str]) -> None:
        self.books = books
        self._sites = sites

    def shows(self, device: Device | None) -> bool:
        return device is not None and device.site in self._sites

    @cached_property
    def device_ids(self) -> frozenset[str]:
        return frozenset(device.device_id for device in self.books.devices.all() if self.shows(device))

    @cached_property
    def places(self) -> frozenset[str]:
        """The names under which alerts are about the visitor's rooms and sites themselves."""
        rooms = {
            room_subject(device.site, device.room).part for device in self.books.devices.all() if self.shows(device)
        }
        return frozenset(rooms | self._sites | {room_subject(site, "").part for site in self._sites})

    def is_about(self, alert: Alert) -> bool:
        """Whether an alert is about the visitor's devices or rooms, not about others or the whole school."""
        if alert.subject.device_id:
            return alert.subject.device_id in self.device_ids
        return alert.rule == _OF_ROOMS and alert.subject.part in self.places

    def check(self, device_id: str) -> None:
        if device_id not in self.device_ids:
            raise NotYours(device_id)


class _Devices:
    def __init__(self, sight: _Sight) -> None:
        self._sight = sight
        self._book = sight.books.devices

    def get(self, device_id: str) -> Device | None:
        device = self._book.get(device_id)
        return device if self._sight.shows(device) else None

    def all(self) -> Sequence[Device]:
        return [device for device in self._book.all() if self._sight.shows(device)]

    def add(self, device: Device) -> None:
        if not self._sight.shows(device):
            raise NotYours(device.site)
        self._book.add(device)
        self._sight.__dict__.pop("device_ids", None)  # it is one of theirs from now on

    def change(self, device_id: str, changes: Mapping[str, Any]) -> None:
        self._sight.check(device_id)
        self._book.change(device_id, changes)

    def delete(self, device_id: str) -> None:
        self._sight.check(device_id)
        self._book.delete(device_id)

    def revoke_certificates(self, device_id: str, now: datetime) -> None:
        self._sight.check(device_id)
        self._book.revoke_certificates(device_id, now)


class _Alerts:
    def __init__(self, sight: _Sight) -> None:
        self._sight = sight
        self._book = sight.books.alerts

    def _mine(self, alerts: Sequence[Alert]) -> list[Alert]:
        return [alert for alert in alerts if self._sight.is_about(alert)]

    def get(self, alert_id: int) -> Alert | None:
        alert = self._book.get(alert_id)
        return alert if alert is not None and self._sight.is_about(alert) else None

    def living(self) -> Sequence[Alert]:
        return self._mine(self._book.living())

    def listed(self, *, open_only: bool, device_id: str | None = None, at_most: int = 500) -> Sequence[Alert]:
        return self._mine(self._book.listed(open_only=open_only, device_id=device_id, at_most=at_most))

    def change(self, alert_id: int, changes: Mapping[str, Any]) -> None:
        if self.get(alert_id) is None:
            raise NotYours(str(alert_id))
        self._book.change(alert_id, changes)

    def drop(self, alert_id: int) -> None:
        if self.get(alert_id) is None:
            raise NotYours(str(alert_id))
        self._book.drop(alert_id)

    def overrides(self) -> Sequence[LimitOverride]:
        return self._book.overrides()


class _Facts:
    def __init__(self, sight: _Sight) -> None:
        self._sight = sight
        self._book = sight.books.facts

    def table(self, device_id: str, table: str) -> FactTable | None:
        self._sight.check(device_id)
        return self._book.table(device_id, table)

    def tables(self, device_id: str) -> Sequence[FactTable]:
        self._sight.check(device_id)
        return self._book.tables(device_id)

    def rows(self, device_id: str, table: str) -> Mapping[str, Cells]:
        self._sight.check(device_id)
        return self._book.rows(device_id, table)

    def changes(
        self, device_id: str, at_most: int, since: datetime | None = None, older_than: Place | None = None
    ) -> Sequence[Change]:
        self._sight.check(device_id)
        return self._book.changes(device_id, at_most, since, older_than)

    def events(self, device_id: str, at_most: int) -> Sequence[DeviceEvent]:
        self._sight.check(device_id)
        return self._book.events(device_id, at_most)

    def current(self, table: str, device_id: str | None = None) -> Sequence[Fact]:
        if device_id is not None:
            self._sight.check(device_id)
        return [fact for fact in self._book.current(table, device_id) if fact.device_id in self._sight.device_ids]

    def told(self, table: str) -> Mapping[str, datetime]:
        return {one: at for one, at in self._book.told(table).items() if one in self._sight.device_ids}

    def programs(self) -> Sequence[Program]:
        return self._book.programs()

    def installed(self, programs: Sequence[int]) -> Sequence[Installed]:
        return [one for one in self._book.installed(programs) if one.device_id in self._sight.device_ids]


class _Batches:
    def __init__(self, sight: _Sight) -> None:
        self._sight = sight

    def newest_frames(self, measurement: str) -> Sequence[Frame]:
        frames = self._sight.books.batches.newest_frames(measurement)
        return [frame for frame in frames if frame.origin.device_id in self._sight.device_ids]


class SiteBooks:
    """Implements Books for a bound visitor."""

    def __init__(self, books: Books, sites: frozenset[str]) -> None:
        self._books = books
        self._sight = _Sight(books, sites)

    @property
    def devices(self) -> DeviceBook:
        """The sites' own devices."""
        return cast("DeviceBook", _Devices(self._sight))

    @property
    def identities(self) -> IdentityBook:
        """Questions about those devices."""
        return cast("IdentityBook", SiteIdentities(self._books.identities, self._sight.check))

    @property
    def alerts(self) -> AlertBook:
        """Alerts about those devices. What is about the whole school is for who sees all of it."""
        return cast("AlertBook", _Alerts(self._sight))

    @property
    def facts(self) -> FactBook:
        """What was found on those devices."""
        return cast("FactBook", _Facts(self._sight))

    @property
    def batches(self) -> BatchBook:
        """The newest numbers of those devices."""
        return cast("BatchBook", _Batches(self._sight))

    @property
    def tokens(self) -> TokenBook:
        """Tokens; the page asks whether the site is one of the visitor's."""
        return self._books.tokens

    @property
    def inbox(self) -> InboxBook:
        """Where points about alerts go."""
        return self._books.inbox

    @property
    def outbox(self) -> OutboxBook:
        """Where letters about alerts go."""
        return self._books.outbox

    @property
    def licences(self) -> LicenceBook:
        """What the school bought; the page asks whether the site is one of the visitor's."""
        return self._books.licences

    @property
    def people(self) -> PeopleBook:
        """Users; their pages are for administrators, who are never bound."""
        return self._books.people

    @property
    def audit(self) -> AuditBook:
        """Where deeds are noted."""
        return self._books.audit

    @property
    def api_tokens(self) -> ApiTokenBook:
        """Tokens of programs; their page is for administrators."""
        return self._books.api_tokens

    @property
    def settings(self) -> SettingBook:
        """What the school chose."""
        return self._books.settings

    @property
    def retention(self) -> RetentionBook:
        """Forgetting is no visitor's business; it happens by the clock."""
        return self._books.retention
