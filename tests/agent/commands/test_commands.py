"""The command line as a person or a script meets it."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest

from agent.enrolled import DEVICE, identity_for
from agent.running import command
from agent.small_collector import SmallCollector
from schoolwacht_agent import drop_folder, last_message
from schoolwacht_agent.__main__ import main
from schoolwacht_agent.clock import wall_clock
from schoolwacht_agent.commands.words import SENTENCES
from schoolwacht_agent.drop_folder import Forget
from schoolwacht_agent.identity import Wallet
from schoolwacht_agent.probe import BackupReport
from schoolwacht_protos.v1.ingest_pb2 import PushRequest


def run(home: Path, *words: str) -> int:
    return main([*words, "--home", str(home)])


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 64, "COMMAND"),
        (("dance",), 64, "invalid choice"),
        (("enrol",), 64, "token"),
        (("enrol", "--token", "hunter2"), 64, "swt1."),
        (("enrol", "hunter2"), 64, "swt1."),
        (("backup", "report", "--job", "x"), 64, "--ok"),
        (("backup", "report", "--job", "x", "--ok", "--every", "soon"), 1, "26h"),
        (("backup", "report", "--job", "x" * 65, "--ok"), 1, "64 letters"),
        (("probe", "no-such-probe"), 64, "software"),
        (("run", "--config", "missing.toml"), 78, "missing.toml"),
    ],
)
def test_wrong_use_ends_with_the_right_code_and_a_sentence(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    ended = command(tmp_path, *words)
    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False)
    assert says in ended.stderr


@pytest.mark.parametrize("words", [(), ("backup",), ("backup", "report"), ("service",), ("config",)])
def test_help_has_no_error(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert "usage: schoolwacht-agent" in capsys.readouterr().out


def test_a_collector_that_cannot_be_reached_is_69_and_a_wrong_token_77(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        assert run(tmp_path, "enrol", collector.token("guess").text()) == 77
    assert run(tmp_path, "enrol", collector.token().text()) == 69


def test_the_answer_to_an_enrolment_is_in_the_language_of_the_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with SmallCollector().open() as collector:
        assert run(tmp_path, "--lang", "nl", "enrol", collector.token().text()) == 0
    assert "Dit toestel is ingeschreven" in capsys.readouterr().err


def test_a_report_is_left_for_an_agent_that_does_not_run(tmp_path: Path) -> None:
    words = ["--job", "server", "--ok", "--every", "24h", "--bytes", "50MB", "--message", "fine"]
    assert run(tmp_path, "backup", "report", *words) == 0
    ((_, report),) = drop_folder.waiting(tmp_path / "drop", wall_clock())
    assert isinstance(report, BackupReport)
    assert (report.job, report.succeeded, report.every, report.size_bytes, report.message) == (
        "server", True, timedelta(hours=24), 50_000_000, "fine",
    )  # fmt: skip
    assert wall_clock() - report.finished_at < timedelta(minutes=1)


def test_a_job_can_be_forgotten(tmp_path: Path) -> None:
    assert run(tmp_path, "backup", "forget", "--job", "server") == 0
    assert [dropped for _, dropped in drop_folder.waiting(tmp_path / "drop", wall_clock())] == [Forget("server")]


def test_watched_files_can_be_looked_at_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "backup", "check") == 0
    check = f'[[backup_check]]\njob = "server"\npattern = "{tmp_path}/*.zst"\nnewest_within = "26h"\n'
    (tmp_path / "agent.toml").write_text(check)
    assert run(tmp_path, "backup", "check", "--json") == 3
    assert json.loads(capsys.readouterr().out)[0]["result"] == "failed"
    (tmp_path / "today.zst").write_bytes(b"backup")
    assert run(tmp_path, "backup", "check") == 0


def test_a_probe_shows_what_it_measures_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "probe", "mem") == 0
    assert "mem.used_percent" in capsys.readouterr().out
    assert run(tmp_path, "probe", "cpu", "--json") == 0
    assert {"name", "value", "unit", "tags"} == set(json.loads(capsys.readouterr().out)["cpu"][0])
    assert run(tmp_path, "probe", "backups") == 0
    assert "nothing to measure here" in capsys.readouterr().out


def test_before_anything_was_sent_show_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "show") == 0
    assert "Nothing was sent yet" in capsys.readouterr().err
    last_message.keep(tmp_path, PushRequest(agent_version="1", sent_at_ms=1_700_000_000_000))
    assert run(tmp_path, "show") == 0
    assert "2023-11-1" in capsys.readouterr().out


def test_status_of_a_machine_that_does_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "status") == 3
    assert "schoolwacht-agent enrol" in capsys.readouterr().out
    Wallet(tmp_path).save(identity_for(SmallCollector(port=7443)))
    assert run(tmp_path, "status", "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["device_id"], said["running"], said["collector"]) == (DEVICE, False, ["127.0.0.1:7443"])


def test_doctor_works_without_a_collector(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "doctor") == 3
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("wrong") and "-> ask for a token" in line for line in lines)
    assert all(line.split()[0] in {"good", "notice", "wrong"} for line in lines)
    assert run(tmp_path, "--lang", "nl", "doctor") == 3
    assert "fout    identiteit: " in capsys.readouterr().out
    assert run(tmp_path, "doctor", "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert {"check", "state", "code", "found", "remedy"} == set(said[0])
    assert "identity_none" in {one["code"] for one in said}


def test_doctor_ends_well_when_nothing_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with SmallCollector().open() as collector:
        Wallet(tmp_path).save(identity_for(collector))
        code = run(tmp_path, "doctor", "--json")
    said = {one["check"]: one["state"] for one in json.loads(capsys.readouterr().out)}
    assert said.pop("disk") in {"ok", "bad"}  # the machine of the tests may be full
    assert "bad" not in said.values()
    assert code in {0, 3}


def test_the_configuration_is_checked_shown_and_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "config", "defaults") == 0
    assert "[[backup_check]]" in capsys.readouterr().out
    (tmp_path / "agent.toml").write_text("push_every_seconds = 30")
    assert run(tmp_path, "config", "check") == 0
    assert run(tmp_path, "config", "show") == 0
    shown = [line.split("#") for line in capsys.readouterr().out.splitlines()]
    assert {setting.strip(): origin.strip() for setting, origin in shown}["push_every_seconds = 30"] == str(
        tmp_path / "agent.toml"
    )
    assert run(tmp_path, "config", "show", "--json") == 0
    assert json.loads(capsys.readouterr().out)["push_every_seconds"]["value"] == 30
    (tmp_path / "agent.toml").write_text("[probes.sofware]\nenabled = false")
    assert run(tmp_path, "config", "check") == 78
    assert "did you mean 'software'" in capsys.readouterr().err


def test_installing_can_be_looked_at_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "service", "install", "--dry-run") == 0
    assert f"--home {tmp_path} run" in capsys.readouterr().out
    assert run(tmp_path, "service", "uninstall", "--dry-run") == 0
    assert "systemctl disable" in capsys.readouterr().out


def test_every_sentence_is_there_in_both_languages() -> None:
    for key, (english_words, dutch_words) in SENTENCES.items():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english_words, dutch_words)]
        assert fields[0] == fields[1], key


def test_the_defaults_are_a_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "config", "defaults")
    assert tomllib.loads(capsys.readouterr().out) == {}
