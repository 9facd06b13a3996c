"""Hard stops, by the names of journal files."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.journal_files import parse

FIRST, CRASH = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC)


def stamp(when: datetime) -> str:
    return f"{int(when.timestamp()) * 1_000_000:016x}"


def test_a_file_with_a_tilde_is_a_hard_stop() -> None:
    orderly = f"system@{'a' * 32}-{'0' * 16}-{stamp(FIRST)}.journal"
    broken = f"system@{stamp(CRASH)}-{'b' * 16}.journal~"
    person = f"user-1000@{stamp(CRASH)}-{'b' * 16}.journal~"
    found = parse([orderly, broken, person, "system.journal"])

    assert (found.since, found.unclean) == (FIRST, (CRASH,))


def test_no_file_tells_nothing() -> None:
    assert parse([]).since is None


@settings(max_examples=100)
@given(st.lists(st.text() | st.from_regex(r"system@[0-9a-f]{16}-[0-9a-f]{16}\.journal~", fullmatch=True)))
def test_rubbish_is_survived(names: list[str]) -> None:
    parse(names)
