"""Both catalogues are whole, and no page mixes its languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import schoolwacht_collector
from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place, logged_in, open_browser

TOOL = Path(__file__).resolve().parents[4] / "tools" / "messages.py"
LOCALE = Path(schoolwacht_collector.__path__[0]) / "locale"
PAGES = [
    "/", "/devices", "/licences", "/licences/import", "/licences/new", "/licences/title?name=AutoCAD", "/alerts",
    "/alerts/1", "/add", "/privacy", "/none", "/rooms", "/rooms/one?site=Hoofdgebouw&name=07&q=libre", "/disks",
    "/disks/health", "/backups", "/settings", "/settings/notify", "/settings/users", "/settings/users/one?name=nl",
    "/settings/limits", "/settings/usage", "/licences/use",
    "/settings/backup", "/settings/audit", "/setup/school", "/setup/pc", "/setup/notify",
    "/setup/sample", "/devices/state/systems", "/devices/state/windows11", "/devices/state/security",
]  # fmt: skip


def test_every_text_is_in_both_catalogues_translated_and_used() -> None:
    checked = subprocess.run([sys.executable, TOOL, "check"], capture_output=True, text=True, check=False)
    assert checked.stdout == "the catalogues are complete\n", "run tools/messages.py update"
    assert checked.returncode == 0


def test_translations_have_the_same_places_for_values() -> None:
    for path in sorted(LOCALE.rglob("*.po")):
        for entry in _entries(path):
            wanted, told = _forms(entry.id), _forms(entry.string)
            assert [_places(text) for text in told] == [_places(text) for text in wanted], f"{path}: {entry.id!r}"


async def test_no_english_sentence_is_left_on_a_dutch_page(place: Place, school: School) -> None:
    english = _texts_that_differ()
    place.add_user("nl", "admin", "nl")
    pages = [
        *PAGES,
        *(
            f"/devices/{school.pc.device_id}{rest}"
            for rest in ("", "/software", "/changes", "/known", "/manage", "/sure/delete")
        ),
    ]
    async with open_browser(place) as browser:
        await _no_text_of(english, await logged_in(browser, "nl"), pages)


async def _no_text_of(english: set[str], browser: Browser, pages: list[str]) -> None:
    for page in pages:
        seen = _Words()
        seen.feed((await browser.get(page)).text)
        assert english & seen.texts == set(), page


def _texts_that_differ() -> set[str]:
    entries = [entry for path in (LOCALE / "nl").glob("*.po") for entry in _entries(path)]
    texts = {text for entry in entries for text in _forms(entry.id) if text not in _forms(entry.string)}
    return {text for text in texts if not _places(text)}


def _entries(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))


class _Words(HTMLParser):
    """Every text of a page, and every attribute that people read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.texts.add(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.texts |= {(value or "").strip() for name, value in attrs if name in {"aria-label", "placeholder", "title"}}
