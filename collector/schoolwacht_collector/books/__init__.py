"""The chapters of the ledger, as the use cases see them inside one transaction. Their docstrings are the contract."""

from __future__ import annotations

from typing import Protocol

from schoolwacht_collector.books.alerts import AlertBook, OutboxBook
from schoolwacht_collector.books.api_tokens import ApiTokenBook
from schoolwacht_collector.books.batches import BatchBook, InboxBook
from schoolwacht_collector.books.devices import DeviceBook, TokenBook
from schoolwacht_collector.books.facts import FactBook, LicenceBook
from schoolwacht_collector.books.identities import IdentityBook
from schoolwacht_collector.books.people import AuditBook, PeopleBook, SettingBook
from schoolwacht_collector.books.retention import RetentionBook


class Books(Protocol):
    """All chapters, bound to one transaction."""

    @property
    def devices(self) -> DeviceBook:
        """Who is who: devices and their certificates."""

    @property
    def tokens(self) -> TokenBook:
        """Who may become a device."""

    @property
    def identities(self) -> IdentityBook:
        """By what machines are known again, and questions about who is who."""

    @property
    def batches(self) -> BatchBook:
        """What was received before, and the newest numbers."""

    @property
    def inbox(self) -> InboxBook:
        """What still has to reach the series store, and what never will."""

    @property
    def facts(self) -> FactBook:
        """Inventory, its history, and events."""

    @property
    def licences(self) -> LicenceBook:
        """What the school bought."""

    @property
    def alerts(self) -> AlertBook:
        """What is wrong and what was."""

    @property
    def outbox(self) -> OutboxBook:
        """What people still have to be told."""

    @property
    def people(self) -> PeopleBook:
        """Users of the console and their sessions."""

    @property
    def audit(self) -> AuditBook:
        """Who changed what."""

    @property
    def api_tokens(self) -> ApiTokenBook:
        """Which programs may use the interface."""

    @property
    def settings(self) -> SettingBook:
        """What the school chose."""

    @property
    def retention(self) -> RetentionBook:
        """What is forgotten once it is old enough."""
