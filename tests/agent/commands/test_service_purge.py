"""`service uninstall --purge`: what is the agent's goes, nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent import home
from schoolwacht_agent.commands.service import purge


def test_a_folder_that_is_no_agents_home_stays_whatever_home_says(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    purge(tmp_path)
    assert (tmp_path / "photos").exists()


def test_a_link_to_a_home_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "spool.db").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    purge(tmp_path / "link")
    assert (tmp_path / "real" / "spool.db").exists()


def test_the_machines_own_home_goes_with_its_settings_and_the_empty_folder_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file = tmp_path / "Schoolwacht" / "agent", tmp_path / "Schoolwacht" / "agent.toml"
    folder.mkdir(parents=True)
    (folder / "identity.json").touch()
    file.touch()
    monkeypatch.setattr(home, "system_home", lambda: folder)
    monkeypatch.setattr(home, "system_file", lambda: file)
    purge(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_above_with_something_else_in_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "Schoolwacht" / "agent"
    folder.mkdir(parents=True)
    (folder / "identity.json").touch()
    (tmp_path / "Schoolwacht" / "collector").mkdir()
    purge(folder)
    assert [path.name for path in (tmp_path / "Schoolwacht").iterdir()] == ["collector"]
