from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.spool.limits import Limits


def test_a_disk_with_room_is_not_short(tmp_path: Path) -> None:
    assert not Limits(reserve_bytes=1).disk_is_short(tmp_path)


def test_the_smaller_reserve_counts(tmp_path: Path) -> None:
    assert not Limits(reserve_bytes=2**62, reserve_percent=0).disk_is_short(tmp_path)
    assert Limits(reserve_bytes=2**62, reserve_percent=100).disk_is_short(tmp_path)
