"""RAID volumes of LVM."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.dm_raid import parse


@pytest.mark.parametrize(
    ("status", "state", "missing"),
    [
        ("raid1 2 AA 1024/1024 idle 0 0 -", "ok", 0),
        ("raid1 2 AD 1024/1024 idle 0 0 -", "degraded", 1),
        ("raid5_ls 3 aaa 2/1024 resync 0 0 -", "rebuilding", 0),
        ("raid1 2 DD 0/1024 idle 0", "failed", 2),
        ("raid6_zr 4 AAAA 1024/1024 check 5", "ok", 0),
    ],
)
def test_a_volume_has_a_state(status: str, state: str, missing: int) -> None:
    (one,) = parse(f"vg-data: 0 4096 raid {status}\n")

    assert (one.kind, one.name, one.state, one.missing) == ("lvm", "vg-data", state, missing)


def test_mismatches_are_counted() -> None:
    assert parse("vg-data: 0 4096 raid raid1 2 AA 8/8 check 5 0 -\n")[0].errors == 5


@settings(max_examples=100)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert parse(text) == []
    parse(f"vg-data: 0 4096 raid raid1 2 AA 8/8 {text}")
