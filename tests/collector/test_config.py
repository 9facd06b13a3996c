from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path

import pytest

from schoolwacht_collector.config import (
    EXAMPLE,
    BadConfig,
    Config,
    Influxdb,
    addresses,
    config_files,
    console_names,
    home_of,
    load,
)

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
    shown = tomllib.loads("".join(line.removeprefix("# ") + "\n" for line in EXAMPLE.splitlines()[1:]))
    assert shown.pop("influxdb").keys() == Influxdb.model_fields.keys() - {"token_file"}
    assert shown["console"].pop("certificate")
    assert shown["console"].pop("key")
    defaults = Config(home=tmp_path).model_dump(mode="json", exclude={"home", "influxdb"})
    del defaults["console"]["certificate"], defaults["console"]["key"]
    defaults["backup"]["at"] = defaults["backup"]["at"].removesuffix(":00")
    assert shown == defaults


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
    none = tmp_path / "no.service"
    assert home_of({"SCHOOLWACHT_HOME": str(tmp_path / "x")}, none) == tmp_path / "x"
    assert home_of(NONE, none) == tmp_path / ".schoolwacht"
    assert home_of(NONE | {"SCHOOLWACHT_HOME": ""}, none) == tmp_path / ".schoolwacht"


def test_where_a_service_is_installed_its_home_is_meant_unless_there_is_one_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unit = tmp_path / "schoolwacht.service"
    unit.write_text('[Service]\nEnvironment="SCHOOLWACHT_HOME=/srv/my school 50%%" SCHOOLWACHT_CONFIG=/etc/x.toml\n')
    home = home_of(NONE, unit)
    assert home == Path("/srv/my school 50%")
    assert config_files(home, NONE, unit) == [Path("/etc/x.toml"), home / "collector.toml"]
    assert config_files(tmp_path, NONE, unit) == [tmp_path / "collector.toml"]
    (tmp_path / ".schoolwacht").mkdir()
    assert home_of(NONE, unit) == tmp_path / ".schoolwacht"


def test_the_home_s_file_goes_before_the_machine_s_key_by_key(tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('language = "en"\n[console]\nnames = ["a"]\nhttps = "0.0.0.0:8443"\n')
    environment = NONE | {"SCHOOLWACHT_CONFIG": str(machine)}
    config = load(written(tmp_path, '[console]\nnames = ["b"]\n'), environment)
    assert (config.language, config.console.names, config.console.https) == ("en", ("b",), "0.0.0.0:8443")
    machine.write_text("langauge = 1\n")
    with pytest.raises(BadConfig, match=r"machine.toml:1: langauge"):
        load(tmp_path, environment)


def test_machines_find_a_door_by_its_names_by_its_address_or_by_those_of_this_machine() -> None:
    assert addresses("0.0.0.0:7443", ("a.example", "b.example")) == ["a.example:7443", "b.example:7443"]
    assert addresses("192.0.2.7:7443", ()) == ["192.0.2.7:7443"]
    found = addresses("0.0.0.0:7443", ())
    assert found[-1] == "127.0.0.1:7443"
    assert all(one.endswith(":7443") for one in found)
    assert len(found) <= 8


def test_a_mistake_is_told_with_its_line_or_its_variable(tmp_path: Path) -> None:
    text = '# ours\n\n[notify]\nurls = [\n  "mailto://a",\n]\n[agents]\npush = "7443"\n'
    with pytest.raises(BadConfig, match=r"collector\.toml:8: agents\.push: write an address and a port"):
        load(written(tmp_path, text), NONE)
    with pytest.raises(BadConfig, match=r"^SCHOOLWACHT_LANGUAGE in the environment: language: "):
        load(written(tmp_path, ""), NONE | {"SCHOOLWACHT_LANGUAGE": "fr"})


@pytest.mark.parametrize("address", ["0.0.0.0:8080", "192.0.2.7:8080", "school.example:8080", "[::]:8080"])
def test_http_for_other_machines_is_refused_with_the_way_to_https(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadConfig, match="http is for this machine only") as flaw:
        load(written(tmp_path, f'[console]\naddress = "{address}"\n'), NONE)
    assert ':8443"' in str(flaw.value)


@pytest.mark.parametrize("address", ["localhost:8080", "127.0.0.9:8080", "[::1]:8080"])
def test_http_for_this_machine_may_have_any_of_its_loopback_addresses(tmp_path: Path, address: str) -> None:
    assert load(written(tmp_path, f'[console]\naddress = "{address}"\n'), NONE).console.address == address


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('https = "0.0.0.0:8443"\ncertificate = "c.pem"', "certificate is given, but key is not"),
        ('https = "0.0.0.0:8443"\nkey = "k.pem"', "key is given, but certificate is not"),
        ('certificate = "c.pem"\nkey = "k.pem"', "no door uses it"),
        ('https = "0.0.0.0:8443"\nhsts = true', "hsts needs a given certificate"),
        ('https = "8443"', "write an address and a port"),
        ('names = ["https://school.example"]', "without scheme and port"),
        ('names = ["-x"]', "without scheme and port"),
    ],
)
def test_a_door_for_others_needs_what_belongs_to_it(tmp_path: Path, lines: str, told: str) -> None:
    with pytest.raises(BadConfig, match=told):
        load(written(tmp_path, f"[console]\n{lines}\n"), NONE)


def test_a_given_certificate_and_the_back_ups_lie_in_the_home_unless_they_say_otherwise(tmp_path: Path) -> None:
    text = '[console]\nhttps = "0.0.0.0:1"\ncertificate = "c.pem"\nkey = "/k.pem"\n'
    text += '[backup]\nfolder = "/mnt/b"\nat = "03:15"'
    config = load(written(tmp_path, text), NONE)
    assert config.given_certificate() == (tmp_path / "c.pem", Path("/k.pem"))
    assert (config.backup_folder(), config.backup.at, config.backup.keep) == (Path("/mnt/b"), time(3, 15), 14)
    assert Config(home=tmp_path).backup_folder() == tmp_path / "backups"
    assert Config(home=tmp_path).given_certificate() is None


def test_days_off_are_days_or_stretches_of_days(tmp_path: Path) -> None:
    text = '[school]\nname = "De Berk"\ndays_off = ["2026-11-30", "2027-05-06/2027-05-07", 2026-12-01]\n'
    school = load(written(tmp_path, text), NONE).school
    assert school.name == "De Berk"
    assert [str(day) for day in school.days_off] == ["2026-11-30", "2026-12-01", "2027-05-06", "2027-05-07"]
    environment = NONE | {"SCHOOLWACHT_SCHOOL__DAYS_OFF": "2026-11-30 2026-12-24"}
    assert len(load(written(tmp_path, ""), environment).school.days_off) == 2


@pytest.mark.parametrize("day", ["30/11/2026", "2026-11-31", "2026-12-02/2026-12-01", "2026-01-01/2028-01-01", ""])
def test_a_day_that_is_none_is_told(tmp_path: Path, day: str) -> None:
    with pytest.raises(BadConfig, match="days_off"):
        load(written(tmp_path, f'[school]\ndays_off = ["{day}"]\n'), NONE)


def test_addresses_to_move_to_have_a_name_and_a_port(tmp_path: Path) -> None:
    text = '[agents]\nmove_to = ["new.school.example:7443", "192.0.2.9:7443"]\n'
    assert load(written(tmp_path, text), NONE).agents.move_to == ("new.school.example:7443", "192.0.2.9:7443")
    for wrong in ("new.school.example", "https://new:7443", "a b:7443"):
        with pytest.raises(BadConfig, match="move_to"):
            load(written(tmp_path, f'[agents]\nmove_to = ["{wrong}"]\n'), NONE)


def test_the_console_goes_by_its_given_names_its_addresses_and_those_of_this_machine(tmp_path: Path) -> None:
    text = '[console]\nhttps = "192.0.2.7:8443"\nnames = ["School.example"]\n[agents]\nadvertise = ["c.example"]\n'
    names = console_names(load(written(tmp_path, text), NONE))
    assert names[:3] == ["School.example", "c.example", "192.0.2.7"]
    assert {"localhost", "127.0.0.1", "::1"} <= set(names)
    assert len(names) == len(set(names))
