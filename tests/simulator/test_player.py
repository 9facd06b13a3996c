"""Stepping through time: what comes in and what goes out. With a real collector: test_play_on_a_collector.py."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import grpc
import pytest

from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer
from schoolwacht_simulator.courier import ANY_PLACE, Office
from schoolwacht_simulator.identity import Wallet
from schoolwacht_simulator.player import BadLine, Player, moment_in, play, played
from simulator.fake_collector import FakeCollector, all_of, fake_collector
from simulator.story import HOUR_MS, TUESDAY, at, school, spool_ids

DEVICES = 20


def player(collector: FakeCollector, home: Path) -> Player:
    ids = spool_ids()
    return Player(
        school(DEVICES), Office(collector.address, {ANY_PLACE: collector.token}, Wallet(home)), lambda: next(ids)
    )


async def test_a_line_for_each_step_says_what_came_of_it(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    moments = [at(TUESDAY, 3), at(TUESDAY, 9), at(TUESDAY, 10)]
    async with fake_collector() as collector:
        lines = StringIO("".join(played(iter(moments))) + "\n")
        await play(player(collector, tmp_path), lines, lambda line: said.append(json.loads(line)))
    assert [one["now_ms"] for one in said] == moments
    assert said[0]["on"] == 2
    assert said[1]["on"] > 12
    for one in said:
        assert one["pushed"] == one["stored"] > 0
        assert one["refused"] == one["waiting"] == 0
        assert one["seconds"] >= 0


async def test_trouble_that_passes_delays_and_loses_nothing(tmp_path: Path) -> None:
    async with fake_collector() as collector:
        collector.answers = [grpc.StatusCode.UNAVAILABLE, all_of(BatchAnswer.LATER), all_of(BatchAnswer.STORED)]
        one = player(collector, tmp_path)
        said = await one.step(at(TUESDAY, 3))
        await one.close()
    assert said["stored"] == 4
    assert said["waiting"] == 0
    assert said["pushed"] > said["stored"]


async def test_time_only_goes_on(tmp_path: Path) -> None:
    async with fake_collector() as collector:
        one = player(collector, tmp_path)
        await one.step(at(TUESDAY, 3))
        with pytest.raises(BadLine, match="time only goes on"):
            await one.step(at(TUESDAY, 3))
        await one.close()


async def test_a_room_whose_switch_is_dead_sends_all_of_it_afterwards(tmp_path: Path) -> None:
    planned = school(60)
    fault = next(one for one in planned.faults if one.name == "room silent")
    dead = round(fault.begins.timestamp() * 1000)
    async with fake_collector() as collector:
        ids = spool_ids()
        office = Office(collector.address, {ANY_PLACE: collector.token}, Wallet(tmp_path))
        one = Player(planned, office, lambda: next(ids))
        await one.step(dead - HOUR_MS)
        waiting = [(await one.step(dead + hours * HOUR_MS))["waiting"] for hours in range(3, 7)]
        await one.close()
    assert waiting[0] > 10
    assert waiting[1] > waiting[0]
    assert waiting[-1] == 0


@pytest.mark.parametrize(
    "line", ["", "now", "{}", "[]", '{"now_ms": "soon"}', '{"now_ms": true}', '{"now_ms": 0}', "5"]
)
def test_a_line_that_is_no_time_is_refused_with_a_sentence(line: str) -> None:
    with pytest.raises(BadLine, match="now_ms"):
        moment_in(line)
