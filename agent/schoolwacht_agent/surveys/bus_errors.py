"""Errors on the PCI Express bus: a card or disk that is loose or failing. Linux."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import pcie_errors
from schoolwacht_agent.platforms.kernel_files import entries
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Table

BUS_ERRORS = Table(
    "bus_errors",
    "Devices on the PCI Express bus that counted errors since the computer started; others are left out.",
    {
        "address": Column(Kind.TEXT, "Place on the bus, for example 0000:01:00.0."),
        "kind": Column(Kind.TEXT, "`storage`, `network`, `graphics`, `sound`, `bridge`, `usb` or `other`."),
        "corrected": Column(Kind.INTEGER, "Errors that were put right.", "1"),
        "nonfatal": Column(Kind.INTEGER, "Errors that lost a transfer.", "1"),
        "fatal": Column(Kind.INTEGER, "Errors that lost the link to the device.", "1"),
    },
    key=("address",),
)


def look(folder: Path) -> list[Row]:
    """A row for each device with errors. No row is an answer where devices count; else nothing can be told."""
    if not any((device / "aer_dev_fatal").exists() for device in entries(folder)):
        raise NoData(
            "no device on the bus of this machine tells its errors",
            "Only Linux on a computer with PCI Express error reporting switched on in its firmware tells them.",
        )
    return [
        BUS_ERRORS(address=one.address, kind=one.kind, corrected=one.corrected, nonfatal=one.nonfatal, fatal=one.fatal)
        for one in pcie_errors.read(folder)
    ]


PROBE = Probe(
    "bus_errors",
    timedelta(hours=6),
    (BUS_ERRORS,),
    lambda _: look(Path("/sys/bus/pci/devices")),
    about="Devices on the PCI Express bus that count errors.",
    group=Group.HEALTH,
)
