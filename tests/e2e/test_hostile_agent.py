"""An enrolled machine that sends whatever it likes: each piece is taken, cut or refused in words, and the rest goes on.

Own gRPC client, real certificates. What only one layer decides is tried there in depth: tests/collector/entrypoints/
grpc_ingest and tests/collector/usecases/test_record_batch.py.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from schoolwacht_protos.v1 import ingest_pb2 as pb
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.raw_agent import (
    MEM,
    NEW_SPOOL,
    REFUSED,
    SEND_DICTIONARY,
    STORED,
    RawAgent,
    dictionary,
    doctor,
    frame,
    joined,
    now_ms,
    shape,
    snapshot,
    volume,
)

pytestmark = pytest.mark.e2e
HOUR = 3_600_000
YEAR = 365 * 24 * HOUR
NASTY = "lok\u202e7\nevil,x=1 \x00end"
CLEANED = "lok7 evil,x=1 end"


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    with staged_collector(tmp_path_factory.mktemp("hostile") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def token(collector: StagedCollector) -> str:
    return collector.token("--uses", "100")


@pytest.fixture
def agent(collector: StagedCollector, token: str) -> Iterator[RawAgent]:
    with joined(collector, token) as one:
        yield one


@pytest.fixture
def neighbour(collector: StagedCollector, token: str) -> Iterator[RawAgent]:
    with joined(collector, token, "neighbour") as one:
        yield one


# ------------------------------------------------------------------------------------------------------------ joining


def refusal(collector: StagedCollector, token: str) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        RawAgent(collector, token)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    return str(refused.value.details())


def test_a_token_that_nobody_made_is_refused_in_words(collector: StagedCollector, token: str) -> None:
    said = json.loads(base64.urlsafe_b64decode(token.removeprefix("swt1.") + "=="))
    made_up = base64.urlsafe_b64encode(json.dumps(said | {"s": "A" * len(said["s"])}).encode()).decode()
    assert "not one of ours" in refusal(collector, f"swt1.{made_up.rstrip('=')}")


def test_a_token_that_was_withdrawn_lets_nobody_in(collector: StagedCollector) -> None:
    lost = collector.token("--room", "lost")
    (token_id,) = (one["token_id"] for one in collector.ask("token", "list") if one["room"] == "lost")
    assert collector.command("token", "withdraw", token_id).stdout == f"{token_id}: withdrawn\n"
    assert "not one of ours" in refusal(collector, lost)


# ------------------------------------------------------------------------------------------------------------- series


def test_ten_thousand_new_series_of_one_device_end_at_its_limit_and_harm_nobody(
    collector: StagedCollector, agent: RawAgent, neighbour: RawAgent
) -> None:
    flood = [
        dictionary(*(volume(f"/{number}/{place}", "free", "used", "total") for place in range(500)))
        for number in range(7)
    ]
    answers = agent.push(*(frame(one, *range(1500)) for one in flood), dictionaries=flood)
    assert {answer.outcome for answer in answers} <= {STORED, REFUSED}
    began = time.monotonic()
    (answer,) = neighbour.push(frame(MEM, 41), dictionaries=[MEM])
    assert (answer.outcome, answer.reason) == (STORED, "")
    assert time.monotonic() - began < 2
    wait_for("the neighbour's number", 10, lambda: neighbour.has(41))
    kept = sum(len(agent.points(f"disk.{name}")) for name in ("free", "used", "total"))
    assert 0 < kept <= 1000
    told = [answer.reason for answer in answers] + [doctor(collector).get("quarantine", {}).get("detail", "")]
    assert any("more than 1000 series" in words for words in told), told


def used_up(place: int) -> pb.Dictionary:
    """A dictionary of a volume that is mounted under another name every time."""
    return dictionary(volume(f"/{place}", "free"))


def test_a_machine_whose_volumes_change_a_thousand_times_is_never_refused(agent: RawAgent) -> None:
    for place in range(1000):
        means = used_up(place)
        (answer,) = agent.push(frame(means, place), dictionaries=[means])
        assert (answer.outcome, answer.reason) == (STORED, ""), place
    wait_for("the last volume", 20, lambda: agent.has(999, "disk.free"))
    first = frame(used_up(0), 5000)
    asked = agent.send(agent.batch(first))
    assert [one.outcome for one in asked.answers] == [SEND_DICTIONARY]
    assert list(asked.missing_dictionaries) == [used_up(0).id]
    (answer,) = agent.push(first, dictionaries=[used_up(0)])
    assert answer.outcome == STORED
    wait_for("the first volume, mounted again", 10, lambda: agent.has(5000, "disk.free"))
    stored = {value for _, values in agent.points("disk.free") for value in values}
    assert stored == {*range(1000), 5000}


def test_dictionaries_without_end_are_refused_not_asked_for_again_and_again(agent: RawAgent) -> None:
    many = [used_up(place) for place in range(1400)]
    for start in range(0, len(many), 32):
        agent.send(dictionaries=many[start : start + 32])
    (answer,) = agent.push(frame(many[-1], 7), dictionaries=many[-1:])
    assert answer.outcome == REFUSED, answer
    assert "dictionaries" in answer.reason


def test_a_dictionary_that_is_not_what_its_id_says_is_refused_not_asked_for_again(agent: RawAgent) -> None:
    false = pb.Dictionary(id=MEM.id ^ 1, definition=MEM.definition)
    (answer,) = agent.push(frame(false, 7), dictionaries=[false])
    assert answer.outcome == REFUSED, answer
    assert "id" in answer.reason


def test_measurements_and_fields_we_do_not_know_are_left_out_and_their_neighbours_are_kept(agent: RawAgent) -> None:
    names = ("mem\nswap", "mem,host=x", "mem\x00", "m\u202eem", "m" * 10_240, "weather")
    shapes = [one for name in names for one in (shape(name, {"used": 0}), shape("swap", {name: 0}))]
    odd = dictionary(*shapes, shape("mem", {"used": 0}))
    (answer,) = agent.push(frame(odd, *range(len(shapes)), 43), dictionaries=[odd])
    assert answer.outcome == STORED
    wait_for("the good number", 10, lambda: agent.has(43))
    assert agent.points("swap.used") == []


def test_hostile_names_of_volumes_are_cleaned_and_cut(agent: RawAgent) -> None:
    odd = dictionary(volume(NASTY, "free"), volume("x" * 10_240, "free"))
    (answer,) = agent.push(frame(odd, 1, 2), dictionaries=[odd])
    assert answer.outcome == STORED
    found = wait_for("both volumes", 10, lambda: agent.points("disk.free"))
    assert sorted(tags["path"] for tags, _ in found) == [CLEANED, "x" * 200]


def test_whoever_claims_to_be_another_machine_stays_who_its_certificate_says(
    agent: RawAgent, neighbour: RawAgent
) -> None:
    claim = {"host": "neighbour", "device_id": neighbour.device_id}
    odd = dictionary(shape("mem", {"used": 0}, claim), shape("mem", {"free": 0}))
    (answer,) = agent.push(frame(odd, 44, 45), dictionaries=[odd])
    assert answer.outcome == STORED
    wait_for("the number without a claim", 10, lambda: agent.has(45, "mem.free"))
    assert not agent.has(44)
    assert neighbour.points("mem.used") == []
    assert agent.shown()["host"] == "raw"


# ------------------------------------------------------------------------------------------------------------- frames


def test_a_frame_an_hour_ahead_and_one_ten_years_back_are_told_and_the_good_one_is_stored(
    collector: StagedCollector, agent: RawAgent
) -> None:
    moments = (now_ms(), now_ms() + HOUR, now_ms() - 10 * YEAR)
    together = pb.Payload(frames=[frame(MEM, 50 + place, at=at).frames[0] for place, at in enumerate(moments)])
    (answer,) = agent.push(together, dictionaries=[MEM])
    assert answer.outcome == STORED
    assert "future or too long ago" in answer.reason
    wait_for("the good number", 10, lambda: agent.has(50))
    assert [values for _, values in agent.points("mem.used")] == [[50]]
    assert "future or too long ago" in doctor(collector)["quarantine"]["detail"]


@pytest.mark.parametrize("sent_at", [-(2**63), 2**63 - 1, 1])
def test_no_clock_of_a_sender_keeps_its_batch_from_being_stored(agent: RawAgent, sent_at: int) -> None:
    reply = agent.send(agent.batch(frame(MEM, 51)), dictionaries=[MEM], sent_at=sent_at)
    assert [answer.outcome for answer in reply.answers] == [STORED]


def test_the_same_batch_twice_counts_once_and_other_content_under_its_number_asks_for_a_new_spool(
    agent: RawAgent,
) -> None:
    first = agent.batch(frame(MEM, 60))
    other = pb.Batch(spool_id=first.spool_id, sequence=first.sequence, payload=frame(MEM, 61).SerializeToString())
    outcomes = [agent.send(one, dictionaries=[MEM]).answers[0].outcome for one in (first, first, other)]
    assert outcomes == [STORED, STORED, NEW_SPOOL]
    wait_for("the first content", 10, lambda: agent.has(60))
    assert [values for _, values in agent.points("mem.used")] == [[60]]
    assert agent.shown()["cloned_at"] is not None
    agent.spool = os.urandom(16)
    assert agent.push(other.payload)[0].outcome == STORED
    wait_for("the other content, under its new name", 10, lambda: agent.has(61))


def test_a_batch_under_another_devices_key_belongs_to_its_sender(agent: RawAgent, neighbour: RawAgent) -> None:
    at = now_ms()
    mine = agent.batch(frame(MEM, 70, at=at))
    assert agent.send(mine, dictionaries=[MEM]).answers[0].outcome == STORED
    forged = pb.Batch(spool_id=mine.spool_id, sequence=mine.sequence, payload=frame(MEM, 71, at=at).SerializeToString())
    assert neighbour.send(forged, dictionaries=[MEM]).answers[0].outcome == STORED
    wait_for("both numbers", 10, lambda: agent.has(70) and neighbour.has(71))
    assert not agent.has(71)
    assert agent.shown()["cloned_at"] is None


def test_numbers_that_are_too_few_too_many_or_as_large_as_they_can_be(agent: RawAgent) -> None:
    largest = 2**63 - 1
    answers = agent.push(frame(MEM), frame(MEM, 1, 2), frame(MEM, largest), dictionaries=[MEM])
    assert [answer.outcome for answer in answers] == [STORED, STORED, STORED]
    assert ["numbers" in answer.reason for answer in answers] == [True, True, False]
    wait_for("the largest number", 10, lambda: agent.has(largest))


# ------------------------------------------------------------------------------------------------- tables and events


def test_a_table_with_5001_rows_is_left_out_and_told_and_a_batch_over_2_mib_is_refused(agent: RawAgent) -> None:
    names = [f"program {number}" for number in range(5001)]
    long, large, good = (
        snapshot("software", source=["dpkg"] * 5001, name=names, version=["1"] * 5001, architecture=["x"] * 5001),
        snapshot("disks", name=["sda"], model=["x" * (2 * 1024 * 1024)]),
        snapshot("disks", name=["sda"], model=["Samsung"]),
    )
    answers = [agent.push(one)[0] for one in (long, large, good)]
    assert [answer.outcome for answer in answers] == [STORED, REFUSED, STORED]
    assert "more than 5000 rows" in answers[0].reason
    assert "2 MiB" in answers[1].reason
    facts = agent.shown()["facts"]
    assert "software" not in facts
    assert facts["disks"]["rows"] == [{"name": "sda", "model": "Samsung"}]


def test_an_unknown_table_and_hostile_cells_are_left_out_or_cleaned(agent: RawAgent) -> None:
    together = snapshot("passwords", name=["root"])
    together.tables.extend(snapshot("disks", name=[NASTY, "y" * 10_240], model=["", "Z\ufeff"]).tables)
    (answer,) = agent.push(together)
    assert answer.outcome == STORED
    assert "passwords: an unknown table" in answer.reason
    facts = agent.shown()["facts"]
    assert "passwords" not in facts
    assert sorted(row["name"] for row in facts["disks"]["rows"]) == [CLEANED, "y" * 512]


def test_a_column_of_infinities_where_whole_numbers_belong_is_told(agent: RawAgent) -> None:
    odd = snapshot("disks", name=["sda"])
    odd.tables[0].columns.add(name="size_bytes", reals=[float("inf")])
    (answer,) = agent.push(odd)
    assert answer.outcome == STORED
    assert "size_bytes" in answer.reason
    assert "disks" not in agent.shown()["facts"]


def events(number: int, at: int) -> pb.Payload:
    return pb.Payload(
        events=[
            pb.Event(id=os.urandom(16), name="clock_jumped", happened_at_ms=at, keys=["seconds"], values=["5"])
            for _ in range(number)
        ]
    )


def test_a_batch_with_too_many_events_is_refused_and_a_flood_of_them_keeps_nobody_waiting(
    agent: RawAgent, neighbour: RawAgent
) -> None:
    (answer,) = agent.push(events(400, now_ms()))
    assert answer.outcome == REFUSED
    assert "more" in answer.reason
    flood = [events(256, now_ms()) for _ in range(64)]
    assert {answer.outcome for answer in agent.push(*flood)} == {STORED}
    began = time.monotonic()
    assert neighbour.push(frame(MEM, 80), dictionaries=[MEM])[0].outcome == STORED
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("at", [2**63 - 1, -(2**63), 400_000 * YEAR])
def test_an_event_at_no_moment_there_is_is_told_and_blocks_nothing(agent: RawAgent, at: int) -> None:
    answers = agent.push(events(1, at), frame(MEM, 81), dictionaries=[MEM])
    assert answers[0].outcome in {STORED, REFUSED}
    assert "clock_jumped" in answers[0].reason
    assert answers[1].outcome == STORED


def test_rubbish_in_a_batch_is_refused_and_the_next_one_stored(collector: StagedCollector, agent: RawAgent) -> None:
    answers = agent.push(os.urandom(500) + b"\xff", frame(MEM, 90), dictionaries=[MEM])
    assert [answer.outcome for answer in answers] == [REFUSED, STORED]
    assert doctor(collector)["quarantine"]["state"] == "warning"


def test_after_all_that_the_collector_still_takes_in_and_its_log_has_no_crash(
    collector: StagedCollector, agent: RawAgent
) -> None:
    assert agent.push(frame(MEM, 91), dictionaries=[MEM])[0].outcome == STORED
    wait_for("the number", 10, lambda: agent.has(91))
    assert "Traceback" not in Path(collector.log).read_text()
