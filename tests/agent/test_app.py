"""The whole agent against a real gRPC server, as a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.enrolled import DEVICE, identity_for
from agent.running import agent, command
from agent.small_collector import SmallCollector
from agent.spooling import everything, frame, open_spool
from schoolwacht_agent.clock import milliseconds
from schoolwacht_agent.identity import Wallet
from schoolwacht_protos.v1.ingest_pb2 import Payload

FAST = {"SCHOOLWACHT_AGENT_PUSH_EVERY_SECONDS": "10"}


@pytest.fixture
def collector() -> Iterator[SmallCollector]:
    with SmallCollector().open() as made:
        yield made


def now_ms() -> int:
    return milliseconds(datetime.now(UTC))


def tables(collector: SmallCollector) -> set[str]:
    return {table.table for payload in collector.payloads() for table in payload.tables}


def names(collector: SmallCollector) -> list[str]:
    return [event.name for payload in collector.payloads() for event in payload.events]


def test_a_machine_appears_within_seconds_and_reports_a_backup(collector: SmallCollector, tmp_path: Path) -> None:
    enrolled = command(tmp_path, "enrol", collector.token().text(), "--json")
    assert enrolled.returncode == 0, enrolled.stderr
    acks = tmp_path / "acks"
    with agent(tmp_path, **FAST, SCHOOLWACHT_AGENT_ACK_LOG=str(acks)) as running:
        collector.wait_for(lambda: {"os", "hardware"} <= tables(collector), 20)
        collector.wait_for(lambda: any(payload.frames for payload in collector.payloads()), 20)
        assert command(tmp_path, "backup", "report", "--job", "server", "--failed").returncode == 0
        collector.wait_for(lambda: "backups" in tables(collector) and "backup_report" in names(collector), 20)
        status = command(tmp_path, "status", "--json")
        assert json.loads(status.stdout)["device_id"] == json.loads(enrolled.stdout)["device_id"]
        assert status.returncode == 0
        assert json.loads(command(tmp_path, "show", "--json").stdout)["batches"]
        running.send_signal(signal.SIGTERM)
        began = datetime.now(UTC)
        assert running.wait(10) == 0
        assert (datetime.now(UTC) - began).total_seconds() < 5
    first = collector.requests[0]
    assert not first.batches, "the first contact is empty: nothing is stamped before the time is known"
    logged = {(line["spool_id"], line["sequence"]) for line in map(json.loads, acks.read_text().splitlines())}
    assert {(spool.hex(), sequence) for spool, sequence in collector.stored} == logged


def test_killed_at_any_moment_nothing_is_lost_and_nothing_comes_twice(
    collector: SmallCollector, tmp_path: Path
) -> None:
    assert command(tmp_path, "enrol", collector.token().text()).returncode == 0
    acks = tmp_path / "acks"
    for pause in (0.9, 1.2, 1.6):
        with agent(tmp_path, **FAST, SCHOOLWACHT_AGENT_ACK_LOG=str(acks)) as running:
            time.sleep(pause)
            running.kill()
            running.wait()
    with agent(tmp_path, **FAST, SCHOOLWACHT_AGENT_ACK_LOG=str(acks)):
        known = len(collector.stored)
        collector.wait_for(lambda: len(collector.stored) > known and "os" in tables(collector), 20)
    logged = {(line["spool_id"], line["sequence"]) for line in map(json.loads, acks.read_text().splitlines())}
    assert logged <= {(spool.hex(), sequence) for spool, sequence in collector.stored}
    ids = [event.id for payload in collector.payloads() for event in payload.events]
    assert len(ids) == len(set(ids))
    assert all(Payload.FromString(payload) for payload in collector.stored.values())


def test_a_service_waits_for_approval_by_itself(collector: SmallCollector, tmp_path: Path) -> None:
    collector.pending = 2
    waiting = command(tmp_path, "enrol", collector.token().text(), "--no-wait")
    assert waiting.returncode == 75
    with agent(tmp_path, **FAST):
        collector.wait_for(lambda: collector.requests, 20)
    assert len({request.signing_request for request in collector.enrolments}) == 1
    assert not (tmp_path / "pending.json").exists()


def test_a_second_agent_for_the_same_home_ends_with_75(collector: SmallCollector, tmp_path: Path) -> None:
    assert command(tmp_path, "enrol", collector.token().text()).returncode == 0
    with agent(tmp_path, **FAST):
        collector.wait_for(lambda: collector.requests, 20)
        second = command(tmp_path, "run")
    assert second.returncode == 75
    assert "already" in second.stderr


def test_an_agent_that_is_not_enrolled_ends_with_78(tmp_path: Path) -> None:
    ended = command(tmp_path, "run")
    assert ended.returncode == 78
    assert "schoolwacht-agent enrol" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_large_library_that_is_not_needed_is_in_the_agents_process() -> None:
    look = "import sys, schoolwacht_agent.app, schoolwacht_agent.probes as p; p.load(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cryptography", "influxdb_client", "sqlalchemy", "pydantic", "scapy", "argparse"} & set(loaded)


@pytest.mark.parametrize("days", [730, -1], ids=["a good certificate", "an expired one"])
def test_a_machine_that_is_enrolled_again_stays_the_same_device_and_keeps_what_waits(
    collector: SmallCollector, tmp_path: Path, days: float
) -> None:
    Wallet(tmp_path).save(identity_for(collector, days=days))
    spool = open_spool(tmp_path)
    spool.append(now_ms(), [frame(now_ms())])
    waiting = {(batch.spool_id, batch.sequence) for batch in everything(spool)}
    spool.close()
    enrolled = command(tmp_path, "enrol", "--token", collector.token().text(), "--json")
    assert json.loads(enrolled.stdout)["device_id"] == DEVICE
    with agent(tmp_path, **FAST):
        collector.wait_for(lambda: waiting <= set(collector.stored), 20)


def test_a_running_agent_whose_certificate_expired_goes_on_at_once_when_it_is_enrolled_again(
    collector: SmallCollector, tmp_path: Path
) -> None:
    Wallet(tmp_path).save(identity_for(collector, days=-1))
    with agent(tmp_path, **FAST):
        time.sleep(2)
        assert collector.requests == []
        begun = now_ms()
        assert command(tmp_path, "enrol", "--token", collector.token().text()).returncode == 0
        collector.wait_for(lambda: any(payload.frames for payload in collector.payloads()), 20)
    moments = [one.taken_at_ms for payload in collector.payloads() for one in payload.frames]
    assert min(moments) < begun, "what was measured meanwhile is there too"
