"""Errors of memory with error correction, from /sys/devices/system/edac/mc (the kernel's admin-guide/ras.rst).

A controller has a folder mc0, mc1, ... with its own counts, and one for each module: dimm0, rank0, or csrow0 on older
kernels. Counts begin at zero when the computer starts. A machine without such memory has no controller here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import count, entries, words
from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Counted:
    """What one module, or a controller for modules that it cannot tell apart, counted since the start."""

    place: str
    """For example mc0/dimm3."""
    label: str | None
    """Name of the slot on the board."""
    corrected: int | None
    uncorrected: int | None


def read(folder: Path) -> list[Counted]:
    """Every module, and a row of each controller for what it could not pin on one."""
    controllers = [one for one in entries(folder, "mc*") if re.fullmatch(r"mc\d{1,4}", one.name)]
    return [counted for controller in controllers for counted in _controller(controller)]


def _controller(folder: Path) -> Iterator[Counted]:
    modules = [one for one in entries(folder) if re.fullmatch(r"(dimm|rank)\d{1,4}", one.name)]
    if not modules:
        rows = [one for one in entries(folder) if re.fullmatch(r"csrow\d{1,4}", one.name)]
        for row in rows:
            name = f"{folder.name}/{row.name}"
            label = told(words(row / "ch0_dimm_label")) or None
            yield Counted(name, label, count(row / "ce_count"), count(row / "ue_count"))
        if not rows:
            yield Counted(folder.name, None, count(folder / "ce_count"), count(folder / "ue_count"))
            return
    for module in modules:
        corrected, uncorrected = count(module / "dimm_ce_count"), count(module / "dimm_ue_count")
        yield Counted(
            f"{folder.name}/{module.name}", told(words(module / "dimm_label")) or None, corrected, uncorrected
        )
    # An error that no module could be blamed for counts only here.
    unknown = count(folder / "ce_noinfo_count"), count(folder / "ue_noinfo_count")
    if any(unknown):
        yield Counted(folder.name, None, *unknown)
