"""The command line without a running collector: it works on the home itself, through the same interface."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from collector.school import NOW
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.cli import application

LISTS = [
    "device list", "token list", "alert list", "licence list", "licence coverage", "licence uncovered", "licence use",
    "user list",
    "limit list", "rule list", "room list", "backup-job list", "software list", "audit list", "api-token list",
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(tmp_path))
    return tmp_path


def run(words: str) -> str:
    done = CliRunner().invoke(application, words.split())
    assert done.exit_code == 0, f"{words}: {done.output}"
    return done.stdout


@pytest.mark.usefixtures("home")
def test_every_list_is_a_plain_list_for_programs() -> None:
    for words in LISTS:
        found = json.loads(run(f"{words} --json"))
        assert isinstance(found, list), words
        assert run(words) is not None


@pytest.mark.parametrize("words", LISTS)
def test_every_list_has_a_file_for_a_spreadsheet(words: str) -> None:
    said = CliRunner().invoke(application, [*words.split(), "--help"])
    assert "--csv" in said.output
    assert "--json" in said.output


def test_a_list_longer_than_a_page_is_printed_whole(home: Path) -> None:
    with SqlLedger(home / "ledger.db") as ledger:
        for number in range(501):
            deed = Deed(NOW, "els", f"deed.{number}", "", "")
            ledger.submit(lambda books, deed=deed: books.audit.note(deed))  # type: ignore[misc]
    actions = [one["action"] for one in json.loads(run("audit list --json"))]
    assert actions == [f"deed.{number}" for number in range(500, -1, -1)]


@pytest.mark.usefixtures("home")
def test_a_token_for_a_program_is_made_listed_and_revoked() -> None:
    text = run("api-token create grafana --expires 90d").strip()
    assert text.startswith("swa_")
    (token,) = json.loads(run("api-token list --json"))
    assert (token["name"], token["scope"]) == ("grafana", "read")
    assert text not in json.dumps(token)
    assert run(f"api-token revoke {token['token_id']}").strip() == "grafana: revoked"
    assert json.loads(run("api-token create forever --expires never --json"))["expires_at"] is None
    assert [one["who"] for one in json.loads(run("audit list --json"))] == ["cli"] * 3


@pytest.mark.usefixtures("home")
def test_a_user_lives_from_link_to_shut_out() -> None:
    assert "/start/" in run("user add els --role admin")
    assert "/start/" in run("user reset els")
    run("user add jan")
    assert run("user role jan viewer").strip() == "jan: viewer"
    assert run("user remove jan --yes").strip() == "jan: none"
    refused = CliRunner().invoke(application, ["user", "remove", "els", "--yes"])
    assert refused.exit_code == 1
    assert "last administrator" in refused.stderr


@pytest.mark.usefixtures("home")
def test_a_limit_is_otherwise_for_a_place_until_it_is_cleared() -> None:
    run("limit set disk_full warning_percent room 07 80")
    assert json.loads(run("limit list --json"))[0]["value"] == 80
    run("limit clear disk_full warning_percent room 07")
    assert json.loads(run("limit list --json")) == []


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("device list --json --csv", 2, "choose one"),
        ("api-token create x --expires soon", 2, "30m, 24h, 7d"),
        ("api-token revoke zzz", 1, "token_id"),
        ("alert show 9", 1, "no alert 9"),
        ("device show nothing", 1, "device list"),
        ("room rename A B --to C", 1, "no device is in that room"),
        ("licence remove Nothing --yes", 1, "no licence of that title"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_an_exit_code(words: str, code: int, told: str) -> None:
    done = CliRunner().invoke(application, words.split())
    assert done.exit_code == code
    assert told in done.output


def test_the_command_line_starts_without_what_it_does_not_need() -> None:
    script = "import sys; import schoolwacht_collector.cli; print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    heavy = ["httpx", "fastapi", "sqlalchemy", "alembic", "grpc", "apprise", "uvicorn", "babel", "cryptography"]
    done = subprocess.run([sys.executable, "-c", script, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
