"""Installed software."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.program import USER, Kind, Program
from schoolwacht_agent.platforms.software_books import Book, books, stamp
from schoolwacht_agent.probe import Cell, Finding, Missing, NoData, Row, Surroundings
from schoolwacht_agent.surveys.software import PROBE, SOFTWARE, of_books, rows

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


def told(root: Path) -> list[Finding]:
    return list(of_books(books(root, [root / "bin"])))


def names(root: Path) -> set[Cell]:
    return {row.cells["name"] for row in told(root) if isinstance(row, Row)}


def rpm(root: Path, code: int = 0, wait: int = 0) -> None:
    (root / "var/lib/rpm").mkdir(parents=True, exist_ok=True)
    (root / "var/lib/rpm/rpmdb.sqlite").touch()
    (root / "bin").mkdir(exist_ok=True)
    said = "bash\\tx86_64\\t5.2-1\\t1707900000\\t2\\tFedora Project\\tShells\\n"
    (root / "bin/rpm").write_text(f"#!/bin/sh\nprintf '{said}'\nsleep {wait}\nexit {code}\n")
    (root / "bin/rpm").chmod(0o755)


def test_a_program_becomes_a_row() -> None:
    program = Program(
        "Acme Draw Professional 2024 (x64 nl)",
        "24.1.0",
        "uninstall",
        "Acme",
        "x64",
        installed_on="2026-09-01",
        size_bytes=1024,
        upgrade_code="{AAAAAAAA-0000-0000-0000-000000000001}",
    )
    (row,) = rows([program])

    assert dict(row.cells) == {
        "source": "uninstall",
        "name": "Acme Draw Professional 2024 (x64 nl)",
        "version": "24.1.0",
        "architecture": "x64",
        "publisher": "Acme",
        "size_bytes": 1024,
        "section": None,
        "title": "Acme Draw",
        "edition": "Professional 2024",
        "ordered_version": "N0N224N11+",
        "scope": "machine",
        "installed_on": "2026-09-01",
        "upgrade_code": "{AAAAAAAA-0000-0000-0000-000000000001}",
        "kind": "application",
        "parent": None,
    }


def test_the_columns_of_before_are_still_there() -> None:
    before = ("source", "name", "version", "architecture", "publisher", "size_bytes", "section")

    assert tuple(SOFTWARE.columns)[:7] == before
    assert SOFTWARE.key == ("source", "name", "version", "architecture")


def test_hidden_and_nameless_entries_are_not_told() -> None:
    found = [Program("Part", hidden="system_component"), Program("", "1"), Program("Whole", "1")]

    assert [row.cells["name"] for row in rows(found)] == ["Whole"]


def test_what_a_person_and_everyone_have_is_of_everyone() -> None:
    someones = Program("Zoom", "5", "uninstall", scope=USER)
    (row,) = rows([someones, Program("Zoom", "5", "uninstall"), someones])

    assert row.cells["scope"] == "machine"


def test_an_update_keeps_its_whole_name_as_title() -> None:
    (row,) = rows([Program("Update for Acme Office 2016 (KB1234567)", "1", "uninstall", kind=Kind.UPDATE)])

    assert row.cells["title"] is None


def test_a_person_is_never_the_publisher(tmp_path: Path, status: Path) -> None:
    status.write_text(VIM)
    (row,) = told(tmp_path)

    assert isinstance(row, Row)
    assert row.cells["publisher"] is None
    assert "Ann" not in str(dict(row.cells))


def test_a_package_listed_twice_is_one_row(tmp_path: Path, status: Path) -> None:
    status.write_text(VIM + "\n" + VIM)

    assert len(told(tmp_path)) == 1


def test_odd_signs_in_a_value_stay_on_one_line(tmp_path: Path, status: Path) -> None:
    status.write_bytes(VIM.replace("editors", "a\tb\u2028c\x0bd").encode() + b"Origin: \xff\xfe\n")
    (row,) = told(tmp_path)

    assert isinstance(row, Row)
    assert row.cells["section"] == "a b c d"
    assert row.cells["publisher"] == "\ufffd\ufffd"


def test_a_machine_without_any_list_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="no list"):
        of_books(books(tmp_path, [tmp_path]))


def test_all_books_of_a_machine_are_one_list(tmp_path: Path, status: Path) -> None:
    status.write_text(VIM)
    rpm(tmp_path)
    meta = tmp_path / "snap/firefox/12/meta"
    meta.mkdir(parents=True)
    (meta / "snap.yaml").write_text("name: firefox\nversion: 128.0\n")
    (tmp_path / "snap/firefox/current").symlink_to("12")
    found = {(row.cells["source"], row.cells["name"], row.cells["version"]) for row in told(tmp_path)}  # type: ignore[union-attr]

    assert found == {("dpkg", "vim", "2:9.0.1378-2"), ("rpm", "bash", "5.2-1"), ("snap", "firefox", "128.0")}


def test_a_broken_book_alone_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    rpm(tmp_path, code=1)
    (missing,) = told(tmp_path)

    assert isinstance(missing, Missing)
    assert "rpm" in missing.reason
    assert missing.remedy


def test_a_broken_book_does_not_hold_up_the_others(tmp_path: Path, status: Path) -> None:
    status.write_text(VIM)
    rpm(tmp_path, code=1)

    assert names(tmp_path) == {"vim"}


def test_a_locked_book_keeps_the_whole_list_as_it_was(tmp_path: Path, status: Path) -> None:
    from schoolwacht_agent.platforms.programs import NoAnswer

    status.write_text(VIM)

    def locked() -> list[Program]:
        raise NoAnswer("timed_out")

    (missing,) = of_books([*books(tmp_path, [tmp_path]), Book("rpm", lambda: (1,), locked)])

    assert isinstance(missing, Missing)
    assert "timed_out" in missing.reason


def test_the_stamp_changes_when_a_list_changes(tmp_path: Path, status: Path) -> None:
    status.write_text(VIM)
    before = stamp(tmp_path)
    assert stamp(tmp_path) == before
    status.write_text(VIM + "\n")

    assert stamp(tmp_path) != before


def test_twenty_thousand_packages_take_less_than_a_second(tmp_path: Path, status: Path) -> None:
    with status.open("w") as file:
        for number in range(20_000):
            file.write(VIM.replace("vim", f"vim{number}").replace("9.0", f"9.{number % 97}") + "Description: x\n y\n\n")
    started = time.process_time()

    assert len(told(tmp_path)) == 20_000
    assert time.process_time() - started < 2.5  # one second on a machine at ease; these tests have company


def test_it_counts_as_dpkg_counts(tmp_path: Path) -> None:
    if not shutil.which("dpkg-query"):
        pytest.skip("dpkg-query is not installed")
    query = ["dpkg-query", "-W", "-f=${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\n"]
    lines = subprocess.run(query, check=True, capture_output=True, text=True, timeout=60).stdout.splitlines()
    expected = sorted(line.split("\t")[1:] for line in lines if line.startswith("installed\t"))

    around = Surroundings(datetime(2026, 11, 23, 7, 30, tzinfo=UTC), tmp_path)
    found = [row for row in PROBE.take(around) if isinstance(row, Row)]
    ours = [row.cells for row in found if row.cells["source"] == "dpkg"]
    assert sorted([cells["name"], cells["version"], cells["architecture"]] for cells in ours) == expected
    keys = [row.key for row in found]
    assert len(keys) == len(set(keys))
    assert all(cell is not None for key in keys for cell in key)
