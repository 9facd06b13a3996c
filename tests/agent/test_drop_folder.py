from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent import drop_folder
from schoolwacht_agent.drop_folder import MOST_AT_ONCE, MOST_BYTES, Dropped, Forget, parse, waiting
from schoolwacht_agent.probe import BackupReport

NOW = datetime.now(UTC)
MOMENT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
REPORT = BackupReport("server", True, MOMENT, timedelta(hours=24), 52_428_800, "fine")


def lying(folder: Path, now: datetime = NOW) -> list[Dropped]:
    return [dropped for _, dropped in waiting(folder, now)]


def test_a_report_is_read_as_it_was_left(tmp_path: Path) -> None:
    failed = BackupReport("nas", False, MOMENT, message="no\u202e room\n")
    for dropped in (REPORT, failed, Forget("old")):
        drop_folder.drop(tmp_path, dropped)
    assert lying(tmp_path) == [REPORT, BackupReport("nas", False, MOMENT, message="no room"), Forget("old")]
    assert all(path.name.endswith(".json") for path in tmp_path.iterdir())


def test_reports_come_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    for number in range(20):
        drop_folder.drop(tmp_path, Forget(str(number)))
    assert lying(tmp_path) == [Forget(str(number)) for number in range(20)]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert lying(tmp_path / "missing") == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(json.dumps({"forget": "all"}))
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "link.json").symlink_to(secret)
    os.link(secret, folder / "hard.json")
    assert lying(folder) == []
    assert list(folder.iterdir()) == []
    assert secret.exists()


def test_a_pipe_does_not_make_the_agent_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    assert lying(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_named_like_a_report_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "empty.json").mkdir()
    (tmp_path / "full.json").mkdir()
    (tmp_path / "full.json" / "inside").touch()
    drop_folder.drop(tmp_path, REPORT)
    assert lying(tmp_path) == [REPORT]
    assert not (tmp_path / "empty.json").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 10_000,
        b"\xff\xfe",
        b"null",
        b'{"job": "a"}',
        b'{"job": "", "ok": true, "finished_ms": 5}',
        b'{"job": "a", "ok": "yes", "finished_ms": 5}',
        b'{"job": "a", "ok": true, "finished_ms": -5}',
        b'{"job": "a", "ok": true, "finished_ms": 1e30}',
        b'{"job": "a", "ok": true, "finished_ms": true}',
        b'{"job": "a", "ok": true, "finished_ms": 5, "bytes": "many"}',
        b'{"job": "a", "ok": true, "finished_ms": 5, "every_seconds": 99999999999999}',
        b'{"job": "' + b"a" * 65 + b'", "ok": true, "finished_ms": 5}',
        b'{"forget": ["a"]}',
        b" " * (MOST_BYTES + 1),
    ],
    ids=range(17),
)
def test_what_is_no_report_is_removed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    assert lying(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@given(st.binary() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.sampled_from(["job", "ok", "finished_ms", "bytes", "forget"]), inner)
)).map(lambda said: json.dumps(said).encode()))  # fmt: skip
def test_nothing_in_a_file_makes_a_crash(content: bytes) -> None:
    try:
        parse(content)
    except ValueError:
        return


def test_a_flood_is_read_a_little_at_a_time(tmp_path: Path) -> None:
    for number in range(MOST_AT_ONCE + 10):
        (tmp_path / f"{number:04}.json").write_text(json.dumps({"forget": str(number)}))
    assert lying(tmp_path) == [Forget(str(number)) for number in range(MOST_AT_ONCE)]


def test_litter_goes_after_an_hour_and_a_writer_is_not_disturbed_before(tmp_path: Path) -> None:
    (tmp_path / ".half.json.new").touch()
    (tmp_path / "notes.txt").touch()
    assert lying(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 2
    assert lying(tmp_path, NOW + timedelta(hours=2)) == []
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_private_unless_the_group_is_there(tmp_path: Path) -> None:
    drop_folder.prepare(tmp_path / "drop")
    assert (tmp_path / "drop").stat().st_mode & 0o007 == 0
