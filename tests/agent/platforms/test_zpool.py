"""Pools of ZFS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.raid_set import STATES
from schoolwacht_agent.platforms.zpool import parse

TEXT = """  pool: tank
 state: DEGRADED
status: One or more devices could not be used because the label is missing.
action: Replace the device.
  scan: scrub repaired 0B in 00:10:05 with 0 errors on Sun Nov  8 00:34:06 2026
config:

\tNAME        STATE     READ WRITE CKSUM
\ttank        DEGRADED     0     0     0
\t  mirror-0  DEGRADED     0     0     0
\t    sda     ONLINE       0     0     2
\t    sdb     UNAVAIL      1     0     0  cannot open
\tlogs
\t  sdc       ONLINE       0     0     9
\tspares
\t  sdd       AVAIL

errors: No known data errors

  pool: fast
 state: ONLINE
  scan: resilver in progress since Sun Nov  8 00:34:06 2026
\t1.00G scanned, 500M issued
config:

\tNAME        STATE     READ WRITE CKSUM
\tfast        ONLINE       0     0     0
\t  nvme0n1   ONLINE       0     0     0

errors: No known data errors
"""
DISKS = {
    "sda": {"name": "sda", "vdev_type": "disk", "state": "ONLINE", "checksum_errors": 4},
    "sdb": {"name": "sdb", "vdev_type": "disk", "state": "FAULTED", "read_errors": "1"},
}
GROUP = {"name": "raidz1-0", "vdev_type": "raidz", "state": "DEGRADED", "vdevs": DISKS}
ROOT = {"name": "tank", "vdev_type": "root", "state": "DEGRADED", "vdevs": {"raidz1-0": GROUP}}
SCAN = {"function": "SCRUB", "state": "FINISHED", "end_time": 1_794_000_000}
POOL: dict[str, Any] = {"name": "tank", "state": "DEGRADED", "scan_stats": SCAN, "vdevs": {"tank": ROOT}}


def test_pools_are_told_from_the_text() -> None:
    tank, fast = parse(TEXT)

    assert (tank.name, tank.state, tank.level, tank.members, tank.missing) == ("tank", "degraded", "mirror", 2, 1)
    assert (tank.errors, tank.last_check) == (3, "2026-11-08")
    assert (fast.name, fast.state, fast.level, fast.last_check) == ("fast", "rebuilding", "stripe", None)


def test_pools_are_told_from_json() -> None:
    (tank,) = parse(json.dumps({"pools": {"tank": POOL}}))

    assert (tank.state, tank.level, tank.members, tank.missing) == ("degraded", "raidz1", 2, 1)
    assert (tank.errors, tank.last_check) == (5, "2026-11-06")


def test_a_date_in_json_may_be_words() -> None:
    pool = POOL | {"scan_stats": SCAN | {"end_time": "Sun Nov  8 00:34:06 2026"}}
    assert parse(json.dumps({"pools": {"tank": pool}}))[0].last_check == "2026-11-08"


@pytest.mark.parametrize(
    ("word", "state"), [("ONLINE", "ok"), ("FAULTED", "failed"), ("SUSPENDED", "failed"), ("NOVEL", "unknown")]
)
def test_a_state_that_is_not_known_is_never_good(word: str, state: str) -> None:
    (pool,) = parse(f"  pool: tank\n state: {word}\n")

    assert pool.state == state
    assert (pool.reason == "not_understood") == (state == "unknown")


def test_a_scrub_that_was_stopped_is_no_check() -> None:
    text = "  pool: tank\n state: ONLINE\n  scan: scrub canceled on Sun Nov  8 00:34:06 2026\n"
    assert parse(text)[0].last_check is None


def test_a_machine_without_pools_has_none() -> None:
    assert parse("no pools available\n") == []
    assert parse('{"pools": {}}') == []


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, "{" + text, TEXT[:at] + text + TEXT[at:]):
        assert all(one.state in STATES for one in parse(spoilt))


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.text(max_size=9) | st.integers(),
        lambda inner: st.dictionaries(
            st.sampled_from(["pools", "vdevs", "tank", "state", "scan_stats", "end_time"]), inner
        ),
        max_leaves=9,
    )
)
def test_other_json_is_survived(said: object) -> None:
    parse(json.dumps({"pools": said}))
    parse(json.dumps({"pools": {"tank": said}}))
