"""The TPM of a Linux computer, from /sys/class/tpm (the kernel's Documentation/ABI/stable/sysfs-class-tpm)."""

from __future__ import annotations

import re
from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import SecurityChip

_MAKER = re.compile(r"Manufacturer:\s*0x([0-9a-fA-F]{8})")


def read(root: Path = Path("/")) -> SecurityChip | None:
    """The chip; one that is not present if the kernel looked and found none; None where it cannot tell.

    A chip that is switched off in the firmware's setup looks like none. Kernels before 5.6 do not tell its version.
    """
    folder = root / "sys/class/tpm"
    chips = sorted(folder.glob("tpm[0-9]*")) if folder.is_dir() else []
    table = root / "sys/firmware/acpi/tables/TPM2"
    if not chips:
        if _exists(table):  # the firmware has one to offer, only no driver took it
            return SecurityChip(present=True, version="2.0")
        return SecurityChip(present=False) if folder.is_dir() else None
    chip = chips[0]
    version = {"1": "1.2", "2": "2.0"}.get(_text(chip / "tpm_version_major"))
    if version is None:
        old = _text(chip / "caps") or _text(chip / "device" / "caps")
        version = "1.2" if old else "2.0" if _exists(table) else None
    return SecurityChip(
        present=True,
        version=version,
        # A TPM 2.0 that answers the kernel is enabled; only 1.2 can be enabled and yet not active.
        enabled=True if version == "2.0" else _flag(chip, "enabled"),
        activated=_flag(chip, "active"),
        maker=_maker(chip),
    )


def _flag(chip: Path, name: str) -> bool | None:
    return {"0": False, "1": True}.get(_text(chip / name) or _text(chip / "device" / name))


def _maker(chip: Path) -> str | None:
    """TPM 1.2 gives four letters as a number."""
    found = _MAKER.search(_text(chip / "caps") or _text(chip / "device" / "caps"))
    letters = bytes.fromhex(found[1]).decode("ascii", errors="replace").strip("\0 ") if found else ""
    return letters if letters.isprintable() and letters else None


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return False


def _text(file: Path) -> str:
    try:
        return file.read_bytes()[:4096].decode("ascii", errors="replace").strip()
    except OSError:
        return ""
