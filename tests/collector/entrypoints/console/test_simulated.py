"""A played school says so on every page, and its clock does not end anybody's log-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from collector.entrypoints.console.a_school import NOW, furnish
from collector.entrypoints.console.conftest import HASH, Clock, knowledge, logged_in
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books.people import User
from schoolwacht_collector.entrypoints.console import create_console


@dataclass
class Play:
    """A school whose clock runs fast, and a browser in front of it."""

    browser: httpx.AsyncClient
    school_clock: Clock
    wall_clock: Clock
    progress: tuple[int, int] | None = (3, 14)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    school_clock, wall_clock = Clock(NOW), Clock(NOW + timedelta(days=400))
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        series = MemorySeries()
        furnish(ledger, series)
        ledger.write(lambda books: books.people.put(User("ann", "admin", HASH, language="nl")))
        playing: list[Play] = []
        app = create_console(
            ledger, series,
            knowledge(simulated=True, progress=lambda: playing[0].progress, session_clock=wall_clock), school_clock,
        )  # fmt: skip
        transport = httpx.ASGITransport(app=app)
        headers = {"sec-fetch-site": "same-origin", "accept-language": "nl-BE"}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as browser:
            playing.append(Play(browser, school_clock, wall_clock))
            yield playing[0]


async def test_every_page_says_that_the_school_is_played_and_which_moment(play: Play) -> None:
    assert "Gesimuleerde school" in (await play.browser.get("/login")).text
    await logged_in(play.browser, "ann")
    for page in ("/", "/devices", "/alerts/1", "/settings", "/setup/school", "/no-such-page"):
        text = (await play.browser.get(page)).text
        assert "Gesimuleerde school" in text, page
        assert "Maandag 23 november 10:12" in text, page
        assert "dag 3 van 14 wordt afgespeeld" in text, page


async def test_a_played_school_asks_nobody_to_set_it_up(play: Play) -> None:
    await logged_in(play.browser, "ann")
    assert "eerste stappen" not in (await play.browser.get("/")).text


async def test_the_strip_refreshes_itself_until_everything_was_played(play: Play) -> None:
    await logged_in(play.browser, "ann")
    part = (await play.browser.get("/parts/simulated")).text
    assert 'hx-get="/parts/simulated"' in part
    play.progress = None
    part = (await play.browser.get("/parts/simulated")).text
    assert "hx-get" not in part
    assert "Gesimuleerde school" in part


async def test_a_fast_clock_ends_no_log_in_and_the_wall_clock_does(play: Play) -> None:
    await logged_in(play.browser, "ann")
    play.school_clock.pass_by(timedelta(days=14))
    assert (await play.browser.get("/")).status_code == 200
    play.wall_clock.pass_by(timedelta(hours=13))
    assert (await play.browser.get("/")).status_code == 303


async def test_a_real_school_has_no_strip(tmp_path: Path) -> None:
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        app = create_console(ledger, MemorySeries(), knowledge(), lambda: NOW)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            assert "Gesimuleerde" not in (await browser.get("/login")).text
