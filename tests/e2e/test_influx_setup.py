"""`schoolwacht influxdb prepare` on a real InfluxDB that nobody set up yet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from e2e.influxd import Influxd

BUCKETS = ("schoolwacht", "schoolwacht_daily", "schoolwacht_hourly")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Influxd]:
    """A server as it is after its installation."""
    fresh = Influxd(tmp_path / "influxd")
    fresh.folder.mkdir()
    fresh.start()
    yield fresh
    fresh.stop()


def prepare(server: Influxd, secrets: Path, *, succeeds: bool = True) -> dict[str, object]:
    words = ["influxdb", "prepare", server.url, "--secrets", str(secrets), "--wait", "5", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "schoolwacht_collector", *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode == 0) is succeeds, done.stderr
    return json.loads(done.stdout) if succeeds else {"said": done.stderr}


def write(server: Influxd, bucket: str, token: str) -> int:
    with httpx.Client(base_url=server.url) as http:
        return http.post(
            "/api/v2/write",
            params={"org": "school", "bucket": bucket},
            content="mem used=1i",
            headers={"Authorization": f"Token {token}"},
        ).status_code


def read(server: Influxd, bucket: str, token: str) -> int:
    with httpx.Client(base_url=server.url) as http:
        return http.get(
            "/query", params={"db": bucket, "q": "SELECT * FROM mem"}, headers={"Authorization": f"Token {token}"}
        ).status_code


def test_a_fresh_server_gets_buckets_and_tokens_that_can_do_no_more_than_they_need(
    server: Influxd, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets"
    done = prepare(server, secrets)
    assert done["set_up"]
    assert done["tokens"] == ["collector", "grafana"]
    collector, grafana = ((secrets / who / "influxdb.token").read_text().strip() for who in ("collector", "grafana"))
    for bucket in BUCKETS:
        assert write(server, bucket, collector) == 204
        assert read(server, bucket, collector) == 200
        assert read(server, bucket, grafana) == 200
        assert write(server, bucket, grafana) in {401, 403}
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Token {collector}"}) as http:
        assert http.post("/api/v2/buckets", json={"orgID": "0" * 16, "name": "x"}).status_code >= 400
        assert http.get("/api/v2/authorizations").json().get("authorizations", []) == []
    assert [(secrets / who / "influxdb.token").stat().st_mode & 0o777 for who in ("admin", "collector", "grafana")] == [
        0o600,
        0o640,
        0o640,
    ]
    assert (secrets / "grafana" / "admin.password").read_text().strip()


def test_a_repeat_changes_nothing_and_a_lost_file_is_replaced(server: Influxd, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    prepare(server, secrets)
    before = (secrets / "collector" / "influxdb.token").read_text()
    assert prepare(server, secrets) == {"set_up": False, "buckets": [], "tokens": []}
    assert (secrets / "collector" / "influxdb.token").read_text() == before
    (secrets / "collector" / "influxdb.token").unlink()
    assert prepare(server, secrets)["tokens"] == ["collector"]
    after = (secrets / "collector" / "influxdb.token").read_text().strip()
    assert write(server, "schoolwacht", after) == 204
    assert write(server, "schoolwacht", before.strip()) == 401


def test_a_start_that_was_interrupted_goes_on_with_the_token_that_lies_there(server: Influxd, tmp_path: Path) -> None:
    admin = tmp_path / "secrets" / "admin" / "influxdb.token"
    admin.parent.mkdir(parents=True)
    admin.write_text("made-up-before-the-power-went\n")
    assert prepare(server, tmp_path / "secrets")["set_up"]
    assert admin.read_text().strip() == "made-up-before-the-power-went"


def test_a_server_of_somebody_else_is_left_alone_with_a_sentence(server: Influxd, tmp_path: Path) -> None:
    prepare(server, tmp_path / "secrets")
    assert "set up before" in str(prepare(server, tmp_path / "others", succeeds=False)["said"])
