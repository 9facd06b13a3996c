from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from agent.enrolled import identity_for
from agent.small_collector import SmallCollector
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_agent.uplink.line import Line, Unreachable
from schoolwacht_protos.v1.ingest_pb2 import PushRequest


def ask(line: Line) -> str:
    line.push(PushRequest(), 5)
    return line.address


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return f"127.0.0.1:{nobody.getsockname()[1]}"


def test_the_next_address_is_tried_and_the_one_that_works_is_kept() -> None:
    with SmallCollector().open() as collector:
        identity = identity_for(collector)
        works = identity.addresses[0]
        doors = Doors(replace(identity, addresses=(closed_port(), works)))
        assert doors.call(ask) == works
        line = doors._line
        assert doors.call(ask) == works
        assert doors._line is line
        doors.close()


def test_the_configuration_goes_before_the_token() -> None:
    with SmallCollector().open() as collector:
        identity = identity_for(collector)
        doors = Doors(replace(identity, addresses=(closed_port(),)), identity.addresses)
        assert doors.call(ask) == identity.addresses[0]
        doors.close()


def test_when_nobody_answers_anywhere_it_says_so() -> None:
    with SmallCollector().open() as collector:
        doors = Doors(identity_for(collector), (closed_port(), closed_port()))
        with pytest.raises(Unreachable, match=r"(?i)connect"):
            doors.call(ask)
        doors.close()
