"""Errors on the PCI Express bus, from /sys/bus/pci/devices/*/aer_dev_* (ABI/testing/sysfs-bus-pci-devices-aer).

Only devices that counted something are told: a loose card, a bad slot or a failing NVMe disk. Counts begin at zero when
the computer starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import entries, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KINDS = {"01": "storage", "02": "network", "03": "graphics", "04": "sound", "06": "bridge", "0c": "usb"}


@dataclass(frozen=True, slots=True)
class BusErrors:
    """What one device counted since the start."""

    address: str
    """Place on the bus, for example 0000:01:00.0."""
    kind: str
    """storage, network, graphics, sound, bridge, usb or other."""
    corrected: int
    nonfatal: int
    fatal: int


def read(folder: Path) -> Iterator[BusErrors]:
    """The devices below /sys/bus/pci/devices that counted an error."""
    for device in entries(folder):
        names = ("aer_dev_correctable", "aer_dev_nonfatal", "aer_dev_fatal")
        counts = [total(words(device / name)) for name in names]
        if any(counts):
            kind = re.match(r"0x(\w\w)", words(device / "class"))
            yield BusErrors(device.name, _KINDS.get(kind[1], "other") if kind else "other", *counts)


def total(text: str) -> int:
    """`TOTAL_ERR_COR 3`, the last line of each file; 0 without one."""
    found = re.search(r"^TOTAL_ERR_\w+ (\d{1,18})$", text, re.ASCII | re.MULTILINE)
    return int(found[1]) if found else 0
