"""Signs by which the collector knows this machine again, and by which it sees copies, swaps and resets.

Only salted numbers leave: the same part seen twice gives the same number, but no number gives the part away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from schoolwacht_agent.platforms import this_computer
from schoolwacht_agent.platforms.identity_evidence import Signal, signals
from schoolwacht_agent.platforms.this_identity import gathered
from schoolwacht_agent.probe import Column, DataClass, Group, Kind, NoData, Probe, Row, Surroundings, Table

IDENTITY_SIGNALS = Table(
    "identity_signals",
    "Signs by which this machine is known again.",
    {
        "signal": Column(
            Kind.TEXT,
            "`smbios_uuid`, `serial`, `board_serial`, `disk_serial`, `onboard_mac`, `mac`, `system_id`; of markers "
            "`container`, `virtual_machine`, `resets`.",
        ),
        "value": Column(
            Kind.TEXT,
            "SHA-256 of the salted sign, 64 hexadecimal digits; of a marker a word such as docker, kvm, deep_freeze.",
            data_class=DataClass.PSEUDONYMOUS,
        ),
        "strength": Column(
            Kind.TEXT, "`strong`: of the hardware for good; `weak`: can move or be copied; `marker`: no evidence."
        ),
    },
    key=("signal", "value"),
)


def rows(found: Iterable[Signal]) -> Iterator[Row]:
    """A row for each sign."""
    for sign in found:
        yield IDENTITY_SIGNALS(signal=sign.kind, value=sign.value, strength=sign.strength)


def take(_: Surroundings) -> Iterator[Row]:
    """The rows of now."""
    found = signals(gathered(this_computer.look()))
    if not found:
        raise NoData("nothing tells this machine from another", "Run the agent as root; give the machine a machine-id.")
    return rows(found)


PROBE = Probe(
    "identity_signals",
    timedelta(hours=6),
    (IDENTITY_SIGNALS,),
    take,
    about="Signs by which this machine is known again.",
    patience=timedelta(seconds=60),
    group=Group.IDENTITY,
)
