"""What is around the machine."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.probe import Missing
from schoolwacht_agent.surveys.around import PROBE, SERVICES, linux


def test_without_systemd_the_services_are_missing_and_the_rest_is_told(tmp_path: Path) -> None:
    found = list(linux(tmp_path, [tmp_path]))

    (around,) = checked(found, PROBE)
    assert (around.cells["shares"], around.cells["nfs_exports"], around.cells["directory"]) == (0, 0, "none")
    assert [one.table for one in found if isinstance(one, Missing)] == [SERVICES]


def test_shares_that_may_not_be_counted_are_not_none(tmp_path: Path) -> None:
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "usr/sbin/smbd").touch()
    (tmp_path / "etc/samba").mkdir(parents=True)
    (tmp_path / "etc/samba/smb.conf").symlink_to("smb.conf")

    (around,) = checked(linux(tmp_path, [tmp_path]), PROBE)
    assert (around.cells["shares"], around.cells["directory"]) == (None, None)


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
