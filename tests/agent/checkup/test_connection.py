from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest

from agent.enrolled import identity_for
from agent.small_collector import Issuer, SmallCollector
from schoolwacht_agent.checkup.connection import connection
from schoolwacht_agent.checkup.finding import Finding, Said
from schoolwacht_agent.identity import Identity, Wallet
from schoolwacht_agent.settings import Settings


def examined(folder: Path, identity: Identity | None, **changes: object) -> list[Finding]:
    if identity is not None:
        Wallet(folder).save(identity)
    settings = Settings(folder, "en", folder / "drop")
    return list(connection(replace(settings, **changes), datetime.now(UTC)))  # type: ignore[arg-type]  # fields of Settings


def states(folder: Path, identity: Identity | None, **changes: object) -> dict[str, str]:
    return {one.check: one.state.value for one in examined(folder, identity, **changes)}


def said(folder: Path, identity: Identity | None, **changes: object) -> list[Said]:
    return [one.said for one in examined(folder, identity, **changes)]


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return f"127.0.0.1:{nobody.getsockname()[1]}"


def test_all_is_well(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        assert states(tmp_path, identity_for(collector)) == dict.fromkeys(
            ("identity", "certificate", "address", "TLS", "collector", "time"), "ok"
        )


def test_a_machine_that_is_not_enrolled(tmp_path: Path) -> None:
    assert said(tmp_path, None) == [Said.IDENTITY_NONE]


def test_a_collector_that_is_away_leaves_the_clock_unknown(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        identity = identity_for(collector)
    assert said(tmp_path, identity)[-2:] == [Said.PORT_REFUSED, Said.CLOCK_UNKNOWN]


@pytest.mark.parametrize(
    ("trouble", "finding"),
    [
        (socket.gaierror("no such name"), Said.NAME_UNKNOWN),
        (TimeoutError("timed out"), Said.PORT_SILENT),
        (ConnectionRefusedError("refused"), Said.PORT_REFUSED),
        (OSError(101, "Network is unreachable"), Said.PORT_TROUBLE),
    ],
)
def test_each_way_not_to_arrive_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: OSError, finding: Said
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(socket, "create_connection", fails)
    assert finding in said(tmp_path, identity_for(SmallCollector(port=1)))


@pytest.mark.parametrize(
    ("make", "days", "finding"),
    [
        (SmallCollector, -1, Said.CERTIFICATE_EXPIRED),
        (SmallCollector, -1, Said.COLLECTOR_TROUBLE),
        (lambda: SmallCollector(clock_offset=timedelta(hours=1)), 730, Said.CLOCK_OFF),
        (lambda: SmallCollector(refuse_with=grpc.StatusCode.PERMISSION_DENIED), 730, Said.COLLECTOR_UNWELCOME),
    ],
    ids=["expired", "not let in", "an hour off", "revoked"],
)
def test_each_trouble_is_named(tmp_path: Path, make: Callable[[], SmallCollector], days: int, finding: Said) -> None:
    with make().open() as collector:
        assert finding in said(tmp_path, identity_for(collector, days=days))


def test_a_collector_that_was_set_up_anew_is_another_one(tmp_path: Path) -> None:
    with SmallCollector(Issuer("servers")).open() as collector:
        ours = identity_for(SmallCollector(Issuer("servers"), port=collector.port))
        assert Said.TLS_FOREIGN in said(tmp_path, ours)


def test_another_program_on_the_port_is_none_of_ours(tmp_path: Path) -> None:
    def greet(server: socket.socket) -> None:
        caller, _ = server.accept()
        caller.sendall(b"220 mail.school.be ESMTP\r\n")
        caller.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=greet, args=(server,))
        thread.start()
        assert Said.TLS_NONE in said(tmp_path, identity_for(SmallCollector(port=server.getsockname()[1])))
        thread.join(5)


def test_key_and_certificate_of_two_machines_are_told(tmp_path: Path) -> None:
    collector = SmallCollector(port=1)
    mixed = replace(identity_for(collector), key=identity_for(collector).key)
    assert Said.CERTIFICATE_BROKEN in said(tmp_path, mixed)


def test_a_clock_before_the_certificate_is_told(tmp_path: Path) -> None:
    early = replace(identity_for(SmallCollector(port=1)), not_before="2100-01-01T00:00:00+00:00")
    assert Said.CERTIFICATE_EARLY in said(tmp_path, replace(early, not_after="2101-01-01T00:00:00+00:00"))


def test_a_renewal_that_is_long_overdue_is_told(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        assert Said.CERTIFICATE_ENDING in said(tmp_path, replace(identity_for(collector), renew_after_ms=1))


def test_a_spare_address_that_does_not_answer_is_no_failure(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        identity = identity_for(collector)
        two = replace(identity, addresses=(closed_port(), *identity.addresses))
        found = [(one.said, one.state.value) for one in examined(tmp_path, two)]
    assert (Said.PORT_REFUSED, "warn") in found
    assert (Said.COLLECTOR_GOOD, "ok") in found
    assert "bad" not in {state for _, state in found}


def test_addresses_of_the_configuration_are_looked_at_instead(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        assert states(tmp_path, identity_for(collector), collector=(closed_port(),))["address"] == "bad"
