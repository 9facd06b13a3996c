from __future__ import annotations

import stat
from pathlib import Path

import pytest

from schoolwacht_agent.files import replace_file


def test_a_file_is_replaced_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "identity.json"
    replace_file(path, b"old")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_when_it_fails_the_old_file_is_still_there(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(OSError, match=r".+"):
        replace_file(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]
