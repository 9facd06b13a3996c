"""Keyboards, mice, cameras and the rest of what is plugged in, so that a lab's missing ones can be seen.

Where a device is plugged in is part of its key: the collector tells from the history of rows what was there before.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import usb_devices
from schoolwacht_agent.platforms.usb_devices import Peripheral
from schoolwacht_agent.platforms.windows import peripherals as windows_peripherals
from schoolwacht_agent.platforms.windows import wmi
from schoolwacht_agent.platforms.windows.wmi_value import Row as WmiRow
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

PERIPHERALS = Table(
    "peripherals",
    "What is plugged in at the outside, one row a device. Hubs are left out.",
    {
        "port": Column(
            Kind.TEXT,
            "Where: on Linux the path of USB ports, for example 1-4.2; elsewhere a number among devices of one model.",
        ),
        "vendor_id": Column(Kind.TEXT, "Number of the maker at the USB-IF, four hexadecimal digits; `none` without."),
        "product_id": Column(Kind.TEXT, "Number that the maker gave the model, four hexadecimal digits."),
        "kind": Column(
            Kind.TEXT,
            "`keyboard`, `mouse`, `keyboard and mouse`, `camera`, `audio`, `storage`, `printer`, ..., `other`.",
        ),
        "maker": Column(Kind.TEXT, "Maker as the device says it."),
        "product": Column(Kind.TEXT, "Model as the device says it."),
        "built_in": Column(Kind.INTEGER, "1 if its port is inside the computer, 0 if outside.", "1"),
    },
    key=("port", "vendor_id", "product_id"),
)
_MOST = 256


def rows(found: Iterable[Peripheral]) -> Iterator[Row]:
    """A row for each device; of two at one place the first."""
    seen: set[tuple[object, ...]] = set()
    for one in found:
        row = PERIPHERALS(
            port=one.port,
            vendor_id=one.vendor_id,
            product_id=one.product_id,
            kind=one.kind,
            maker=one.maker,
            product=one.product,
            built_in=None if one.built_in is None else int(one.built_in),
        )
        if row.key not in seen and len(seen) < _MOST:
            seen.add(row.key)
            yield row


def of_windows(found: Iterable[WmiRow]) -> Iterator[Peripheral]:
    """What Windows lists. It names no ports that last, so devices of one kind and model are numbered."""
    places: Counter[tuple[str, str, str]] = Counter()
    for one in windows_peripherals.peripherals(found):
        model = (one.maker_id or "none", one.model_id or "none", one.kind)
        places[model] += 1
        yield Peripheral(f"{one.kind} {places[model]}", model[0], model[1], one.kind, product=one.name)


def take(_: Surroundings) -> Iterator[Row]:
    """The rows of now."""
    if sys.platform == "linux":
        folder = Path("/sys/bus/usb/devices")
        if not folder.is_dir():
            raise NoData("this machine has no USB")
        yield from rows(usb_devices.devices(folder))
    elif sys.platform == "win32":
        found = wmi.tried("Win32_PnPEntity", windows_peripherals.COLUMNS)
        if found is None:
            raise NoData("Windows Management Instrumentation does not answer", "Run `winmgmt /verifyrepository`.")
        yield from rows(of_windows(found))
    else:
        raise NoData("what is plugged in is not read on this system yet")


PROBE = Probe(
    "peripherals",
    timedelta(hours=6),
    (PERIPHERALS,),
    take,
    about="Keyboards, mice, cameras and what else is plugged in.",
    patience=timedelta(seconds=30),
    group=Group.AROUND,
)
