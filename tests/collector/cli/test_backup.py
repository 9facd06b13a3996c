"""schoolwacht backup and restore without a running collector, as on a machine where it was just installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schoolwacht_collector.cli import application


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(place))
    return place


def run(*words: object, typed: str = "") -> Result:
    return CliRunner().invoke(application, [str(word) for word in words], input=typed)


@pytest.fixture
def file(home: Path, tmp_path: Path) -> Path:
    """A back-up of a home with one user."""
    assert run("user", "add", "els").exit_code == 0
    done = run("backup", "--to", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    path = Path(said["file"])
    assert (path.stat().st_size, said["devices"], home.exists()) == (said["bytes"], 0, True)
    return path


def test_it_says_where_the_file_is_and_keeps_it_from_others(file: Path, tmp_path: Path) -> None:
    done = run("backup", "--to", tmp_path / "out")
    assert done.stdout.endswith(" MB, 0 devices)\n")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert file.exists()


def test_a_file_can_be_checked_without_a_home(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(tmp_path / "nowhere"))
    done = run("restore", file, "--check")
    assert done.exit_code == 0
    assert "is sound: 0 devices" in done.stdout
    assert not (tmp_path / "nowhere").exists()


def test_on_an_empty_machine_nothing_is_asked(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(tmp_path / "new"))
    done = run("restore", file)
    assert done.exit_code == 0, done.output
    assert [one["name"] for one in json.loads(run("user", "list", "--json").stdout)] == ["els"]


def test_what_is_there_is_asked_about_first_and_then_set_aside(file: Path, home: Path) -> None:
    run("user", "add", "jan")
    refused = run("restore", file, typed="n\n")
    assert refused.exit_code == 1
    assert not list(home.glob("before-restore-*"))
    done = run("restore", file, typed="y\n")
    assert done.exit_code == 0, done.output
    (aside,) = home.glob("before-restore-*")
    assert str(aside) in done.stdout.replace("\n", "")
    assert [one["name"] for one in json.loads(run("user", "list", "--json").stdout)] == ["els"]


def test_a_spoiled_file_is_a_sentence_and_touches_nothing(file: Path, home: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])
    before = sorted(home.rglob("*"))
    for words in (("restore", file, "--check"), ("restore", file, "--yes")):
        done = run(*words)
        assert done.exit_code == 73
        assert "cut off" in done.stderr
    assert sorted(home.rglob("*")) == before


def test_a_folder_that_cannot_be_written_is_a_sentence(file: Path) -> None:
    done = run("backup", "--to", file / "no folder")
    assert done.exit_code == 75
    assert "make room or choose another" in done.stderr
