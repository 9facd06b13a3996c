"""Both catalogues are whole, and no page mixes its languages."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place, logged_in, open_browser
from schoolwacht_collector.wording import load_catalogue

TOOLS = Path(__file__).resolve().parents[4] / "tools"
sys.path.insert(0, str(TOOLS))

import messages  # noqa: E402 - a script, found by its path

PAGES = ["/", "/devices", "/licences", "/licences/import", "/alerts", "/alerts/1", "/add", "/privacy", "/none"]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_in_the_catalogue_translated_and_used(language: str) -> None:
    assert list(messages.troubles(language, messages.found())) == []


def test_the_catalogues_are_as_the_tool_writes_them() -> None:
    source = messages.found()
    for language in messages.LANGUAGES:
        path = messages.PACKAGE / "locale" / language / "messages.po"
        assert path.read_bytes() == messages.written(messages.updated(language, source)), "run tools/messages.py update"


def test_translations_have_the_same_places_for_values() -> None:
    catalogue = load_catalogue("nl")
    for message in messages.found():
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, tuple | list) else (message.id, message.id)
        for count, text in zip((1, 2), forms, strict=True):
            told = catalogue.ngettext(*forms, count) if len(set(forms)) == 2 else catalogue.gettext(text)
            assert _places(told) == _places(text), text


async def test_no_english_sentence_is_left_on_a_dutch_page(place: Place, school: School) -> None:
    english = _texts_that_differ()
    place.add_user("nl", "coordinator", "nl")
    pages = [*PAGES, *(f"/devices/{school.pc.device_id}{rest}" for rest in ("", "/software", "/changes"))]
    async with open_browser(place) as browser:
        await _no_text_of(english, await logged_in(browser, "nl"), pages)


async def _no_text_of(english: set[str], browser: Browser, pages: list[str]) -> None:
    for page in pages:
        seen = _Words()
        seen.feed((await browser.get(page)).text)
        assert english & seen.texts == set(), page


def _texts_that_differ() -> set[str]:
    catalogue = load_catalogue("nl")
    texts = {message.id for message in messages.found() if isinstance(message.id, str) and message.id}
    return {text for text in texts if catalogue.gettext(text) != text and "{" not in text and "%(" not in text}


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
