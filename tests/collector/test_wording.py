from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_collector.domain.message import Bytes, Lasting, Message, Moment, Percent, Value, say
from schoolwacht_collector.wording import load_catalogue, wording_for

NL = wording_for("nl", "Europe/Brussels")
EN = wording_for("en", "Europe/Brussels")


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (Bytes(4.1e9), "4,1 GB", "4.1 GB"),
        (Bytes(512), "512 B", "512 B"),
        (Bytes(250e9), "250 GB", "250 GB"),
        (Percent(97.2), "97 %", "97 %"),
        (Moment(datetime(2026, 11, 23, 7, 41, tzinfo=UTC)), "23/11/2026 08:41", "23/11/2026 08:41"),
        (Lasting(7 * 60), "7 minuten", "7 minutes"),
        (Lasting(90 * 60), "90 minuten", "90 minutes"),
        (Lasting(60), "1 minuut", "1 minute"),
        (Lasting(86_400), "1 dag", "1 day"),
        (Lasting(3 * 86_400), "3 dagen", "3 days"),
        (Lasting(5 * 3600), "5 uur", "5 hours"),
        (Lasting(-5), "0 seconden", "0 seconds"),
        (12345, "12.345", "12,345"),
        (1.5, "1,5", "1.5"),
        ("lok-12", "lok-12", "lok-12"),
    ],
)
def test_values_are_written_as_people_here_write_them(value: Value, dutch: str, english: str) -> None:
    assert (NL.value(value), EN.value(value)) == (dutch, english)


def test_a_sentence_is_put_in_dutch() -> None:
    message = say("{volume} is {used} full, {free} left", volume="/", used=Percent(97), free=Bytes(4.1e9))
    assert NL.text(message) == "/ is 97 % vol, nog 4,1 GB vrij"
    assert EN.text(message) == "/ is 97 % full, 4.1 GB left"


def test_text_from_a_machine_is_one_line_of_seen_characters() -> None:
    assert NL.value("pc\r\nBcc: x@y.z\x00\u202e" + "a" * 9000) == ("pc Bcc: x@y.z" + "a" * 9000)[:200]


def test_a_value_is_no_template() -> None:
    assert EN.text(say("{volume} is {used} full, {free} left", volume="{free}", used="{volume}", free="x")) == (
        "{free} is {volume} full, x left"
    )


def test_a_place_without_a_value_stays_as_it_is() -> None:
    assert EN.text(Message("{a} and {b}", {"a": 1})) == "1 and {b}"


def test_an_unknown_language_is_answered_in_english() -> None:
    assert wording_for("fr").text(say("Disk almost full")) == "Disk almost full"


def test_an_empty_message_is_empty() -> None:
    assert NL.text(Message("")) == ""


def test_every_po_file_of_a_language_is_read(tmp_path: Path) -> None:
    for name, (one, other) in {"a": ("cat", "kat"), "b": ("dog", "hond")}.items():
        path = tmp_path / "nl" / name / f"{name}.po"
        path.parent.mkdir(parents=True)
        header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        path.write_text(
            f'{header}msgid "{one}"\nmsgstr "{other}"\n\n'
            f'msgid "one {one}"\nmsgid_plural "{one}s"\nmsgstr[0] "een {other}"\nmsgstr[1] "{other}en"\n'
        )
    catalogue = load_catalogue("nl", tmp_path)
    assert [catalogue.gettext("cat"), catalogue.gettext("dog")] == ["kat", "hond"]
    assert [catalogue.ngettext("one cat", "cats", n) for n in (1, 3)] == ["een kat", "katen"]
