"""Traffic of network cards, in Telegraf's names (plugin inputs.net): counters since the computer started.

As in Telegraf, cards that are switched off and the loopback are left out. Beyond Telegraf, so are the ends of container
cables (veth...): their names are random, and every one would be a new series for ever.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.platforms import sys_net
from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELDS = {
    name: Gauge(f"net.{name}", unit, about, tags=("interface",))
    for name, (unit, about) in {
        "bytes_sent": ("By", "Bytes sent."),
        "bytes_recv": ("By", "Bytes received."),
        "packets_sent": ("1", "Packets sent."),
        "packets_recv": ("1", "Packets received."),
        "err_in": ("1", "Packets received with errors."),
        "err_out": ("1", "Packets that could not be sent."),
        "drop_in": ("1", "Received packets that were dropped."),
        "drop_out": ("1", "Packets dropped instead of sent."),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Card:
    """What one network card did since the computer started."""

    name: str
    up: bool
    bytes_sent: int
    bytes_recv: int
    packets_sent: int
    packets_recv: int
    err_in: int
    err_out: int
    drop_in: int
    drop_out: int


def look() -> Iterator[Card]:
    """The only lines that touch the machine."""
    folder = Path("/sys/class/net")
    stats = {} if sys.platform == "linux" else psutil.net_if_stats()
    for name, seen in psutil.net_io_counters(pernic=True, nowrap=False).items():
        up = sys_net.is_up(folder, name) if sys.platform == "linux" else name in stats and stats[name].isup
        # psutil gives the counters in the order that FIELDS has.
        yield Card(name, up, *seen)


def readings(cards: Iterable[Card]) -> Iterator[Reading]:
    """Every counter of every card that is switched on."""
    in_use = [card for card in cards if card.up and not card.name.casefold().startswith(("lo0", "loopback", "veth"))]
    if not in_use:
        raise NoData("no network card is switched on")
    for card in in_use:
        for name, gauge in FIELDS.items():
            yield gauge(getattr(card, name), interface=card.name)


PROBE = Probe(
    "net",
    timedelta(seconds=60),
    tuple(FIELDS.values()),
    lambda _: readings(look()),
    about="How much every network card sends and receives.",
)
