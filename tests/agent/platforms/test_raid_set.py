"""Disks that work as one."""

from __future__ import annotations

from schoolwacht_agent.platforms.raid_set import STATES, RaidSet


def test_every_state_says_what_it_means() -> None:
    assert {"ok", "degraded", "failed", "rebuilding", "unknown"} == set(STATES)
    assert all(STATES.values())


def test_what_a_source_does_not_say_is_unknown() -> None:
    one = RaidSet("md", "md0", "unknown")
    assert (one.members, one.missing, one.errors, one.last_check) == (None, None, None, None)
