"""Whether this computer can run Windows 11, and if not, whether a setting, an upgrade or another computer is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta

from schoolwacht_agent.platforms import this_computer, windows11, windows11_cpus
from schoolwacht_agent.platforms.machine_parts import Whole
from schoolwacht_agent.platforms.windows11 import Facts
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

WINDOWS11 = Table(
    "windows11",
    "Whether the computer can run Windows 11: one row. Not told of virtual machines and Macs.",
    {
        "kind": Column(Kind.TEXT, "Always `windows11`."),
        "readiness": Column(
            Kind.TEXT,
            "`ready`; `setting`: something must be switched on in the firmware; `upgrade`: memory or disk must be "
            "larger; `replacement`: it cannot; `unknown`.",
        ),
        "reasons": Column(
            Kind.TEXT, f"Codes, the dearest first: {', '.join(f'`{code}`' for code in windows11.REASONS)}."
        ),
    },
    key=("kind",),
)
_ON_THE_LIST = {"yes": True, "no": False}


def facts(whole: Whole, memory: int | None) -> Facts:
    """What the requirements ask, out of what is known of the hardware. The largest fixed disk counts."""
    chip = whole.security_chip
    model = next((cpu.model for cpu in whole.processors if cpu.model), None)
    sizes = [disk.size for disk in whole.disks or () if disk.size and not disk.removable and disk.bus != "usb"]
    return Facts(
        processor=_ON_THE_LIST.get(windows11_cpus.supported(model)),
        tpm_present=chip.present if chip else None,
        tpm_version=chip.version if chip else None,
        tpm_enabled=chip.enabled if chip else None,
        boot_mode=whole.computer.boot_mode,
        secure_boot=whole.secure_boot.enabled if whole.secure_boot else None,
        memory=whole.memory or memory,
        disk=max(sizes, default=None),
    )


def rows(whole: Whole, memory: int | None) -> Iterator[Row]:
    """The one row; raises NoData for a computer of which nobody would ask."""
    if whole.virtual or whole.computer.hypervisor:
        raise NoData("a virtual machine is made ready for Windows 11 where it runs")
    found = windows11.judge(facts(whole, memory))
    yield WINDOWS11(kind="windows11", readiness=found.answer, reasons=", ".join(found.reasons) or None)


def take(_: Surroundings) -> Iterator[Row]:
    """The row of now."""
    if sys.platform == "darwin":
        raise NoData("a Mac does not run Windows 11 by itself")
    else:  # noqa: RET506 - the type checker knows branches of a platform, not what follows one
        import psutil

        return rows(this_computer.look(), psutil.virtual_memory().total)


PROBE = Probe(
    "windows11",
    timedelta(hours=6),
    (WINDOWS11,),
    take,
    about="Whether the computer can run Windows 11.",
    patience=timedelta(seconds=60),
    group=Group.UPDATES,
)
