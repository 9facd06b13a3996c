from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from agent.spooling import everything, frame, open_spool
from schoolwacht_agent.spool.file import File, Unusable


def broken(folder: Path) -> File:
    (folder / "spool.db").write_bytes(b"no database" * 100)
    return File(folder / "spool.db")


def test_only_the_last_three_broken_files_are_kept(tmp_path: Path) -> None:
    for _ in range(6):
        broken(tmp_path).close()
    assert sorted(path.name for path in tmp_path.glob("*.corrupt-*")) == [
        f"spool.db.corrupt-{number}" for number in (4, 5, 6)
    ]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_spool_cut_short_does_not_stop_a_start(tmp_path: Path, share: float) -> None:
    spool = open_spool(tmp_path)
    for minute in range(200):
        spool.append(minute, [frame(minute)])
    spool.close()
    path = tmp_path / "spool.db"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    again = open_spool(tmp_path)
    assert again.append(1000, [frame(1000)])
    assert everything(again)[-1].taken_at_ms == 1000


def test_a_spool_that_can_be_read_but_not_written_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(1)])
    spool.close()
    connect = sqlite3.connect
    opened = 0

    def first_read_only(path: Path, **options: object) -> sqlite3.Connection:
        """What the rights of a file do to everybody but root, who may run this test."""
        nonlocal opened
        opened += 1
        if opened > 1:
            return connect(path, **options)  # type: ignore[call-overload, no-any-return]
        return connect(f"{path.as_uri()}?mode=ro", uri=True, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", first_read_only)
    again = open_spool(tmp_path)
    assert again.append(2, [frame(2)])
    assert (tmp_path / "spool.db.corrupt-1").exists()


def test_a_folder_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="see its owner"):
        File(tmp_path / "missing" / "spool.db")


def test_what_is_committed_was_synced(tmp_path: Path) -> None:
    file = File(tmp_path / "spool.db")
    assert file.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert file.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (tmp_path / "spool.db").stat().st_mode & 0o777 == 0o600
