"""Installed software."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.probe import NoData, Row, Surroundings
from schoolwacht_agent.probes.software import PROBE, Library, books, rows

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


@pytest.fixture
def status(tmp_path: Path) -> Path:
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    return tmp_path / "var/lib/dpkg/status"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(books(tmp_path, [tmp_path / "bin"]))


def names(library: Library, surroundings: Surroundings) -> list[object]:
    return [row.cells["name"] for row in library.take(surroundings)]


def test_a_package_becomes_a_row() -> None:
    (row,) = rows("dpkg", [Package("vim", "2:9.0", "amd64", "editors", 1024, "Debian")])

    assert dict(row.cells) == {
        "source": "dpkg",
        "name": "vim",
        "version": "2:9.0",
        "architecture": "amd64",
        "publisher": "Debian",
        "size_bytes": 1024,
        "section": "editors",
    }


def test_a_person_is_never_the_publisher(status: Path, library: Library, surroundings: Surroundings) -> None:
    status.write_text(VIM)
    (row,) = library.take(surroundings)

    assert row.cells["publisher"] is None
    assert "Ann" not in str(dict(row.cells))


def test_an_unchanged_list_is_not_read_again(status: Path, library: Library, surroundings: Surroundings) -> None:
    status.write_text(VIM)
    first = [dict(row.cells) for row in library.take(surroundings)]
    before = status.stat()
    status.write_text(VIM.replace("vim", "vix"))  # as long as before, and made to look as old
    os.utime(status, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert [dict(row.cells) for row in library.take(surroundings)] == first


def test_a_changed_list_is_read_again(status: Path, library: Library, surroundings: Surroundings) -> None:
    status.write_text(VIM)
    assert names(library, surroundings) == ["vim"]
    status.write_text(VIM + "\n" + VIM.replace("vim", "emacs"))

    assert names(library, surroundings) == ["vim", "emacs"]


def test_a_package_listed_twice_is_one_row(status: Path, library: Library, surroundings: Surroundings) -> None:
    status.write_text(VIM + "\n" + VIM)

    assert names(library, surroundings) == ["vim"]


def test_odd_signs_in_a_value_do_not_break_the_memory(
    status: Path, library: Library, surroundings: Surroundings
) -> None:
    status.write_bytes(VIM.replace("editors", "a\tb\u2028c\x0bd").encode() + b"Origin: \xff\xfe\n")
    (row,) = library.take(surroundings)

    assert row.cells["section"] == "a b c d"
    assert row.cells["publisher"] == "\ufffd\ufffd"


def test_a_machine_without_any_list_says_so(library: Library, surroundings: Surroundings) -> None:
    with pytest.raises(NoData):
        library.take(surroundings)


def rpm(root: Path, code: int = 0) -> None:
    (root / "var/lib/rpm").mkdir(parents=True, exist_ok=True)
    (root / "var/lib/rpm/rpmdb.sqlite").write_text("changed")
    os.utime(root / "var/lib/rpm/rpmdb.sqlite", (1_000 + code, 1_000 + code))
    (root / "bin").mkdir(exist_ok=True)
    tool = root / "bin/rpm"
    tool.write_text(f"#!/bin/sh\nprintf 'bash\\tx86_64\\t5.2-1\\t1\\t2\\tFedora Project\\tShells\\n'\nexit {code}\n")
    tool.chmod(0o755)


def test_all_books_of_a_machine_are_one_list(
    tmp_path: Path, status: Path, library: Library, surroundings: Surroundings
) -> None:
    status.write_text(VIM)
    rpm(tmp_path)
    meta = tmp_path / "snap/firefox/12/meta"
    meta.mkdir(parents=True)
    (meta / "snap.yaml").write_text("name: firefox\nversion: 128.0\n")
    (tmp_path / "snap/firefox/current").symlink_to("12")
    found = {(row.cells["source"], row.cells["name"], row.cells["version"]) for row in library.take(surroundings)}

    assert found == {("dpkg", "vim", "2:9.0.1378-2"), ("rpm", "bash", "5.2-1"), ("snap", "firefox", "128.0")}


def test_a_book_that_cannot_be_read_now_keeps_what_it_said(
    tmp_path: Path, library: Library, surroundings: Surroundings
) -> None:
    rpm(tmp_path)
    assert names(library, surroundings) == ["bash"]
    rpm(tmp_path, code=1)

    assert names(library, surroundings) == ["bash"]


def test_a_book_that_never_can_be_read_does_not_hold_up_the_others_for_ever(
    tmp_path: Path, status: Path, library: Library, surroundings: Surroundings
) -> None:
    status.write_text(VIM)
    rpm(tmp_path, code=1)
    for _ in range(2):
        with pytest.raises(NoData, match="rpm"):
            library.take(surroundings)

    assert names(library, surroundings) == ["vim"]


def test_a_book_that_was_taken_away_takes_its_rows_with_it(
    tmp_path: Path, status: Path, library: Library, surroundings: Surroundings
) -> None:
    status.write_text(VIM)
    rpm(tmp_path)
    assert len(names(library, surroundings)) == 2
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").unlink()

    assert names(library, surroundings) == ["vim"]


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)


def test_it_counts_as_dpkg_counts(live: Live) -> None:
    if not shutil.which("dpkg-query"):
        pytest.skip("dpkg-query is not installed")
    query = ["dpkg-query", "-W", "-f=${db:Status-Status}\\n"]
    states = subprocess.run(query, check=True, capture_output=True, text=True, timeout=60).stdout.split()

    rows = [one for one in live(PROBE) if isinstance(one, Row) and one.cells["source"] == "dpkg"]
    assert len(rows) == states.count("installed")
