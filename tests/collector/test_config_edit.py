from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.config import EXAMPLE, BadConfig, load
from schoolwacht_collector.config.edit import change, edited, written
from schoolwacht_collector.config.lines import line_of, outline
from schoolwacht_collector.config.reading import Source
from schoolwacht_collector.config.settings import settings

NONE = {"PATH": "/bin"}
FILE = """\
# Our school.
language = "nl"   # of mails

[notify]  # who
# the coordinator first
urls = [
  "mailto://an@school.example",  # An
  # and the office
  'json://[::1]/#=x',
]

[agents]
# push = "0.0.0.0:7443"
"push" = '127.0.0.1:1'
advertise = ["a.example"]
"""


def source(text: str) -> Source:
    return Source(Path("collector.toml"), text, tomllib.loads(text))


def changed(text: str, path: tuple[str, ...], value: Any) -> str:  # noqa: ANN401 - any value of a setting
    return edited(source(text), path, value).text


def test_one_value_changes_and_every_other_line_stays(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").write_text(FILE)
    config = change(tmp_path, "agents", "push", "127.0.0.1:2", NONE)
    assert config.agents.push == "127.0.0.1:2"
    expected = FILE.replace("'127.0.0.1:1'", '"127.0.0.1:2"')
    assert (tmp_path / "collector.toml").read_text() == expected
    assert load(tmp_path, NONE) == config


def test_a_comment_behind_a_value_stays() -> None:
    assert changed(FILE, ("language",), "en").splitlines()[1] == 'language = "en"   # of mails'


def test_comments_between_the_lines_of_a_value_stay_above_it() -> None:
    text = changed(FILE, ("notify", "urls"), ["mailto://b"])
    assert '# the coordinator first\n# An\n# and the office\nurls = ["mailto://b"]\n' in text


def test_a_new_value_goes_below_the_line_that_shows_it_else_to_the_end_of_its_section() -> None:
    text = "[console]\n# names = []\nhttps = '0.0.0.0:1'\n\n[notify]\nurls = []\n"
    assert '# names = []\nnames = ["x"]\nhttps' in changed(text, ("console", "names"), ["x"])
    assert "https = '0.0.0.0:1'\nhsts = true\n\n[notify]" in changed(text, ("console", "hsts"), True)


def test_a_new_section_goes_to_the_end_and_a_new_value_of_no_section_to_the_top() -> None:
    assert changed(FILE, ("backup", "keep"), 3) == FILE + "\n[backup]\nkeep = 3\n"
    assert changed("[notify]\nurls = []", ("language",), "en") == 'language = "en"\n[notify]\nurls = []'
    assert changed("# Ours.\n\n[notify]\n", ("language",), "en") == '# Ours.\nlanguage = "en"\n\n[notify]\n'
    assert changed("", ("language",), "en") == 'language = "en"\n'
    assert changed("[notify]\nurls = []", ("backup", "keep"), 3) == "[notify]\nurls = []\n\n[backup]\nkeep = 3\n"


def test_the_commented_example_takes_every_setting_and_loses_no_line(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").write_text(EXAMPLE)
    change(tmp_path, "", "language", "en", NONE)
    change(tmp_path, "school", "name", "De Berk", NONE)
    change(tmp_path, "school", "days_off", ["2026-11-30"], NONE)
    config = change(tmp_path, "notify", "urls", ["mailto://a"], NONE)
    assert (config.language, config.school.name, config.notify.urls) == ("en", "De Berk", ("mailto://a",))
    left = iter((tmp_path / "collector.toml").read_text().splitlines())
    assert all(line in left for line in EXAMPLE.splitlines())


def test_a_value_taken_out_leaves_everything_around_it_and_its_comments() -> None:
    assert changed(FILE, ("language",), None) == FILE.replace('language = "nl"   # of mails', "# of mails")
    assert changed(FILE, ("agents", "push"), None) == FILE.replace("\"push\" = '127.0.0.1:1'\n", "")
    assert changed(FILE, ("agents", "enrol"), None) == FILE
    assert changed("", ("backup", "keep"), None) == ""


def test_lines_of_windows_stay_lines_of_windows() -> None:
    text = '# a\r\n[school]\r\nname = "x"\r\n'
    assert changed(text, ("school", "name"), "y") == '# a\r\n[school]\r\nname = "y"\r\n'
    assert changed(text, ("language",), "en") == '# a\r\nlanguage = "en"\r\n[school]\r\nname = "x"\r\n'


@pytest.mark.parametrize("text", ['school = { name = "x" }\n', "[[school]]\n", "school = 3\n"])
def test_what_is_laid_out_otherwise_is_left_alone_with_a_sentence(text: str) -> None:
    with pytest.raises(BadConfig, match="change it in the file itself"):
        changed(text, ("school", "name"), "y")


def test_dotted_keys_are_found() -> None:
    assert changed('school.name = "x"\n', ("school", "name"), "y") == 'school.name = "y"\n'


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("", "language", "fr"),
        ("console", "address", "0.0.0.0:80"),
        ("console", "certificate", "c.pem"),
        ("x", "y", "z"),
    ],
)
def test_what_would_not_load_is_not_written(tmp_path: Path, section: str, key: str, value: str) -> None:
    (tmp_path / "collector.toml").write_text(FILE)
    with pytest.raises(BadConfig):
        change(tmp_path, section, key, value, NONE)
    assert (tmp_path / "collector.toml").read_text() == FILE
    assert [path.name for path in tmp_path.iterdir()] == ["collector.toml"]


def test_a_new_file_is_for_its_owner_only_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    change(tmp_path, "school", "name", "De Berk", NONE)
    path = tmp_path / "collector.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    change(tmp_path, "school", "name", "De Beuk", NONE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert load(tmp_path, NONE).school.name == "De Beuk"


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").mkdir()
    with pytest.raises(BadConfig, match="cannot be read"):
        change(tmp_path, "school", "name", "De Berk", NONE)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert line_of(FILE, ("language",)) == 2
    assert line_of(FILE, ("notify", "urls", "1")) == 6
    assert line_of(FILE, ("agents", "push")) == 14
    assert line_of(FILE, ("agents", "enrol")) == 12
    assert line_of(FILE, ("zzz",)) is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.one_of(st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True), TEXTS)
LITERAL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'"), max_size=20).map(
    "'{}'".format
)
LONG = st.text(st.sampled_from("ab# \n[]=\"'"), max_size=20).filter(lambda text: '""' not in text and text[-1:] != '"')
SCALARS = st.one_of(
    TEXTS.map(written),
    LITERAL,
    LONG.map('"""{}"""'.format),
    LONG.map(lambda text: "'''" + text.replace("'", "") + "'''"),
    st.sampled_from(["true", "-17", "3.5", "2026-11-30", "02:30:00", "0xff", "inf", '"""a\\"""b"""', "''''x'''"]),
)


def arrays(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    between = st.sampled_from([",", " , ", ",\n  ", ", # [why]\n", ",\n# 'no\n"])
    return st.tuples(st.lists(inside, max_size=3), between).map(lambda given: "[" + given[1].join(given[0]) + "\n]")


VALUES = st.recursive(SCALARS, arrays, max_leaves=6)
COMMENTS = st.sampled_from(["", "  # x = 1", " # [y]", "\t#'\""])
LINES = st.sampled_from(["", "# a comment", "#[z]", "   ", "# q = 'r"])


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[tuple[str, ...], int]]:
    """A TOML file, and the line of each key that it sets."""
    text = ""
    places: dict[tuple[str, ...], int] = {}
    for section in [None, *draw(st.lists(KEYS, unique=True, max_size=3))]:
        text += "".join(line + "\n" for line in draw(st.lists(LINES, max_size=2)))
        if section is not None:
            text += f"[ {written(section)} ]{draw(COMMENTS)}\n"
        for key in draw(st.lists(KEYS, unique=True, max_size=3)):
            path: tuple[str, ...] = (section, f"k{key}") if section is not None else (f"k{key}",)
            if any(path == known[: len(path)] or known == path[: len(known)] for known in places):
                continue
            places[path] = text.count("\n") + 1
            text += f"{written(path[-1])} = {draw(VALUES)}{draw(COMMENTS)}\n"
            text += "".join(line + "\n" for line in draw(st.lists(LINES, max_size=2)))
    return text, places


def without_headers_of_keys(made: tuple[str, dict[tuple[str, ...], int]]) -> bool:
    try:
        tomllib.loads(made[0])
    except tomllib.TOMLDecodeError:
        return False  # a section and a key of one name
    return True


FILES = files().filter(without_headers_of_keys)


@given(FILES)
def test_every_key_of_every_file_is_found_on_its_line(made: tuple[str, dict[tuple[str, ...], int]]) -> None:
    text, places = made
    assert {one.path for one in outline(text).statements} == set(places)
    for path, line in places.items():
        assert line_of(text, path) == line


NEW = st.one_of(TEXTS, st.integers(-(2**60), 2**60), st.booleans(), st.lists(TEXTS, max_size=3), st.none())


@given(FILES, NEW, st.data())
def test_a_change_says_what_was_asked_and_loses_no_other_line(
    made: tuple[str, dict[tuple[str, ...], int]],
    value: Any,  # noqa: ANN401 - any value of a setting
    data: st.DataObject,
) -> None:
    text, places = made
    new = st.sampled_from([("new",), ("new-section", "new"), *[(path[0], "new") for path in places if len(path) > 1]])
    path = data.draw(st.one_of(st.sampled_from(sorted(places)), new) if places else new)
    after = edited(source(text), path, value).text
    place = tomllib.loads(after)
    for step in path[:-1]:
        place = place.get(step, {})
    assert place.get(path[-1]) == value
    statement = next((one for one in outline(text).statements if one.path == path), None)
    others = text.split("\n")
    if statement is not None:
        del others[text.count("\n", 0, statement.start) : text.count("\n", 0, statement.end) + 1]
    left = iter(after.split("\n"))
    assert all(line in left for line in others if line)
    assert statement is None or all(comment in after for comment in statement.comments)
    again = edited(source(after), path, value).text
    assert again == after


@given(FILES, TEXTS)
def test_a_value_that_was_added_and_taken_out_again_leaves_the_file_as_it_was(
    made: tuple[str, dict[tuple[str, ...], int]], value: str
) -> None:
    text = made[0]
    assert edited(edited(source(text), ("new",), value), ("new",), None).text == text


def test_settings_say_where_they_come_from_and_hide_what_is_secret(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").write_text(FILE + '[influxdb]\nurl = "http://me:pass@i:8086"\ntoken = "hush"\n')
    found = {
        (one.section, one.key): one for one in settings(tmp_path, NONE | {"SCHOOLWACHT_TIME_ZONE": "Europe/Paris"})
    }
    assert found["", "language"].origin == "file"
    assert found["", "language"].place == str(tmp_path / "collector.toml")
    assert (found["", "time_zone"].value, found["", "time_zone"].origin) == ("Europe/Paris", "environment")
    assert found["", "time_zone"].place == "SCHOOLWACHT_TIME_ZONE"
    assert found["backup", "keep"].origin == "default"
    assert found["notify", "urls"].value == ["mailto://***", "json://***"]
    assert found["influxdb", "token"].value == "***"
    assert found["influxdb", "url"].value == "http://***@i:8086"
    assert "hush" not in str(found)
