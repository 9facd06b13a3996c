"""Installed software."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.probe import NoData, Surroundings
from schoolwacht_agent.probes.software import PROBE, Shelf, rows

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Live

VIM = """Package: vim
Status: install ok installed
Maintainer: Ann Example <ann@example.org>
Architecture: amd64
Version: 2:9.0.1378-2
Installed-Size: 3701
Section: editors
"""


def names(shelf: Shelf, surroundings: Surroundings) -> list[object]:
    return [row.cells["name"] for row in shelf.take(surroundings)]


def test_a_package_becomes_a_row() -> None:
    (row,) = rows([Package("vim", "2:9.0", "amd64", "editors", 1024, "Debian")])

    assert dict(row.cells) == {
        "source": "dpkg",
        "name": "vim",
        "version": "2:9.0",
        "architecture": "amd64",
        "publisher": "Debian",
        "size_bytes": 1024,
        "section": "editors",
    }


def test_a_person_is_never_the_publisher(tmp_path: Path, surroundings: Surroundings) -> None:
    (tmp_path / "status").write_text(VIM)
    (row,) = Shelf(tmp_path / "status").take(surroundings)

    assert row.cells["publisher"] is None
    assert "Ann" not in str(dict(row.cells))


def test_an_unchanged_list_is_not_read_again(tmp_path: Path, surroundings: Surroundings) -> None:
    status = tmp_path / "status"
    status.write_text(VIM)
    shelf = Shelf(status)
    first = [dict(row.cells) for row in shelf.take(surroundings)]
    before = status.stat()
    status.write_text(VIM.replace("vim", "vix"))  # as long as before, and made to look as old
    os.utime(status, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert [dict(row.cells) for row in shelf.take(surroundings)] == first


def test_a_changed_list_is_read_again(tmp_path: Path, surroundings: Surroundings) -> None:
    status = tmp_path / "status"
    status.write_text(VIM)
    shelf = Shelf(status)
    assert names(shelf, surroundings) == ["vim"]
    status.write_text(VIM + "\n" + VIM.replace("vim", "emacs"))

    assert names(shelf, surroundings) == ["vim", "emacs"]


def test_a_package_listed_twice_is_one_row(tmp_path: Path, surroundings: Surroundings) -> None:
    (tmp_path / "status").write_text(VIM + "\n" + VIM)

    assert names(Shelf(tmp_path / "status"), surroundings) == ["vim"]


def test_odd_signs_within_a_value_do_not_break_the_memory(tmp_path: Path, surroundings: Surroundings) -> None:
    (tmp_path / "status").write_bytes(VIM.replace("editors", "a\tb\u2028c\x0bd").encode() + b"Origin: \xff\xfe\n")
    (row,) = Shelf(tmp_path / "status").take(surroundings)

    assert row.cells["section"] == "a b c d"
    assert row.cells["publisher"] == "\ufffd\ufffd"


def test_a_machine_without_dpkg_says_so(tmp_path: Path, surroundings: Surroundings) -> None:
    with pytest.raises(NoData):
        Shelf(tmp_path / "status").take(surroundings)


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)


def test_it_counts_as_dpkg_counts(live: Live) -> None:
    if not shutil.which("dpkg-query"):
        pytest.skip("dpkg-query is not installed")
    query = ["dpkg-query", "-W", "-f=${db:Status-Status}\\n"]
    states = subprocess.run(query, check=True, capture_output=True, text=True, timeout=60).stdout.split()

    assert len(live(PROBE)) == states.count("installed")
