"""Whoever calls is looked up, on every method but the few that are open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import grpc
import pytest

from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.entrypoints.grpc_ingest.callers import OPEN_METHODS, TRUST_FOR, CallerInterceptor
from schoolwacht_protos.v1 import enrolment_pb2, identity_pb2, ingest_pb2

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DEVICE = Device("d", "h", "", "", DeviceClass.SHARED, DeviceState.ACTIVE, NOW - timedelta(days=1))


class PaperLedger:
    """Gives the same caller, and counts how often it was asked."""

    def __init__(self, caller: Caller | None) -> None:
        self.caller, self.asked = caller, 0

    def read(self, work: Any) -> Any:  # noqa: ANN401 - as Ledger.read
        self.asked += 1
        return work(SimpleNamespace(devices=SimpleNamespace(caller=lambda _serial: self.caller)))


def methods(*files: Any) -> set[str]:  # noqa: ANN401 - generated modules
    return {
        f"/{service.full_name}/{method.name}"
        for file in files
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    }


def test_no_method_of_ours_is_open_on_the_agents_door() -> None:
    ours = methods(ingest_pb2, identity_pb2)
    assert ours == {"/schoolwacht_protos.v1.Ingest/Push", "/schoolwacht_protos.v1.Identity/Renew"}
    assert not ours & OPEN_METHODS
    assert all(method.startswith("/grpc.health.v1.Health/") for method in OPEN_METHODS)
    assert methods(enrolment_pb2) == {"/schoolwacht_protos.v1.Enrolment/Enrol"}


@pytest.mark.parametrize("method", sorted(methods(ingest_pb2, identity_pb2)))
async def test_every_method_of_ours_is_wrapped(method: str) -> None:
    async def inner(_request: Any, _context: Any) -> str:  # noqa: ANN401 - as gRPC calls it
        return "let in"

    async def continuation(_details: Any) -> Any:  # noqa: ANN401 - as gRPC calls it
        return grpc.unary_unary_rpc_method_handler(inner)

    interceptor = CallerInterceptor(PaperLedger(None), lambda: 0.0)  # type: ignore[arg-type]  # only read is asked
    handler = await interceptor.intercept_service(continuation, SimpleNamespace(method=method))
    assert handler is not None
    assert handler.unary_unary is not inner


def test_an_answer_is_believed_for_a_few_seconds_and_asked_again_when_something_changed() -> None:
    ledger, clock = PaperLedger(Caller(1, DEVICE, "ab", revoked=False)), [0.0]
    interceptor = CallerInterceptor(ledger, lambda: clock[0])  # type: ignore[arg-type]  # only read is asked
    for _ in range(3):
        interceptor._look_up("ab")
    assert ledger.asked == 1
    interceptor.forget()
    interceptor._look_up("ab")
    assert ledger.asked == 2
    clock[0] = TRUST_FOR + 0.1
    interceptor._look_up("ab")
    assert ledger.asked == 3
    assert TRUST_FOR < 5
