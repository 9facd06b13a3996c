from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import grpc
import pytest

from agent.enrolled import identity_for
from agent.small_collector import SmallCollector
from schoolwacht_agent.checkup import examine
from schoolwacht_agent.identity import Identity, Wallet
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.spool.limits import Limits


def states(folder: Path, identity: Identity | None, **changes: object) -> dict[str, str]:
    if identity is not None:
        Wallet(folder).save(identity)
    settings = Settings(folder, "en", folder / "drop", spool=Limits(reserve_bytes=0))
    return {one.check: one.state for one in examine(replace(settings, **changes))}  # type: ignore[arg-type]  # fields of Settings


def test_all_is_well(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        assert states(tmp_path, identity_for(collector)) == {
            "rights": "ok", "disk": "ok", "agent": "warn", "certificate": "ok",
            "address": "ok", "collector": "ok", "time": "ok",
        }  # fmt: skip


def test_a_machine_that_is_not_enrolled(tmp_path: Path) -> None:
    assert states(tmp_path, None)["identity"] == "bad"


def test_a_collector_that_is_away(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        identity = identity_for(collector)
    assert states(tmp_path, identity)["address"] == "bad"


def test_a_name_that_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert states(tmp_path, identity_for(SmallCollector(port=1)))["address"] == "bad"


@pytest.mark.parametrize(
    ("collector", "days", "check", "state"),
    [
        (SmallCollector(), -1, "certificate", "bad"),
        (SmallCollector(), -1, "TLS", "bad"),
        (SmallCollector(clock_offset=timedelta(hours=1)), 730, "time", "warn"),
        (SmallCollector(refuse_with=grpc.StatusCode.PERMISSION_DENIED), 730, "collector", "bad"),
    ],
    ids=["expired", "TLS", "an hour off", "revoked"],
)
def test_each_trouble_is_named(tmp_path: Path, collector: SmallCollector, days: int, check: str, state: str) -> None:
    with collector.open():
        assert states(tmp_path, identity_for(collector, days=days))[check] == state


def test_a_disk_that_is_short(tmp_path: Path) -> None:
    short = Limits(reserve_bytes=2**62, reserve_percent=100)
    assert states(tmp_path, None, spool=short)["disk"] == "bad"
