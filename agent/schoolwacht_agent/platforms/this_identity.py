"""Gathers, on the machine that this runs on, the evidence of which machine it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schoolwacht_agent.platforms import machine_copies
from schoolwacht_agent.platforms.identity_evidence import Evidence
from schoolwacht_agent.platforms.machine_parts import Whole
from schoolwacht_agent.platforms.system_files import line
from schoolwacht_agent.platforms.windows import registry

_SERVICES = r"SYSTEM\CurrentControlSet\Services"
_CRYPTOGRAPHY = r"SOFTWARE\Microsoft\Cryptography"


def evidence(whole: Whole, system_id: str | None, container: str | None = None, resets: Sequence[str] = ()) -> Evidence:
    """What was found of the hardware, together with what only the system knows."""
    hypervisor = whole.computer.hypervisor or ("other" if whole.virtual else None)
    computer = replace(whole.computer, hypervisor=hypervisor)
    return Evidence(computer, whole.disks or (), whole.cards or (), system_id, container, resets)


def of_windows(services: registry.Key | None, cryptography: registry.Key | None) -> tuple[str | None, list[str]]:
    """Of Windows: the number of this installation, and what puts its disk back at every start."""
    names = [key.name for key in services.children] if services else []
    number = registry.text_of(cryptography, "MachineGuid") if cryptography else None
    return number, list(machine_copies.frozen_by(names))


def gathered(whole: Whole) -> Evidence:
    """The evidence on this machine, whose hardware was read already."""
    if sys.platform == "win32":
        number, resets = of_windows(registry.machine(_SERVICES), registry.machine(_CRYPTOGRAPHY))
        return evidence(whole, number, None, resets)
    elif sys.platform == "darwin":  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        # A Mac has one number, that of its hardware; Deep Freeze leaves its folder.
        frozen = ["deep_freeze"] if Path("/Library/Application Support/Faronics/Deep Freeze").exists() else []
        return evidence(whole, None, None, frozen)
    else:
        root = Path("/")
        return evidence(whole, line(root / "etc/machine-id"), machine_copies.container(root), machine_copies.look(root))
