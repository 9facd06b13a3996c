"""Feeds one parser, case by case: any error that it does not document fails, and so does more than a second of work."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fuzz.mutants import mutants
from fuzz.parser import Parser

MOST_SECONDS = 1.0
"""Of the processor, so that a busy machine fails nobody."""
A_DRAW = 50
"""Cases that are made out of one draw of Hypothesis: the draw itself, and what changes make of it and of the seeds."""
CASES = 2000
"""For each parser in `make test`; `make fuzz` does a million in all."""
SMALL = 1 << 10
_HANGS = 3.0
_SHOWN = 2000


class TooSlowError(AssertionError):
    """One case took more than a second."""


@contextmanager
def _watched() -> Iterator[None]:
    """A loop without an end becomes a failure of its case, where the system can tell the time of a process."""

    def too_slow(_number: int, _frame: object) -> None:
        raise TooSlowError(f"it never ends: more than {_HANGS:g} s")

    before = signal.signal(signal.SIGVTALRM, too_slow)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def one_case(parser: Parser, data: bytes) -> float:
    """Runs it; returns the seconds that it took."""
    begun = time.thread_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, _HANGS)
        parser.read(data)
    except parser.refuses:
        pass
    except Exception as error:
        error.add_note(f"{parser.name} was fed {len(data)} bytes: {data[:_SHOWN]!r}")
        raise
    took = time.thread_time() - begun
    if took > MOST_SECONDS:
        raise TooSlowError(f"{parser.name} took {took:.1f} s for {len(data)} bytes: {data[:_SHOWN]!r}")
    return took


def fuzz(parser: Parser, cases: int, number: int, *, largest: int = SMALL, more: Sequence[bytes] = ()) -> float:
    """That many cases; the same number gives the same cases. Returns the longest time of one."""
    seeds = [*parser.seeds(), *more]
    alphabet = st.sampled_from(sorted({chr(sign) for known in seeds for sign in known if sign < 128} | set("0\n")))
    starts = st.binary(max_size=64) | st.text(alphabet, max_size=200).map(str.encode) | st.sampled_from(seeds)
    slowest = 0.0

    @seed(number)
    @settings(
        max_examples=max(1, cases // A_DRAW),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(starts, st.integers(0, 2**32 - 1))
    def draw(start: bytes, salt: int) -> None:
        nonlocal slowest
        for data in mutants(seeds, start, Random(salt), A_DRAW, largest):  # noqa: S311 - not for secrets
            slowest = max(slowest, one_case(parser, data))

    with _watched():
        draw()
    return slowest
