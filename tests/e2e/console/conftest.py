"""A real server on loopback, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from collector.entrypoints.console.a_machine import equip
from collector.entrypoints.console.a_school import NOW, School, furnish
from collector.entrypoints.console.conftest import HASH, PASSWORD, knowledge
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.entrypoints.console import create_console

CHROMIUM = shutil.which("chromium")
PICTURES = Path(__file__).resolve().parents[3] / "docs" / "pictures"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Site:
    """A console that answers on the network, and the school behind it."""

    url: str
    ledger: SqlLedger
    furnished: School | None = None

    @property
    def school(self) -> School:
        """The school, where there is one."""
        assert self.furnished is not None
        return self.furnished

    def user(self, name: str, language: str = "nl", theme: str = "light", role: str = "coordinator") -> str:
        self.ledger.write(lambda books: books.people.put(User(name, role, HASH, language=language, theme=theme)))
        return name


@dataclass
class Window:
    """A browser window, what it asked for, and what went wrong in it."""

    page: Page
    site: Site
    asked: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    clicks: int = 0

    def watch(self) -> None:
        self.page.route("**/*", self._only_loopback)
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _only_loopback(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if urlsplit(route.request.url).hostname in LOOPBACK:
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def click(self, selector: str) -> None:
        """One click of somebody who gets something done."""
        self.clicks += 1
        self.page.click(selector)

    def picture(self, name: str, *, whole: bool = False) -> None:
        """A picture for the documentation, when somebody wants new ones."""
        if os.environ.get("SCHOOLWACHT_PICTURES") == "1":
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    def open(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def log_in(self, name: str) -> None:
        self.open("/login")
        self.page.fill("#f-name", name)
        self.page.fill("#f-password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(self.site.url + "/")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application behind a port of its own; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("console")
    with SqlLedger(folder / "ledger.db") as ledger:
        series = MemorySeries()
        school = furnish(ledger, series)
        equip(ledger, school.pc.device_id)
        with serving(create_console(ledger, series, knowledge(), lambda: NOW)) as url:
            yield Site(url, ledger, school)


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Site]:
    """A console of which nobody has used the first link yet, with no computer behind it."""
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        ledger.write(_first_start)
        with serving(create_console(ledger, MemorySeries(), knowledge(), lambda: NOW)) as url:
            yield Site(url, ledger)


def _first_start(books: Books) -> None:
    books.people.put(User("admin", "admin"))
    books.people.add_link(hash_of("eerste"), "admin", NOW + timedelta(days=1))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: Browser, site: Site, *, width: int = 1280, scripts: bool = True, language: str = "nl") -> Window:
    context: BrowserContext = chromium.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        reduced_motion="reduce",
        locale=language,
    )
    window = Window(context.new_page(), site)
    window.watch()
    return window


@pytest.fixture
def window(chromium: Browser, site: Site) -> Iterator[Window]:
    window = opened(chromium, site)
    yield window
    window.page.context.close()
