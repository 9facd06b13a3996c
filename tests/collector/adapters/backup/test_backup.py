from __future__ import annotations

import errno
import gzip
import io
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.backup import (
    BadArchive,
    CannotRestore,
    Manifest,
    check,
    make_backup,
    prune_backups,
    restore,
    unfinished,
)
from schoolwacht_collector.adapters.backup.archive import Member, write
from schoolwacht_collector.adapters.backup.contents import databases
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.series import Mark
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.keep_backups import ENDING

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home at work: ledger and series open, keys, settings, and things that do not belong in a back-up."""
    place = tmp_path / "home"
    place.mkdir()
    FileAuthority(place / "pki")
    (place / "collector.toml").write_text('language = "nl"\n')
    (place / "agent").mkdir()
    (place / "agent" / "identity.json").write_text("{}")
    (place / "agent" / "spool.db").write_text("of this machine alone")
    (place / "run.log").write_text("noise")
    with SqlLedger(place / "ledger.db") as ledger, closing(SqliteSeries(place / "series.db")) as series:
        ledger.write(lambda books: books.audit.note(Deed(NOW, "an", "test", "first", "")))
        series.append([Mark("alert", {"rule": "disk_full"}, {"state": "open"}, 1)])
        yield place


def backup(home: Path, folder: Path) -> Path:
    return make_backup(home, folder, NOW, version="0.1.0", series="embedded")


def names(path: Path) -> set[str]:
    return {member.name for member in check(path).members}


def deeds(home: Path) -> list[str]:
    with SqlLedger(home / "ledger.db") as ledger:
        return [deed.subject for deed in ledger.read(lambda books: books.audit.newest(10_000))]


def test_everything_that_cannot_be_made_again_is_in_it(home: Path, tmp_path: Path) -> None:
    path = backup(home, tmp_path / "backups")
    assert names(path) == {
        "ledger.db", "series.db", "collector.toml", "agent/identity.json",
        "pki/agents.crt", "pki/agents.key", "pki/servers.crt", "pki/servers.key", "pki/server.crt", "pki/server.key",
    } - ({"pki/servers.key"} if not (home / "pki" / "servers.key").exists() else set())  # fmt: skip
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_what_was_written_before_it_is_there_after_it_is_put_back_elsewhere(home: Path, tmp_path: Path) -> None:
    path = backup(home, tmp_path / "backups")
    other = tmp_path / "another machine" / "home"
    done = restore(path, other, NOW)
    assert done.set_aside is None
    assert deeds(other) == ["first"]
    with closing(SqliteSeries(other / "series.db")) as series:
        assert len(series.marks("alert", 0, 10)) == 1
    assert FileAuthority(other / "pki").server_ca() == FileAuthority(home / "pki").server_ca()
    assert other.stat().st_mode & 0o777 == 0o700
    assert all(entry.stat().st_mode & 0o077 == 0 for entry in other.rglob("*"))


def test_it_is_one_picture_while_others_write(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    (home / "ledger.lock").unlink()
    with closing(sqlite3.connect(home / "ledger.db", check_same_thread=False, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE pairs (one INTEGER, two INTEGER)")

        def keep_writing() -> None:
            for number in range(100_000):
                if stop.is_set():
                    return
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO pairs VALUES (?, ?)", (number, number))
                connection.execute("INSERT INTO pairs VALUES (?, ?)", (-number, -number))
                connection.execute("COMMIT")

        writer = threading.Thread(target=keep_writing)
        writer.start()
        try:
            path = backup(home, tmp_path / "backups")
        finally:
            stop.set()
            writer.join()
    restore(path, tmp_path / "other", NOW)
    with closing(sqlite3.connect(tmp_path / "other" / "ledger.db")) as copy:
        (rows, total) = copy.execute("SELECT count(*), coalesce(sum(one), 0) FROM pairs").fetchone()
    assert rows % 2 == 0
    assert total == 0


def test_an_earlier_home_is_set_aside_and_never_thrown_away(home: Path, tmp_path: Path) -> None:
    path = backup(home, tmp_path / "backups")
    other = tmp_path / "other"
    restore(path, other, NOW)
    (other / "note.txt").write_text("somebody wrote this")
    done = restore(path, other, NOW)
    assert done.set_aside is not None
    assert (done.set_aside / "note.txt").read_text() == "somebody wrote this"
    assert not (other / "note.txt").exists()


def test_a_home_in_use_is_left_alone(home: Path, tmp_path: Path) -> None:
    path = backup(home, tmp_path / "backups")
    with pytest.raises(CannotRestore, match="Stop the collector"):
        restore(path, home, NOW)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda body: body[: len(body) // 2], "cut off|damaged"),
        (lambda body: b"PK\x03\x04" + body, "damaged|not"),
        (lambda _: b"", "cut off|damaged|begin"),
        (lambda body: body[:-200] + bytes(200), "cut off|damaged"),
    ],
)
def test_a_spoiled_file_is_refused_and_nothing_is_touched(
    home: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    path = backup(home, tmp_path / "backups")
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BadArchive, match=words):
        check(path)
    with pytest.raises(CannotRestore):
        restore(path, tmp_path / "other", NOW)
    assert not (tmp_path / "other").exists()
    assert not (tmp_path / "other.restoring").exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", ""])
def test_an_archive_that_reaches_out_of_the_home_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_text("x")
    manifest = Manifest(1, "0", NOW.isoformat(), "0", "embedded", 0, (Member(name, 1, "0" * 64),))
    with (tmp_path / "bad.tar.gz").open("wb") as file:
        write(file, manifest, [(name or "x", tmp_path / "x")])
    with pytest.raises(BadArchive, match="outside"):
        check(tmp_path / "bad.tar.gz")


def test_a_link_in_an_archive_is_refused(home: Path, tmp_path: Path) -> None:
    manifest = check(backup(home, tmp_path / "backups"))
    wanted = replace(manifest, members=(Member("collector.toml", 0, "0" * 64),))
    path = tmp_path / "link.tar.gz"
    with gzip.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        content = wanted.to_bytes()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("collector.toml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BadArchive, match="not what the manifest says"):
        check(path)


def test_a_damaged_database_makes_no_back_up(home: Path, tmp_path: Path) -> None:
    shutil.copy(home / "collector.toml", home / "broken.db")
    with pytest.raises(Busy, match=r"doctor|damaged|sound"):
        backup(home, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_our_oldest_are_thrown_away(tmp_path: Path) -> None:
    ours = [tmp_path / f"2026112{day}-023000{ENDING}" for day in range(5)]
    for path in (*ours, tmp_path / "holiday.jpg", tmp_path / f"mine{ENDING}"):
        path.write_text("x")
    assert prune_backups(tmp_path, 3) == ours[:2]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*(path.name for path in ours[2:]), "holiday.jpg", f"mine{ENDING}"]
    )


def test_the_way_of_a_measurement_is_the_order_of_the_copies(tmp_path: Path) -> None:
    for name in ("series.db", "series-rollups.db", "ledger.db", "ledger.db-wal", "ledger.db.corrupt-1"):
        (tmp_path / name).touch()
    assert [path.name for path in databases(tmp_path)] == ["ledger.db", "series.db", "series-rollups.db"]


def test_two_in_the_same_second_are_two(home: Path, tmp_path: Path) -> None:
    first = backup(home, tmp_path / "backups")
    content = first.read_bytes()
    second = backup(home, tmp_path / "backups")
    assert (first.name, second.name) == (f"20261124-023000{ENDING}", f"20261124-023001{ENDING}")
    assert first.read_bytes() == content


def test_a_place_that_cannot_be_written_is_a_sentence(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("a file where a folder is named")
    for folder in (tmp_path / "stick", tmp_path / "stick" / "school", Path("/proc/schoolwacht")):
        with pytest.raises(Busy, match=r"no back-up could be written in .*; make room or choose another"):
            backup(home, folder)


def test_backups_stay_where_they_are_when_one_of_them_is_put_back(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    restore(backup(home, tmp_path), other, NOW)
    path = backup(other, other / "backups")
    done = restore(path, other, NOW)
    assert path.exists()
    assert done.set_aside == other / "before-restore-20261124-023000"
    assert restore(path, other, NOW).set_aside == other / "before-restore-20261124-023000-2"
    assert names(backup(other, tmp_path / "later")) == names(path), "what was set aside is in no later back-up"


def test_what_cannot_be_moved_aside_leaves_everything_as_it_was(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = backup(home, tmp_path), tmp_path / "other"
    restore(path, other, NOW)
    (other / "note.txt").write_text("somebody wrote this")
    before = sorted(entry.relative_to(other) for entry in other.rglob("*"))
    rename = Path.rename

    def as_if_mounted(old: Path, new: Path) -> Path:
        if old == other / "pki":
            raise OSError(errno.EBUSY, "Device or resource busy", str(old))
        return rename(old, new)

    monkeypatch.setattr(Path, "rename", as_if_mounted)
    with pytest.raises(CannotRestore, match="busy"):
        restore(path, other, NOW)
    assert sorted(entry.relative_to(other) for entry in other.rglob("*")) == before
    assert unfinished(other) == ""


def test_a_full_disk_is_not_blamed_on_the_back_up(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = backup(home, tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CannotRestore, match="No space left on device; "):
        restore(path, tmp_path / "other", NOW)
    assert not (tmp_path / "other").exists()
