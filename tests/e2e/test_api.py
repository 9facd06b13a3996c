"""The interface of a real collector, in both its places: its own command line and programs with a token."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest

from stage.agent import StagedAgent
from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    with staged_collector(tmp_path_factory.mktemp("api"), with_agent=True) as running:
        wait_for("this machine", 60, lambda: running.ask("device", "list"))
        yield running


def program(collector: StagedCollector, token: str = "") -> httpx.Client:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=f"http://127.0.0.1:{collector.console_port}/api/v1", headers=headers)


def made(collector: StagedCollector, *words: str) -> str:
    """The text of a new token."""
    return collector.command("api-token", "create", *words).stdout.strip()


def test_a_program_with_a_token_sees_what_the_command_line_sees(collector: StagedCollector) -> None:
    with program(collector, made(collector, "grafana")) as reader:
        devices = reader.get("/devices").json()["items"]
        assert [one["device_id"] for one in devices] == [one["device_id"] for one in collector.ask("device", "list")]
        assert reader.get(f"/devices/{devices[0]['host']}").json()["facts"]["os"]["rows"]
        refused = reader.post(f"/devices/{devices[0]['host']}/retire")
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"


def test_without_a_token_the_network_is_told_nothing_and_the_console_is_where_it_was(
    collector: StagedCollector,
) -> None:
    with program(collector) as stranger:
        assert stranger.get("/devices").status_code == 401
        assert stranger.get("/docs").status_code == 200
        front = stranger.get(f"http://127.0.0.1:{collector.console_port}/login")
        assert front.status_code == 200
        assert "text/html" in front.headers["content-type"]


def test_a_change_by_a_program_stands_in_the_trail_under_the_name_of_its_token(collector: StagedCollector) -> None:
    with program(collector, made(collector, "smartboard", "--scope", "write")) as writer:
        (device, *_) = writer.get("/devices").json()["items"]
        moved = writer.patch(f"/devices/{device['device_id']}", json={"room": "Serverlokaal"})
        assert moved.json()["room"] == "Serverlokaal"
    newest = collector.ask("audit", "list")[0]
    assert (newest["who"], newest["action"]) == ("api:smartboard", "device.set")
    assert [one["room"] for one in collector.ask("room", "list")] == ["Serverlokaal"]


def test_a_revoked_token_is_refused_at_once(collector: StagedCollector) -> None:
    text = made(collector, "old")
    with program(collector, text) as reader:
        assert reader.get("/rooms").status_code == 200
        collector.command("api-token", "revoke", text[4:12])
        assert reader.get("/rooms").status_code == 401


def test_every_list_of_the_command_line_is_also_a_file(collector: StagedCollector) -> None:
    for words in ("device list", "software list", "rule list", "room list", "audit list", "device changes"):
        arguments = words.split() + ([collector.ask("device", "list")[0]["host"]] if words == "device changes" else [])
        text = collector.command(*arguments, "--csv").stdout
        rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
        assert len({len(row) for row in rows}) == 1, words
        assert len(rows) == len(collector.ask(*arguments)) + 1


def test_the_command_line_answers_alike_when_nothing_runs(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home") as running:
        agent = StagedAgent(tmp_path / "agent")
        agent.command("enrol", running.token("--room", "12"))
        live = {
            words: running.ask(*words.split()) for words in ("device list", "token list", "limit list", "rule list")
        }
    for words, rows in live.items():
        assert running.ask(*words.split()) == rows, words
