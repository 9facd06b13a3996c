"""Whether a computer can run Windows 11, and if not, what it costs: a setting, an upgrade, or another computer.

Microsoft's requirements (learn.microsoft.com, "Windows 11 requirements"): a 64-bit processor of its list with 2 cores
and 1 GHz, 4 GB of memory, 64 GB of storage, UEFI with Secure Boot, TPM 2.0. Secure Boot need only be possible, which
UEFI is a sign of. Memory and disk as sold: firmware and graphics take a piece of the 4 GB, and 64 GB are decimal.
"""

from __future__ import annotations

from dataclasses import dataclass

READY, SETTING, UPGRADE, REPLACEMENT, UNKNOWN = "ready", "setting", "upgrade", "replacement", "unknown"
ANSWERS = (READY, SETTING, UPGRADE, REPLACEMENT, UNKNOWN)
LEAST_MEMORY = 4 * 10**9 * 9 // 10
LEAST_DISK = 64 * 10**9 * 9 // 10
REASONS = {
    "processor": "the processor is not on Microsoft's list",
    "no_tpm": "it has no security chip that can be 2.0",
    "old_tpm": "its security chip is of version 1.2",
    "tpm_off": "its security chip is switched off in the firmware",
    "tpm_not_seen": "no security chip is seen; firmware of this age has one that can be switched on",
    "legacy_boot": "it starts the old way; the disk must be changed over to GPT and the firmware to UEFI",
    "secure_boot_off": "Secure Boot is switched off in the firmware",
    "memory": "it has less than 4 GB of memory",
    "disk": "its disk is smaller than 64 GB",
    "processor_unknown": "it is not known whether the processor is on the list",
    "tpm_unknown": "it is not known whether it has a security chip",
    "boot_unknown": "it is not known how it starts",
    "secure_boot_unknown": "it is not known whether Secure Boot is on",
    "memory_unknown": "its memory is not known",
    "disk_unknown": "its disk is not known",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a computer; None where it is not."""

    processor: bool | None
    """Whether it is on Microsoft's list."""
    tpm_present: bool | None
    tpm_version: str | None
    tpm_enabled: bool | None
    boot_mode: str | None
    """`uefi` or `legacy`."""
    secure_boot: bool | None
    memory: int | None
    """Bytes."""
    disk: int | None
    """Bytes of the disk with the system."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer, a word of ANSWERS, and codes of REASONS for it: the dear ones first."""

    answer: str
    reasons: tuple[str, ...]


def judge(facts: Facts) -> Readiness:
    """The dearest thing that is needed decides. What is not known only matters when nothing dearer is."""
    dear: list[str] = []
    upgrades: list[str] = []
    settings: list[str] = []
    unknown: list[str] = []
    _put("processor", dear, unknown, fits=facts.processor)
    _tpm(facts, dear, settings, unknown)
    _put("memory", upgrades, unknown, fits=None if facts.memory is None else facts.memory >= LEAST_MEMORY)
    _put("disk", upgrades, unknown, fits=None if facts.disk is None else facts.disk >= LEAST_DISK)
    if facts.boot_mode == "legacy":
        settings.append("legacy_boot")
    elif facts.boot_mode is None:
        unknown.append("boot_unknown")
    elif facts.secure_boot is False:
        settings.append("secure_boot_off")
    elif facts.secure_boot is None:
        unknown.append("secure_boot_unknown")
    reasons = (*dear, *upgrades, *settings, *unknown)
    if dear:
        return Readiness(REPLACEMENT, reasons)
    if unknown:
        return Readiness(UNKNOWN, reasons)
    return Readiness(UPGRADE if upgrades else SETTING if settings else READY, reasons)


def _put(name: str, needs: list[str], unknown: list[str], *, fits: bool | None) -> None:
    if fits is None:
        unknown.append(f"{name}_unknown")
    elif not fits:
        needs.append(name)


def _tpm(facts: Facts, dear: list[str], settings: list[str], unknown: list[str]) -> None:
    """A processor on the list has a TPM 2.0 within it, which its firmware may hide: that is a setting, not a defect."""
    if facts.tpm_present is None:
        unknown.append("tpm_unknown")
    elif not facts.tpm_present:
        if facts.processor:
            settings.append("tpm_not_seen")
        elif facts.processor is None:
            unknown.append("tpm_unknown")
        else:
            dear.append("no_tpm")
    elif facts.tpm_version is None:
        unknown.append("tpm_unknown")
    elif facts.tpm_version != "2.0":
        (settings if facts.processor else dear).append("old_tpm")
    elif facts.tpm_enabled is False:
        settings.append("tpm_off")
