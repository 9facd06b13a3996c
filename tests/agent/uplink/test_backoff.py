from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.uplink.backoff import CAP, LEAST, Backoff


def always(share: float) -> Callable[[float, float], float]:
    return lambda low, high: low + share * (high - low)


@given(st.floats(0, 1), st.integers(1, 60))
def test_the_wait_lies_between_nothing_and_a_bound_that_doubles(share: float, failures: int) -> None:
    backoff = Backoff(always(share))
    waits = [backoff.failed() for _ in range(failures)]
    for number, wait in enumerate(waits):
        assert LEAST <= wait <= max(LEAST, min(CAP, 2.0 * 2**number))


def test_the_longest_wait_is_five_minutes() -> None:
    backoff = Backoff(always(1))
    assert max(backoff.failed() for _ in range(100)) == 300


def test_after_a_success_the_first_wait_is_short_again() -> None:
    backoff = Backoff(always(1))
    for _ in range(10):
        backoff.failed()
    backoff.succeeded()
    assert backoff.failed() == 2.0


def test_a_machine_that_was_revoked_asks_about_every_quarter_of_an_hour() -> None:
    assert [Backoff(always(share)).unwelcome() for share in (0, 0.5, 1)] == [675, 900, 1125]


def test_what_the_collector_orders_is_kept_with_a_little_spread_and_an_end() -> None:
    assert [Backoff(always(share)).ordered(20_000) for share in (0, 1)] == [20, 22]
    assert Backoff(always(0)).ordered(2**32 - 1) == 3600


def test_by_itself_the_draw_spreads() -> None:
    backoff = Backoff()
    backoff.failures = 20
    waits = sorted(backoff.failed() for _ in range(200))
    assert waits[0] < 60
    assert waits[-1] > 240
