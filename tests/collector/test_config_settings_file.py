from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_collector.config import Config, load
from schoolwacht_collector.config.settings import differences
from schoolwacht_collector.config.settings_file import FileSettings
from schoolwacht_collector.ports import BadRequest

NONE = {"PATH": "/bin"}
FILE = """\
language = "nl"  # ours
[school]
days_off = ["2026-11-09/2026-11-13", "2026-11-30"]
[notify]
urls = ["mailtos://an:geheim@school.example", "ntfys://ntfy.example/geheim"]
"""


class Sent:
    """Remembers to whom a test went, and says what it is told to say."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.says = ""

    def __call__(self, url: str) -> str:
        self.urls.append(url)
        return self.says


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def taken_up() -> list[Config]:
    return []


@pytest.fixture
def desk(tmp_path: Path, sent: Sent, taken_up: list[Config]) -> FileSettings:
    (tmp_path / "collector.toml").write_text(FILE)
    return FileSettings(tmp_path, sent, taken_up.append, NONE | {"SCHOOLWACHT_TIME_ZONE": "Europe/Paris"})


def test_settings_are_read_as_texts_with_a_line_for_each_item_and_without_secrets(desk: FileSettings) -> None:
    said = desk.read()
    assert said["language"] == "nl"
    assert said["school.name"] == ""
    assert said["school.days_off"] == "2026-11-09/2026-11-13\n2026-11-30"
    assert said["notify.urls"] == "mailtos://***#1\nntfys://***#2"
    assert said["console.hsts"] == "false"
    assert "geheim" not in str(said)


def test_what_cannot_be_changed_here_says_what_fixes_it(desk: FileSettings) -> None:
    fixed = desk.fixed()
    assert fixed["time_zone"] == "SCHOOLWACHT_TIME_ZONE"
    assert fixed["console.address"] == "collector.toml"
    assert "school.name" not in fixed


def test_a_change_is_kept_in_the_file_and_taken_up(desk: FileSettings, tmp_path: Path, taken_up: list[Config]) -> None:
    desk.change("school", "name", " De Berk ")
    desk.change("school", "days_off", "2026-12-01\n\n 2027-05-06/2027-05-07 \n")
    desk.change("backup", "keep", "7")
    desk.change("", "language", "en")
    config = load(tmp_path, NONE)
    assert (config.school.name, config.backup.keep, config.language) == ("De Berk", 7, "en")
    assert len(config.school.days_off) == 3
    assert [one.school.name for one in taken_up] == ["De Berk"] * 4
    assert 'language = "en"  # ours' in (tmp_path / "collector.toml").read_text()


def test_a_masked_address_means_the_one_that_is_there(desk: FileSettings, tmp_path: Path, sent: Sent) -> None:
    desk.change("notify", "urls", "ntfys://***#2\njson://new")
    assert load(tmp_path, NONE).notify.urls == ("ntfys://ntfy.example/geheim", "json://new")
    assert desk.test_notification("ntfys://***#1") == ""
    assert desk.test_notification("mailto://typed") == ""
    assert sent.urls == ["ntfys://ntfy.example/geheim", "mailto://typed"]
    for stale in ("ntfys://***#2", "mailtos://***#1", "json://***#9", "json://***#0"):
        with pytest.raises(BadRequest, match="is no address any more"):
            desk.change("notify", "urls", stale)


def test_a_test_message_that_did_not_go_says_why(desk: FileSettings, sent: Sent) -> None:
    sent.says = "mail.school.example refused the password"
    assert desk.test_notification("mailto://x") == "mail.school.example refused the password"


@pytest.mark.parametrize(
    ("section", "key", "value", "told"),
    [
        ("", "language", "fr", "language"),
        ("", "time_zone", "Europe/Brussels", "SCHOOLWACHT_TIME_ZONE"),
        ("school", "days_off", "tomorrow", "write days as 2026-11-30"),
        ("backup", "keep", "many", "whole number"),
        ("backup", "keep", "0", "backup.keep"),
        ("console", "https", "0.0.0.0:1", "on the machine itself"),
        ("influxdb", "token", "x", "on the machine itself"),
        ("nonsense", "x", "y", "on the machine itself"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(
    desk: FileSettings, tmp_path: Path, taken_up: list[Config], section: str, key: str, value: str, told: str
) -> None:
    with pytest.raises(BadRequest, match=told):
        desk.change(section, key, value)
    assert (tmp_path / "collector.toml").read_text() == FILE
    assert taken_up == []


def test_a_file_that_was_broken_by_hand_is_told(desk: FileSettings, tmp_path: Path) -> None:
    (tmp_path / "collector.toml").write_text("language = ")
    for ask in (desk.read, desk.fixed, lambda: desk.change("school", "name", "x")):
        with pytest.raises(BadRequest, match=r"collector\.toml"):
            ask()


def test_differences_are_told_by_name(tmp_path: Path) -> None:
    old, new = Config(home=tmp_path), load(tmp_path, NONE | {"SCHOOLWACHT_CONSOLE__HTTPS": "0.0.0.0:1"})
    assert differences(old, old) == []
    assert differences(old, new) == ["console.https"]
    with_store = load(tmp_path, NONE | {"SCHOOLWACHT_INFLUXDB__URL": "http://i"})
    assert "influxdb.url" in differences(old, with_store)
