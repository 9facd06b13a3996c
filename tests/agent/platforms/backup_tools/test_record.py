from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.record import LONGEST_JOB, Outcome, Record, sound, whole, worst

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOW_MS = 1_795_419_000_000
HOUR_MS = 3_600_000
GOOD = Record("nas", "restic_log", "restic", Outcome.OK, last_try_ms=NOW_MS - HOUR_MS, last_good_ms=NOW_MS - HOUR_MS)


def test_a_success_with_zero_items_is_no_success() -> None:
    empty = sound(replace(GOOD, items=0, size_bytes=900), NOW)

    assert (empty.outcome, empty.outcome.result, empty.last_good_ms) == (Outcome.EMPTY, "failed", None)
    assert empty.message.startswith("said to have succeeded, but with nothing in it")


def test_an_empty_run_does_not_hide_the_good_one_before_it() -> None:
    assert sound(replace(GOOD, items=0, last_good_ms=NOW_MS - 30 * HOUR_MS), NOW).last_good_ms == NOW_MS - 30 * HOUR_MS


def test_zero_bytes_of_unknown_items_are_nothing_and_zero_new_bytes_of_known_items_are_not() -> None:
    assert sound(replace(GOOD, size_bytes=0), NOW).outcome is Outcome.EMPTY
    assert sound(replace(GOOD, size_bytes=0, items=3), NOW).outcome is Outcome.OK


def test_a_run_of_the_day_after_tomorrow_proves_nothing() -> None:
    odd = sound(replace(GOOD, last_try_ms=NOW_MS + 49 * HOUR_MS, last_good_ms=NOW_MS + 49 * HOUR_MS), NOW)

    assert (odd.outcome, odd.last_try_ms, odd.last_good_ms) == (Outcome.UNKNOWN, None, None)
    assert "clock" in odd.message


def test_a_failure_stays_one_whatever_its_date() -> None:
    assert sound(replace(GOOD, outcome=Outcome.FAILED, last_try_ms=NOW_MS * 2), NOW).outcome is Outcome.FAILED


def test_numbers_that_cannot_be_are_not_known() -> None:
    odd = sound(replace(GOOD, items=-1, size_bytes=1 << 70, skipped=-5, every_seconds=10**10, every_from="told"), NOW)

    assert (odd.items, odd.size_bytes, odd.skipped, odd.every_seconds, odd.every_from) == (None,) * 5


def test_neither_name_nor_message_tells_where_and_who() -> None:
    private = sound(replace(GOOD, job="/home/jan/fotos", message=r"C:\Users\Jan Peeters\x is locked"), NOW)

    assert "jan" not in f"{private.job}{private.message}".lower()
    assert sound(replace(GOOD, job="  "), NOW).job == "restic"
    assert len(sound(replace(GOOD, job="x" * 999), NOW).job) == LONGEST_JOB


@pytest.mark.parametrize(
    ("outcome", "result"),
    [("ok", "ok"), ("warning", "ok"), ("failed", "failed"), ("empty", "failed"), ("running", "unknown"),
     ("unknown", "unknown")],
)  # fmt: skip
def test_the_rules_are_given_one_of_three_results(outcome: str, result: str) -> None:
    assert Outcome(outcome).result == result


def test_of_two_records_of_one_job_the_worse_is_told() -> None:
    bad = replace(GOOD, outcome=Outcome.FAILED)

    assert worst([GOOD, bad]) == worst([bad, GOOD]) == [bad]
    assert len(worst([GOOD, replace(bad, source="restic_repository")])) == 2


@settings(max_examples=100)
@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_whatever_stands_in_place_of_a_number_is_a_number_in_range_or_nothing(thing: object) -> None:
    number = whole(thing, 1000)
    assert number is None or 0 <= number <= 1000
