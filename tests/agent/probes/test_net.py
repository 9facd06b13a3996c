"""Traffic of network cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import NoData
from schoolwacht_agent.probes.net import PROBE, Card, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def card(name: str, *, up: bool = True) -> Card:
    return Card(name, up, 1, 2, 3, 4, 5, 6, 7, 8)


def test_every_counter_keeps_its_name() -> None:
    assert {reading.gauge.field: reading.value for reading in readings([card("eth0")])} == {
        "bytes_sent": 1,
        "bytes_recv": 2,
        "packets_sent": 3,
        "packets_recv": 4,
        "err_in": 5,
        "err_out": 6,
        "drop_in": 7,
        "drop_out": 8,
    }


def test_cards_that_are_off_and_ends_of_containers_cables_are_left_out() -> None:
    cards = [card("eth0"), card("eth1", up=False), card("veth12ab"), card("lo0"), card("Loopback Pseudo-Interface 1")]

    assert {reading.tags for reading in readings(cards)} == {(("interface", "eth0"),)}


def test_a_machine_without_network_says_so() -> None:
    with pytest.raises(NoData):
        list(readings([card("eth0", up=False)]))


def test_it_keeps_its_word_here(live: Live) -> None:
    assert not any(("interface", "lo") in getattr(found, "tags", ()) for found in live(PROBE))
