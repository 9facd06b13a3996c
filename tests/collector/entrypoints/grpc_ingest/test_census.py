"""A message is counted before it is built."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.entrypoints.grpc_ingest.census import Malformed, check, parts
from schoolwacht_protos.v1 import ingest_pb2 as pb


def test_the_parts_of_a_real_message_are_found() -> None:
    request = pb.PushRequest(agent_version="0.1.0", config_revision=7, batches=[pb.Batch(sequence=n) for n in (1, 2)])
    found = [number for number, _ in parts(request.SerializeToString(), 100)]
    assert found.count(pb.PushRequest.BATCHES_FIELD_NUMBER) == 2


def test_four_megabytes_of_empty_parts_are_refused_at_once() -> None:
    bomb = b"\x22\x00" * (2 * 1024 * 1024)
    begun = time.perf_counter()
    with pytest.raises(Malformed, match="more than 104 parts"):
        check(bomb, 104)
    assert time.perf_counter() - begun < 0.05


@pytest.mark.parametrize("broken", [b"\x22\x05ab", b"\x22", b"\xff" * 20, b"\x0b", b"\x09\x00"])
def test_a_message_that_ends_too_early_is_refused(broken: bytes) -> None:
    with pytest.raises(Malformed):
        check(broken, 100)


@given(st.binary(max_size=300))
def test_rubbish_is_counted_or_refused_and_nothing_else(rubbish: bytes) -> None:
    try:
        check(rubbish, 50)
    except Malformed:
        return
