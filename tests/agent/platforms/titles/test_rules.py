"""The rules of the normaliser are data, and the data is sound."""

from __future__ import annotations

import re

import pytest

from schoolwacht_agent.platforms.program import Kind
from schoolwacht_agent.platforms.titles.normaliser import titled
from schoolwacht_agent.platforms.titles.rules import parse, rules


def test_the_rules_say_of_which_day_they_are() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", rules().dated)


def test_every_kind_is_one_that_the_table_knows() -> None:
    assert {kind for kind, _ in rules().kinds} <= set(Kind)


def test_a_title_is_its_own_title() -> None:
    for _, title in rules().same_title:
        assert titled(title).title == title


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_broken_rules_are_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse(text)
