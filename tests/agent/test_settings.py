from __future__ import annotations

import tomllib
from dataclasses import fields

from schoolwacht_agent.settings import DEFAULTS, KEYS, TABLES, Settings


def test_every_setting_has_a_field_and_a_line_in_the_defaults() -> None:
    assert {*KEYS, *TABLES} == {one.name for one in fields(Settings)}
    shown = tomllib.loads("\n".join(line.removeprefix("# ") for line in DEFAULTS.splitlines()[3:]))
    assert set(shown) == {*KEYS, *TABLES}
    for key, value in shown.items():
        {**KEYS, **TABLES}[key](value)
