from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from schoolwacht_collector.config import EXAMPLE, BadConfig, Config, Influxdb, addresses, home_of, load

NONE = {"PATH": "/bin"}
"""An environment without a setting of ours; an empty one would be taken for none given."""


def written(home: Path, text: str) -> Path:
    (home / "collector.toml").write_text(text)
    return home


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    config = load(tmp_path, NONE)
    assert config == Config(home=tmp_path)
    assert config.influxdb is None
    assert config.console.address.startswith("127.0.0.1:")


def test_the_example_shows_the_defaults_and_can_be_used_as_it_is(tmp_path: Path) -> None:
    assert load(written(tmp_path, EXAMPLE), NONE) == Config(home=tmp_path)
    lines = [line.removeprefix("# ") for line in EXAMPLE.splitlines() if "=" in line or "[" in line]
    said = tomllib.loads("\n".join(line.replace('  # or token_file = "/path/of/a/file"', "") for line in lines))
    config = load(written(tmp_path, ""), NONE).model_dump()
    assert said["language"] == config["language"]
    assert said["console"]["address"] == config["console"]["address"]
    assert said["agents"] | {"advertise": ()} == {key: config["agents"][key] for key in ("push", "enrol", "advertise")}


def test_a_file_says_how_it_should_be(tmp_path: Path) -> None:
    text = (
        'language = "en"\n[influxdb]\nurl = "http://i:8086"\ntoken = "t"\n[notify]\nurls = ["mailto://a", "json://b"]\n'
    )
    config = load(written(tmp_path, text), NONE)
    assert config.language == "en"
    assert config.influxdb == Influxdb(url="http://i:8086", token="t")
    assert config.notify.urls == ("mailto://a", "json://b")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environment = {
        "SCHOOLWACHT_LANGUAGE": "en",
        "SCHOOLWACHT_CONSOLE__ADDRESS": "127.0.0.1:9",
        "SCHOOLWACHT_NOTIFY__URLS": "mailto://a json://b",
        "SCHOOLWACHT_INFLUXDB__URL": "http://i",
    }
    text = 'language = "nl"\n[console]\naddress = "127.0.0.1:8"\nnames = ["school"]\n'
    config = load(written(tmp_path, text), environment)
    assert (config.language, config.console.address, config.console.names) == ("en", "127.0.0.1:9", ("school",))
    assert config.notify.urls == ("mailto://a", "json://b")
    assert config.influxdb == Influxdb(url="http://i")


@pytest.mark.parametrize(
    "variable",
    ["SCHOOLWACHT_HOME", "SCHOOLWACHT_AGENT_HOME", "SCHOOLWACHT_TEST_INFLUXDB_URL", "SCHOOLWACHT_RECORDINGS", "HOME"],
)
def test_variables_that_are_not_settings_of_the_collector_are_left_alone(tmp_path: Path, variable: str) -> None:
    assert load(tmp_path, {variable: "/x"}) == Config(home=tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("langauge = 'nl'\n", "langauge is not a setting; did you mean 'language'?"),
        ("[console]\nadress = 'x'\n", "console.adress is not a setting; did you mean 'address'?"),
        ("[zzz]\n", "zzz is not a setting"),
        ("language = 'fr'\n", "language:"),
        ("judge_every_seconds = 0\n", "judge_every_seconds:"),
        ("[agents]\npush_every_seconds = 'often'\n", "agents.push_every_seconds:"),
        ("[influxdb]\norg = 'school'\n", "influxdb.url:"),
        ("[notify]\nurls = 'mailto://a'\n", "notify.urls:"),
        ("language = \n", "Compare it with 'schoolwacht config defaults'."),
        ("\x00", "Compare it with 'schoolwacht config defaults'."),
    ],
)
def test_what_cannot_be_used_names_the_file_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadConfig) as flaw:
        load(written(tmp_path, text), NONE)
    assert str(flaw.value).startswith(str(tmp_path / "collector.toml"))
    assert told in str(flaw.value)


def test_every_mistake_is_told_not_only_the_first(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as flaw:
        load(written(tmp_path, "language = 'fr'\nzzz = 1\n"), NONE)
    assert len(str(flaw.value).splitlines()) == 2


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").write_bytes(b"\xff\xfe\x00l\x00")
    with pytest.raises(BadConfig, match="collector"):
        load(tmp_path, NONE)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "collector.toml").mkdir()
    with pytest.raises(BadConfig, match="cannot be read"):
        load(tmp_path, NONE)


def test_a_time_zone_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="time_zone"):
        load(written(tmp_path, "time_zone = 'Europe/Antwerp'\n"), NONE)


@pytest.mark.parametrize("address", ["8080", "localhost", "127.0.0.1:port", "127.0.0.1:70000", ""])
def test_an_address_without_a_port_is_told(tmp_path: Path, address: str) -> None:
    for section, key in (("console", "address"), ("agents", "push"), ("agents", "enrol")):
        with pytest.raises(BadConfig, match=f"{section}.{key}"):
            load(written(tmp_path, f'[{section}]\n{key} = "{address}"\n'), NONE)


def test_a_value_where_the_file_has_a_section_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="console"):
        load(written(tmp_path, "console = 5\n"), {"SCHOOLWACHT_CONSOLE__ADDRESS": "127.0.0.1:9"})


def test_a_variable_that_names_no_key_of_its_section_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"console\.adress is not a setting"):
        load(tmp_path, {"SCHOOLWACHT_CONSOLE__ADRESS": "127.0.0.1:9"})


def test_a_token_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    assert Influxdb(url="http://i", token="other", token_file=tmp_path / "token").secret() == "secret"
    assert Influxdb(url="http://i", token="other").secret() == "other"
    with pytest.raises(BadConfig, match="token_file"):
        Influxdb(url="http://i", token_file=tmp_path / "none").secret()


def test_the_home_is_where_the_environment_says_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert home_of({"SCHOOLWACHT_HOME": str(tmp_path / "x")}) == tmp_path / "x"
    assert home_of(NONE) == tmp_path / ".schoolwacht"
    assert home_of(NONE | {"SCHOOLWACHT_HOME": ""}) == tmp_path / ".schoolwacht"


def test_machines_find_a_door_by_its_names_by_its_address_or_by_those_of_this_machine() -> None:
    assert addresses("0.0.0.0:7443", ("a.example", "b.example")) == ["a.example:7443", "b.example:7443"]
    assert addresses("192.0.2.7:7443", ()) == ["192.0.2.7:7443"]
    found = addresses("0.0.0.0:7443", ())
    assert found[-1] == "127.0.0.1:7443"
    assert all(one.endswith(":7443") for one in found)
    assert len(found) <= 8
