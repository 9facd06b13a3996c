from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import grpc
import pytest

from agent.enrolled import identity_for
from agent.small_collector import Issuer, SmallCollector
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.doors import LOOK_AGAIN_SECONDS, Doors
from schoolwacht_agent.uplink.line import Line, NotWelcome, Unreachable
from schoolwacht_protos.v1.ingest_pb2 import PushRequest


def ask(line: Line) -> str:
    line.push(PushRequest(), 5)
    return line.address


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port: int = nobody.getsockname()[1]
        return port


def closed_port() -> str:
    return f"127.0.0.1:{free_port()}"


class Watch:
    """A steady clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def collector() -> Iterator[SmallCollector]:
    with SmallCollector().open() as made:
        yield made


def doors_of(folder: Path, identity: Identity, *override: str, watch: Watch | None = None) -> Doors:
    return Doors(identity, AddressBook(folder, identity), override, watch or Watch())


def test_the_next_address_is_tried_and_the_one_that_works_is_kept(tmp_path: Path, collector: SmallCollector) -> None:
    identity = identity_for(collector)
    works = identity.addresses[0]
    doors = doors_of(tmp_path, replace(identity, addresses=(closed_port(), works)))
    assert doors.call(ask) == works
    line = doors._line
    assert doors.call(ask) == works
    assert doors._line is line
    doors.close()


def test_the_configuration_goes_before_the_token(tmp_path: Path, collector: SmallCollector) -> None:
    identity = identity_for(collector)
    doors = doors_of(tmp_path, replace(identity, addresses=(closed_port(),)), identity.addresses[0])
    assert doors.call(ask) == identity.addresses[0]
    doors.close()


def test_when_nobody_answers_anywhere_it_says_so(tmp_path: Path, collector: SmallCollector) -> None:
    doors = doors_of(tmp_path, identity_for(collector), closed_port(), closed_port())
    with pytest.raises(Unreachable, match=r"(?i)connect"):
        doors.call(ask)
    doors.close()


def test_the_first_address_is_gone_back_to_once_it_answers_again(tmp_path: Path, collector: SmallCollector) -> None:
    watch, identity = Watch(), identity_for(collector)
    first = SmallCollector(collector.servers, collector.agents, port=free_port())
    address = f"127.0.0.1:{first.port}"
    doors = doors_of(tmp_path, replace(identity, addresses=(address, *identity.addresses)), watch=watch)
    assert doors.call(ask) == identity.addresses[0]
    with first.open():
        assert doors.call(ask) == identity.addresses[0]
        watch.seconds += LOOK_AGAIN_SECONDS
        assert doors.call(ask) == address
        assert doors.call(ask) == address
    assert doors.call(ask) == identity.addresses[0]
    doors.close()


def test_a_better_address_that_stays_away_costs_nothing(tmp_path: Path, collector: SmallCollector) -> None:
    watch, identity = Watch(), identity_for(collector)
    doors = doors_of(tmp_path, replace(identity, addresses=(closed_port(), *identity.addresses)), watch=watch)
    doors.call(ask)
    line = doors._line
    for _ in range(3):
        watch.seconds += LOOK_AGAIN_SECONDS
        assert doors.call(ask) == identity.addresses[0]
        assert doors._line is line
    doors.close()


@pytest.mark.parametrize("trouble", ["another collector", "it refuses this machine"])
def test_a_better_address_that_is_not_good_does_not_take_the_line_that_is(
    tmp_path: Path, collector: SmallCollector, trouble: str
) -> None:
    watch, identity = Watch(), identity_for(collector)
    other = SmallCollector(collector.servers, collector.agents, refuse_with=grpc.StatusCode.PERMISSION_DENIED)
    if trouble == "another collector":
        other = SmallCollector(Issuer("servers"), Issuer("agents"))
    with other.open():
        address = f"127.0.0.1:{other.port}"
        doors = doors_of(tmp_path, identity, watch=watch)
        doors.call(ask)
        assert isinstance(doors._book, AddressBook)
        doors._book.offer([address])
        doors.look_around()
        assert doors.call(ask) == identity.addresses[0]
        assert doors._book.all() == (address, *identity.addresses)
        doors.close()


def test_a_machine_that_is_refused_is_told_so_whatever_other_addresses_there_are(tmp_path: Path) -> None:
    with SmallCollector(refuse_with=grpc.StatusCode.PERMISSION_DENIED).open() as collector:
        identity = identity_for(collector)
        doors = doors_of(tmp_path, replace(identity, addresses=(*identity.addresses, closed_port())))
        with pytest.raises(NotWelcome):
            doors.call(ask)
        doors.close()


def test_an_address_that_vanishes_from_the_list_keeps_serving_until_it_fails(
    tmp_path: Path, collector: SmallCollector
) -> None:
    identity = identity_for(collector)
    with SmallCollector(collector.servers, collector.agents).open() as other:
        doors = doors_of(tmp_path, identity)
        doors.call(ask)
        assert isinstance(doors._book, AddressBook)
        doors._book.use(replace(identity, addresses=(f"127.0.0.1:{other.port}",)))
        assert doors.call(ask) in {identity.addresses[0], f"127.0.0.1:{other.port}"}
    doors.close()


def test_once_stopped_no_further_address_is_tried(tmp_path: Path, collector: SmallCollector) -> None:
    identity = identity_for(collector)
    doors = doors_of(tmp_path, replace(identity, addresses=(closed_port(), *identity.addresses)))
    doors.stop()
    with pytest.raises(Unreachable):
        doors.call(ask)
    assert collector.requests == []


def test_no_thread_and_no_connection_stays_behind(tmp_path: Path, collector: SmallCollector) -> None:
    watch, identity = Watch(), identity_for(collector)
    doors = doors_of(tmp_path, replace(identity, addresses=(closed_port(), *identity.addresses)), watch=watch)
    doors.call(ask)
    before = threading.active_count()
    for _ in range(4):
        watch.seconds += LOOK_AGAIN_SECONDS
        doors.call(ask)
    assert threading.active_count() <= before + 1
    doors.close()
