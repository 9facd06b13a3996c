"""The console over a real ledger, asked without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from collector.entrypoints.console.a_school import NOW, School, furnish
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.entrypoints.console import create_console, passwords
from schoolwacht_collector.entrypoints.console.create import Knowledge
from schoolwacht_collector.entrypoints.console.settings_desk import name_of
from schoolwacht_collector.ports import BadRequest, Busy
from schoolwacht_collector.reports.csv_table import csv_bytes
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.make_token import Reachable

BRUSSELS = ZoneInfo("Europe/Brussels")
PASSWORD = "drie rustige woorden"
HASH = passwords.hashed(PASSWORD)


class KeptSettings:
    """Settings as a file would keep them, in a dict; `answer` is what a mail server says to a test message."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {"language": "nl", "time_zone": "Europe/Brussels", "school.name": ""}
        self.by: dict[str, str] = {}
        self.tried: list[str] = []
        self.answer = ""

    def read(self) -> Mapping[str, str]:
        return self.kept

    def fixed(self) -> Mapping[str, str]:
        return self.by

    def change(self, section: str, key: str, value: str) -> None:
        if value == "geweigerd":
            raise BadRequest("collector.toml cannot be written; check its rights")
        self.kept[name_of((section, key))] = value

    def test_notification(self, url: str) -> str:
        self.tried.append(url)
        return self.answer


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, stretch: timedelta) -> None:
        self.now += stretch


@dataclass(frozen=True, slots=True)
class Place:
    """A console with everything behind it."""

    app: FastAPI
    ledger: SqlLedger
    series: MemorySeries
    clock: Clock
    changed: list[str]
    settings: KeptSettings
    backups: list[str]
    """What somebody asked a back-up for; "busy" in it makes the next one fail."""

    def add_user(self, name: str, role: str, language: str = "nl") -> None:
        user = User(name, role, HASH, language=language, created_at=self.clock())
        self.ledger.write(lambda books: books.people.put(user))

    def add_link(self, secret: str, user: str, lasts: timedelta = timedelta(days=1)) -> None:
        self.ledger.write(lambda books: books.people.add_link(hash_of(secret), user, self.clock() + lasts))


Browser = httpx.AsyncClient
OpenBrowser = Callable[..., Browser]


def knowledge(settings: KeptSettings | None = None, **more: Any) -> Knowledge:  # noqa: ANN401 - any field of it
    """The rules and titles we ship, and a calendar without holidays."""
    titles = (resources.files("schoolwacht_collector") / "data/titles.toml").read_text("utf-8")

    def calendar(_: date) -> SchoolCalendar:
        return SchoolCalendar(BRUSSELS, frozenset())

    return Knowledge(
        rules={rule.name: rule for rule in load_rules()},
        catalogue=parse_catalogue(titles),
        calendar=calendar,
        reachable=Reachable(("collector.test:7444",), ("collector.test:7443",), b"certificate"),
        zone=BRUSSELS,
        version="0.1.0",
        csv=csv_bytes,
        settings=settings or KeptSettings(),
        **more,
    )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    clock, changed = Clock(NOW), list[str]()
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        series = MemorySeries()
        settings, backups = KeptSettings(), list[str]()

        def make_backup() -> None:
            if "busy" in backups:
                raise Busy("the disk is full")
            backups.append("made")

        app = create_console(
            ledger, series, knowledge(settings, make_backup=make_backup), clock,
            hosts=["wacht.school.be"], devices_changed=lambda: changed.append("yes"),
        )  # fmt: skip
        yield Place(app, ledger, series, clock, changed, settings, backups)


@pytest.fixture
def school(place: Place) -> School:
    return furnish(place.ledger, place.series)


@pytest.fixture
async def browser(place: Place) -> AsyncIterator[Browser]:
    """A browser that is not logged in."""
    async with open_browser(place) as client:
        yield client


@pytest.fixture
async def coordinator(place: Place, browser: Browser) -> Browser:
    """A browser in which a coordinator is logged in, in Dutch."""
    place.add_user("kim", "coordinator")
    return await logged_in(browser, "kim")


@pytest.fixture
async def admin(place: Place, browser: Browser) -> Browser:
    """A browser in which an administrator is logged in, in Dutch."""
    place.add_user("ann", "admin")
    return await logged_in(browser, "ann")


@pytest.fixture
async def viewer(place: Place, browser: Browser) -> Browser:
    """A browser in which somebody is logged in who may only look."""
    place.add_user("dirk", "viewer")
    return await logged_in(browser, "dirk")


def open_browser(place: Place) -> Browser:
    """What a browser on this machine sends along."""
    transport = httpx.ASGITransport(app=place.app, raise_app_exceptions=False)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "nl-BE,nl;q=0.9"}
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=headers)


async def logged_in(browser: Browser, name: str) -> Browser:
    """The browser after a log-in with a password."""
    answer = await browser.post("/login", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return browser
