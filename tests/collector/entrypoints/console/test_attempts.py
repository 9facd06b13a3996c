from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schoolwacht_collector.entrypoints.console.attempts import PERIOD, Attempts

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_after_five_failures_the_sixth_try_waits_until_the_first_is_a_quarter_old() -> None:
    attempts = Attempts()
    for minute in range(5):
        assert attempts.wait("10.0.0.1", "kim", NOW) == timedelta(0)
        attempts.failed("10.0.0.1", "kim", NOW + timedelta(minutes=minute))
    assert attempts.wait("10.0.0.1", "kim", NOW + timedelta(minutes=5)) == PERIOD - timedelta(minutes=5)
    assert attempts.wait("10.0.0.1", "kim", NOW + PERIOD) == timedelta(0)


def test_somebody_elsewhere_can_still_log_in_under_that_name() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.failed("10.0.0.1", "kim", NOW)
    assert attempts.wait("10.0.0.2", "kim", NOW) == timedelta(0)


def test_many_addresses_cannot_go_on_guessing_for_one_name() -> None:
    attempts = Attempts()
    for number in range(50):
        attempts.failed(f"10.0.0.{number}", "kim", NOW)
    assert attempts.wait("10.0.1.1", "Kim", NOW) > timedelta(0)


def test_a_success_forgets_the_slips_before_it() -> None:
    attempts = Attempts()
    for _ in range(4):
        attempts.failed("10.0.0.1", "kim", NOW)
    attempts.succeeded("10.0.0.1", "kim")
    attempts.failed("10.0.0.1", "kim", NOW)
    assert attempts.wait("10.0.0.1", "kim", NOW) == timedelta(0)


def test_it_does_not_grow_without_end() -> None:
    attempts = Attempts()
    for number in range(12_000):
        attempts.failed(f"address {number}", f"name {number}", NOW)
    assert len(attempts._failures) <= 10_000
