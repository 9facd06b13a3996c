"""The interface over a real ledger with a small school in it, asked without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI

from collector.entrypoints.console.a_school import NOW, School
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books.api_tokens import ApiScope
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.entrypoints.api import BearerGate, create_api
from schoolwacht_collector.entrypoints.api.services import Check, Services
from schoolwacht_collector.entrypoints.own_backups import MadeBackup
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.reports.csv_table import csv_bytes
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.make_token import Reachable
from schoolwacht_collector.usecases.manage_api_tokens import WantedToken, make_api_token
from schoolwacht_collector.wording import wording_for

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass
class Kept:
    """Settings as a collector keeps them."""

    values: dict[str, str] = field(
        default_factory=lambda: {"language": "nl", "school.name": "", "notify.urls": "mailto://els:geheim@x.example"}
    )

    def read(self) -> dict[str, str]:
        return dict(self.values)

    def fixed(self) -> dict[str, str]:
        return {"language": "SCHOOLWACHT_LANGUAGE"}

    def change(self, section: str, key: str, value: str) -> None:
        if len(value) > 40:
            raise BadRequest("that is too long for a name")
        self.values[".".join(part for part in (section, key) if part)] = value


@dataclass
class Vault:
    """Makes back-ups."""

    folders: list[Path | None] = field(default_factory=list)

    def make(self, folder: Path | None = None) -> MadeBackup:
        self.folders.append(folder)
        return MadeBackup("/srv/one.swb", 1234, 30)


@dataclass
class Place:
    """The interface in both its places, with everything behind it."""

    ledger: SqlLedger
    school: School
    now: datetime = NOW
    changed: list[str] = field(default_factory=list)
    settings: Kept = field(default_factory=Kept)
    vault: Vault = field(default_factory=Vault)
    series: MemorySeries = field(default_factory=MemorySeries)

    def __post_init__(self) -> None:
        self.owner = create_api(self.services())
        self.network = create_api(self.services(), BearerGate(self.ledger, lambda: self.now))

    def services(self) -> Services:
        titles = (resources.files("schoolwacht_collector") / "data/titles.toml").read_text("utf-8")
        return Services(
            ledger=self.ledger,
            series=self.series,
            rules={rule.name: rule for rule in load_rules()},
            catalogue=parse_catalogue(titles),
            reachable=Reachable(("collector.test:7444",), ("collector.test:7443",), b"certificate"),
            console_url="http://collector.test/",
            clock=lambda: self.now,
            devices_changed=lambda: self.changed.append("devices"),
            checks=checks,
            render=wording_for("nl", BRUSSELS).text,
            language="nl",
            zone=BRUSSELS,
            csv=csv_bytes,
            calendar=calendar,
            settings=self.settings,
            own_backups=self.vault,
        )

    def token(self, scope: str = "read", site: str = "", name: str = "", lasts: timedelta | None = None) -> str:
        """The text of a new token."""
        wanted = WantedToken(name or f"{scope} {site} {lasts}", ApiScope(scope), site, lasts)
        _, text = self.ledger.write(lambda books: make_api_token(books, wanted, "els", self.now))
        return text

    def as_owner(self) -> httpx.AsyncClient:
        """A client on the socket."""
        return client(self.owner)

    def with_token(self, text: str) -> httpx.AsyncClient:
        """A client on the network."""
        return client(self.network, {"authorization": f"Bearer {text}"})

    def trail(self) -> list[tuple[str, str]]:
        """Who did what, newest first."""
        return [(deed.who, deed.action) for deed in self.ledger.read(lambda books: books.audit.newest(50))]


def client(app: FastAPI, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://collector.test/api/v1", headers=headers)


def checks() -> Sequence[Check]:
    return [Check("disk", "ok", "41.2 GB free")]


def calendar(_: date) -> SchoolCalendar:
    return SchoolCalendar(BRUSSELS, frozenset())
