"""Errors of memory with error correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.edac import Counted, read

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content + "\n")


def test_every_module_counts_for_itself(tmp_path: Path) -> None:
    write(tmp_path / "mc0", ce_count="7", ue_count="0", ce_noinfo_count="0", ue_noinfo_count="0")
    write(tmp_path / "mc0/dimm0", dimm_label="DIMM_A1", dimm_ce_count="7", dimm_ue_count="0")
    write(tmp_path / "mc0/dimm1", dimm_label="unknown", dimm_ce_count="0", dimm_ue_count="0")

    assert read(tmp_path) == [Counted("mc0/dimm0", "DIMM_A1", 7, 0), Counted("mc0/dimm1", None, 0, 0)]


def test_what_no_module_can_be_blamed_for_is_not_lost(tmp_path: Path) -> None:
    write(tmp_path / "mc0", ce_noinfo_count="0", ue_noinfo_count="1")
    write(tmp_path / "mc0/rank0", dimm_ce_count="0", dimm_ue_count="0")

    assert read(tmp_path)[-1] == Counted("mc0", None, 0, 1)


def test_older_kernels_count_by_rows(tmp_path: Path) -> None:
    write(tmp_path / "mc1/csrow0", ce_count="3", ue_count="0", ch0_dimm_label="CPU1_A")

    assert read(tmp_path) == [Counted("mc1/csrow0", "CPU1_A", 3, 0)]


def test_a_count_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    write(tmp_path / "mc0", ce_count="many", ue_count="0")

    assert read(tmp_path) == [Counted("mc0", None, None, 0)]


def test_a_machine_without_such_memory_tells_nothing(tmp_path: Path) -> None:
    write(tmp_path / "power")
    assert read(tmp_path) == []
    assert read(tmp_path / "none") == []
