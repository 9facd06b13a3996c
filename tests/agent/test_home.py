from __future__ import annotations

import os
from pathlib import Path

import pytest

from schoolwacht_agent import home


def test_a_home_is_made_that_nobody_else_can_list_or_write(tmp_path: Path) -> None:
    made = home.prepare(tmp_path / "deep" / "home")
    assert made.stat().st_mode & 0o066 == 0


def test_a_home_that_is_open_to_all_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    home.prepare(tmp_path)
    assert tmp_path.stat().st_mode & 0o066 == 0


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PermissionError, match="another --home"):
        home.prepare(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    with pytest.raises(PermissionError, match="another --home"):
        home.prepare(tmp_path / "home" / "inner")
