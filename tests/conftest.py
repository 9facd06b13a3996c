"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

_LONGEST_FIRST = ("test_demo", "test_backup_and_restore", "test_nine_kills", "test_every_page", "test_alarm")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes begin first, so that no worker is left with one of them at the end."""
    items.sort(key=_turn)
    _tell_stories_in_order(items)


def _tell_stories_in_order(items: list[pytest.Item]) -> None:
    """Tests of a file with the mark `story` build upon each other, and keep their order whatever else is shuffled."""
    told = [place for place, item in enumerate(items) if item.get_closest_marker("story")]
    stories = sorted((items[place] for place in told), key=lambda item: (_turn(item), item.path, item.location[1] or 0))
    for place, item in zip(told, stories, strict=True):
        items[place] = item


def _turn(item: pytest.Item) -> int:
    stem = item.path.stem
    if stem in _LONGEST_FIRST:
        return _LONGEST_FIRST.index(stem)
    return len(_LONGEST_FIRST) + (item.get_closest_marker("e2e") is None)


@pytest.fixture(autouse=True)
def logs_go_nowhere_else_afterwards() -> Iterator[None]:
    """A command that a test runs in this process points the log at its own stderr, which is closed after that test."""
    yield
    import structlog

    structlog.reset_defaults()
