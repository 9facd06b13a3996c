"""Until when the operating system is mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.support_dates import System
from schoolwacht_agent.platforms.windows import registry_export
from schoolwacht_agent.surveys.support_dates import PROBE, linux, rows, windows


def test_a_system_that_is_not_in_the_file_is_unknown_and_named() -> None:
    (row,) = checked(rows(System("templeos", "5"), date(2026, 11, 24)), PROBE)

    assert (row.cells["product"], row.cells["release"], row.cells["state"]) == ("templeos", "5", "unknown")
    assert row.cells["as_of"]


def test_linux_is_told_by_its_release_file_or_an_older_one(tmp_path: Path) -> None:
    assert linux(tmp_path) == System("", "")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/debian_version").write_text("12.5\n")
    assert linux(tmp_path) == System("debian", "12")
    (tmp_path / "etc/os-release").write_text('ID=ubuntu\nVERSION_ID="24.04"\n')
    assert linux(tmp_path) == System("ubuntu", "24.04")


def test_windows_is_told_by_build_and_edition() -> None:
    text = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\X]\r\n"CurrentBuildNumber"="26100"\r\n'
    key = registry_export.parse((text + '"EditionID"="Education"\r\n').encode()).root.child(r"HKEY_LOCAL_MACHINE\X")

    assert windows(key) == System("windows", "", 26100, "Education", False)
    assert windows(None) == System("windows")


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    assert len(kept(PROBE, tmp_path)) == 1
