"""RAID sets of Linux md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.mdstat import parse, read
from schoolwacht_agent.platforms.raid_set import STATES

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """Personalities : [raid1] [raid6] [raid5] [raid4] [raid0]
md0 : active raid1 sdb1[1] sda1[0]
      1048512 blocks super 1.2 [2/2] [UU]
      bitmap: 0/1 pages [0KB], 65536KB chunk

md1 : active raid5 sde1[4](S) sdd1[3](F) sdc1[2] sdb2[1]
      2096896 blocks level 5, 64k chunk, algorithm 2 [3/2] [UU_]

md2 : active raid1 sdf1[2] sda2[0]
      1048512 blocks super 1.2 [2/1] [U_]
      [=>...................]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec

md3 : active raid0 sdg1[1] sdh1[0]
      2096896 blocks 64k chunks

md126 : active (auto-read-only) raid1 sdi[1] sdj[0]
      1048512 blocks super external:/md127/0 [2/2] [UU]
      \tresync=PENDING

md127 : inactive sdi[1](S) sdj[0](S)
      5032 blocks super external:imsm

md5 : inactive sdk1[0](S)
      1048512 blocks

unused devices: <none>
"""


def test_every_set_has_a_state() -> None:
    found = {one.name: (one.state, one.level, one.members, one.missing) for one in parse(TEXT)}

    assert found == {
        "md0": ("ok", "raid1", 2, 0),
        "md1": ("degraded", "raid5", 3, 1),
        "md2": ("rebuilding", "raid1", 2, 1),
        "md3": ("ok", "raid0", 2, 0),
        "md126": ("rebuilding", "raid1", 2, 0),
        "md5": ("failed", None, None, None),
    }


def test_a_check_is_no_rebuilding() -> None:
    text = "md0 : active raid1 sdb1[1] sda1[0]\n      1048512 blocks [2/2] [UU]\n      [>....]  check =  1.2% (1/2)\n"
    assert parse(text)[0].state == "ok"


def test_a_set_that_lost_all_it_had_has_failed() -> None:
    text = "md0 : active raid1 sdb1[1](F) sda1[0](F)\n      1048512 blocks [2/0] [__]\n"
    assert parse(text)[0].state == "failed"


@pytest.mark.parametrize(
    ("file", "content", "state"), [("degraded", "1", "degraded"), ("array_state", "broken", "failed")]
)
def test_the_kernel_knows_more_than_its_list(tmp_path: Path, file: str, content: str, state: str) -> None:
    (tmp_path / "mdstat").write_text("md0 : active raid1 sdb1[1] sda1[0]\n      1048512 blocks [2/2] [UU]\n")
    folder = tmp_path / "md0/md"
    folder.mkdir(parents=True)
    (folder / file).write_text(content)
    (folder / "mismatch_cnt").write_text("128\n")
    (one,) = read(tmp_path, tmp_path)

    assert (one.state, one.errors) == (state, 128)


def test_a_machine_without_md_has_no_set(tmp_path: Path) -> None:
    assert read(tmp_path, tmp_path) == []


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, TEXT[:at] + text + TEXT[at:]):
        assert all(one.state in STATES for one in parse(spoilt))
