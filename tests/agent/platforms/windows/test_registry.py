"""The live registry, behind a stand-in for Python's own module, which exists on Windows alone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from schoolwacht_agent.platforms.windows.registry import Values, machine, moment, number_of, text_of, users

FILETIME = 133_405_000_000_000_000  # 2023-09-29
Node = dict[str, object]


class Winreg:
    """Keys by path; a key called `locked` may not be opened, and its last value cannot be read."""

    def __init__(self, keys: dict[str, list[tuple[str, object, int]]]) -> None:
        self.keys, self.paths, self.access = keys, {1: ""}, [0]

    def OpenKey(self, key: int, sub_key: str, _reserved: int, access: int) -> int:  # noqa: N802 - Windows' name
        path = "\\".join(
            part for part in (self.paths.get(key, {0x80000002: "LM", 0x80000003: "U"}.get(key)), sub_key) if part
        )
        self.access.append(access)
        if path.casefold() not in self.keys or path.endswith("locked"):
            raise OSError(5, "refused")
        self.paths[len(self.paths) + 1] = path
        return len(self.paths)

    def QueryInfoKey(self, key: int) -> tuple[int, int, int]:  # noqa: N802 - Windows' name
        return (0, len(self.keys[self.paths[key].casefold()]), FILETIME)

    def EnumKey(self, key: int, index: int) -> str:  # noqa: N802 - Windows' name
        start = self.paths[key].casefold() + "\\"
        below = [path[len(start) :] for path in self.keys if path.startswith(start) and "\\" not in path[len(start) :]]
        if index >= len(below):
            raise OSError(259, "no more")
        return below[index]

    def EnumValue(self, key: int, index: int) -> tuple[str, object, int]:  # noqa: N802 - Windows' name
        value = self.keys[self.paths[key].casefold()][index]
        if value[0] == "broken":
            raise OSError(234, "more data")
        return value


API = Winreg(
    {
        "lm\\software": [
            ("A", "text\0rest", 1),
            ("broken", 0, 0),
            ("n", 7, 4),
            ("m", ["x", "y"], 7),
            ("none", None, 3),
        ],
        "lm\\software\\sub": [],
        "lm\\software\\locked": [],
        "u": [],
        "u\\.default": [],
        "u\\s-1-5-18": [],
        "u\\s-1-5-21-1-2-3-1001": [],
        "u\\s-1-5-21-1-2-3-1001_classes": [],
        "u\\s-1-12-1-5-6-7-8": [],
    }
)


def test_one_broken_value_does_not_hide_the_others() -> None:
    key = machine("SOFTWARE", api=API)

    assert key is not None
    assert dict(key.values) == {"A": "text\0rest", "n": 7, "m": ("x", "y"), "none": b""}
    assert (text_of(key, "a"), number_of(key, "N"), text_of(key, "m"), text_of(key, "gone")) == ("text", 7, "x", None)
    assert key.written == datetime(2023, 9, 29, 22, 26, 40, tzinfo=UTC)


def test_a_key_that_may_not_be_opened_is_left_out() -> None:
    key = machine("SOFTWARE", api=API)

    assert key is not None
    assert [child.name for child in key.children] == ["sub"]
    assert key.child("locked") is None
    assert key.child("\\SUB") is not None
    assert machine("Nowhere", api=API) is None


def test_each_view_is_asked_for() -> None:
    api = Winreg({"lm\\software": []})
    machine("SOFTWARE", view=64, api=api)
    machine("SOFTWARE", view=32, api=api)

    assert [access & 0x300 for access in api.access[1:]] == [0x100, 0x200]


def test_only_hives_of_people_who_are_logged_on_are_looked_at() -> None:
    assert [key.name for key in users(api=API)] == ["s-1-5-21-1-2-3-1001", "s-1-12-1-5-6-7-8"]


def test_elsewhere_there_is_no_registry() -> None:
    if sys.platform == "win32":
        pytest.skip("this is Windows")
    assert machine("SOFTWARE") is None
    assert list(users()) == []


@pytest.mark.parametrize("filetime", [0, -1, 1 << 63, (1 << 63) - 1])
def test_a_time_that_no_calendar_holds_is_none(filetime: int) -> None:
    assert moment(filetime) is None


def test_values_are_found_in_any_case_and_keep_their_own() -> None:
    values = Values([("DisplayName", "x")])

    assert values["displayNAME"] == "x"
    assert list(values) == ["DisplayName"]
    assert "x" in repr(values)
