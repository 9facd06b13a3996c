from __future__ import annotations

import grpc
import pytest

from schoolwacht_protos.v1.enrolment_pb2 import EnrolReply, EnrolRequest
from schoolwacht_protos.v1.ingest_pb2 import Batch, BatchAnswer, PushRequest
from schoolwacht_simulator.identity import as_pem, new_identity
from schoolwacht_simulator.line import Line, LineTrouble, Misunderstood, NotWelcome, enrol
from simulator.fake_collector import FakeCollector, fake_collector
from stage.collector import free_port


async def joined(collector: FakeCollector) -> Line:
    identity, authority = new_identity(), collector.token.server_ca
    request = EnrolRequest(token="secret", signing_request=identity.signing_request)
    reply = await enrol(collector.address, authority, request)
    assert reply.status == EnrolReply.APPROVED
    return Line(collector.address, authority, identity.key, as_pem(reply.certificate))


async def test_what_is_pushed_is_answered() -> None:
    async with fake_collector() as collector:
        line = await joined(collector)
        reply = await line.push(PushRequest(batches=[Batch(payload=b"x")]))
        await line.close()
    assert [answer.outcome for answer in reply.answers] == [BatchAnswer.STORED]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, NotWelcome),
        (grpc.StatusCode.PERMISSION_DENIED, NotWelcome),
        (grpc.StatusCode.INVALID_ARGUMENT, Misunderstood),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, LineTrouble),
        (grpc.StatusCode.UNAVAILABLE, LineTrouble),
    ],
)
async def test_an_error_is_said_in_one_line(code: grpc.StatusCode, meaning: type[LineTrouble]) -> None:
    async with fake_collector() as collector:
        line = await joined(collector)
        collector.answers = [code]
        with pytest.raises(LineTrouble, match="told to fail") as told:
            await line.push(PushRequest())
        await line.close()
    assert type(told.value) is meaning


async def test_nobody_there_is_trouble_on_the_line() -> None:
    async with fake_collector() as collector:
        authority = collector.token.server_ca
    with pytest.raises(LineTrouble):
        await enrol(f"127.0.0.1:{free_port()}", authority, EnrolRequest())


async def test_a_collector_with_another_authority_is_not_believed() -> None:
    async with fake_collector() as one, fake_collector() as other:
        with pytest.raises(LineTrouble):
            await enrol(one.address, other.token.server_ca, EnrolRequest(token="secret"))
        assert one.enrolled == []
