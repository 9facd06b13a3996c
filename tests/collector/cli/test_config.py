from __future__ import annotations

import json
import socket
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schoolwacht_collector.cli import application
from stage.collector import free_port


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(made))
    for variable in ("SCHOOLWACHT_CONFIG", "SCHOOLWACHT_LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    return made


def config(*words: str) -> Result:
    return CliRunner().invoke(application, ["config", *words])


def written(home: Path, text: str = "") -> Path:
    ports = [free_port() for _ in range(3)]
    path = home / "collector.toml"
    path.write_text(
        f'{text}\n[console]\naddress = "127.0.0.1:{ports[0]}"\n'
        f'[agents]\npush = "127.0.0.1:{ports[1]}"\nenrol = "127.0.0.1:{ports[2]}"\n'
    )
    return path


def test_a_configuration_that_works_here_is_in_order(home: Path) -> None:
    path = written(home)
    done = config("check")
    assert (done.exit_code, done.stdout) == (0, f"{path}: in order\n")
    assert config("check", "--quiet").stdout == ""


def test_a_mistake_ends_with_78_and_is_told_with_file_line_key_and_what_was_meant(home: Path) -> None:
    path = home / "collector.toml"
    path.write_text("# ours\n[console]\nadress = 'x'\n")
    done = config("check")
    assert done.exit_code == 78
    assert done.stderr == f"schoolwacht: {path}:3: console.adress is not a setting; did you mean 'address'?\n"


def test_what_the_configuration_names_must_be_there_and_fit(home: Path) -> None:
    written(home, '[influxdb]\nurl = "http://127.0.0.1:1"\ntoken_file = "/nowhere/token"')
    with (home / "collector.toml").open("a") as file:
        file.write('[backup]\nfolder = "collector.toml/x"\n')
    done = config("check")
    assert done.exit_code == 78
    assert "influxdb.token_file: /nowhere/token cannot be read" in done.stderr
    assert "backup.folder" in done.stderr
    (home / "collector.toml").write_text(
        f'[console]\naddress = "127.0.0.1:{free_port()}"\nhttps = "127.0.0.1:{free_port()}"\n'
        'certificate = "none.pem"\nkey = "none.pem"\n'
    )
    done = config("check")
    assert "console.certificate" in done.stderr
    assert "none.pem cannot be read" in done.stderr


def test_a_port_that_somebody_else_has_is_told_with_its_setting(home: Path) -> None:
    path = written(home)
    port = int(tomllib.loads(path.read_text())["agents"]["push"].rpartition(":")[2])
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = config("check")
    assert done.exit_code == 78
    assert f"agents.push: cannot listen on 127.0.0.1:{port}" in done.stderr


def test_two_doors_on_one_port_are_told(home: Path) -> None:
    port = free_port()
    (home / "collector.toml").write_text(f'[agents]\npush = "127.0.0.1:{port}"\nenrol = "127.0.0.1:{port}"\n')
    done = config("check")
    assert f"agents.push and agents.enrol are both 127.0.0.1:{port}" in done.stderr


def test_showing_tells_where_each_value_comes_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(home, "judge_every_seconds = 5")
    monkeypatch.setenv("SCHOOLWACHT_LANGUAGE", "en")
    found = {(one["section"], one["key"]): one for one in json.loads(config("show", "--json").stdout)}
    assert found["", "judge_every_seconds"] == {
        "section": "", "key": "judge_every_seconds", "value": 5, "origin": "file", "place": str(path),
    }  # fmt: skip
    assert found["", "language"]["place"] == "SCHOOLWACHT_LANGUAGE"
    assert found["backup", "at"]["origin"] == "default"
    lines = config("show").stdout.splitlines()
    assert any(line.startswith("language") and "environment  SCHOOLWACHT_LANGUAGE" in line for line in lines)


def test_the_defaults_can_be_used_as_they_are(home: Path) -> None:
    (home / "collector.toml").write_text(config("defaults").stdout)
    assert config("show").exit_code == 0
