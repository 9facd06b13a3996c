"""Starts and shutdowns in wtmp."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.wtmp import Moment, records, starts

FORM_32 = struct.Struct("<hxxi32s4s32s256shhiii16s20s")
FORM_64 = struct.Struct("<hxxi32s4s32s256shhqqq16s20s4x")
RUN_LEVEL, BOOT, PERSON = 1, 2, 7
DAY = 86_400
NOON = 1_790_000_000


def record(kind: int, user: str, at: int, *, wide: bool = False, pid: int = 0) -> bytes:
    form = FORM_64 if wide else FORM_32
    return form.pack(kind, pid, b"~", b"~~", user.encode(), b"host", 0, 0, 0, at, 0, bytes(16), bytes(20))


def log(*events: tuple[int, str, int], wide: bool = False) -> bytes:
    return b"".join(record(*event, wide=wide) for event in events)


@pytest.mark.parametrize("wide", [False, True])
def test_a_start_without_a_shutdown_before_it_is_unclean(wide: bool) -> None:  # noqa: FBT001 - a case
    data = log(
        (BOOT, "reboot", NOON),
        (PERSON, "someone", NOON + 5),
        (RUN_LEVEL, "shutdown", NOON + DAY),
        (BOOT, "reboot", NOON + 2 * DAY),
        (RUN_LEVEL, "runlevel", NOON + 2 * DAY + 9),
        (BOOT, "reboot", NOON + 3 * DAY),
        wide=wide,
    )
    found = starts(list(records(data)))

    assert found.since == datetime.fromtimestamp(NOON, UTC)
    assert found.unclean == (datetime.fromtimestamp(NOON + 3 * DAY, UTC),)


def test_the_run_level_of_a_halt_is_a_shutdown() -> None:
    assert list(records(record(RUN_LEVEL, "runlevel", NOON, pid=ord("6")))) == [(Moment.STOP, NOON)]


def test_people_are_never_told() -> None:
    assert list(records(log((PERSON, "someone", NOON), (8, "someone", NOON + 1)))) == []


def test_a_start_under_a_wrong_clock_is_told_at_the_next_good_time() -> None:
    found = starts([(Moment.START, NOON), (Moment.START, 60), (Moment.STOP, NOON + DAY)])

    assert found.unclean == (datetime.fromtimestamp(NOON + DAY, UTC),)


def test_an_empty_log_tells_nothing() -> None:
    assert starts(list(records(b""))).since is None


@settings(max_examples=100)
@given(st.binary(max_size=2000), st.integers(0, 800))
def test_rubbish_is_survived(data: bytes, at: int) -> None:
    good = log((BOOT, "reboot", NOON), (RUN_LEVEL, "shutdown", NOON + 1))
    for spoilt in (data, good[:at] + data + good[at:]):
        starts(list(records(spoilt)))
