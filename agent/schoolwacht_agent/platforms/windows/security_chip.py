r"""TPM out of Win32_Tpm, and Secure Boot and the way of starting out of the registry.

Microsoft's certificate authorities of 2011 end from June 2026 on; Windows writes how far it got with those of 2023
below HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot\Servicing (KB5016061, KB5068202).
"""

from __future__ import annotations

from collections.abc import Sequence

from schoolwacht_agent.platforms.machine_parts import SecureBoot, SecurityChip
from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of
from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, told_of

COLUMNS = ("SpecVersion", "IsEnabled_InitialValue", "IsActivated_InitialValue", "ManufacturerIdTxt")
CONTROL = r"SYSTEM\CurrentControlSet\Control"
_BOOT = {1: "legacy", 2: "uefi"}  # FIRMWARE_TYPE (winnt.h)
_KNOWS = {"notstarted": False, "inprogress": False, "updated": True}
_CAPABLE = {0: False, 1: True, 2: True}


def chip(rows: Sequence[Row] | None) -> SecurityChip | None:
    """The TPM. `rows` is None where WMI did not answer; no object means that the machine has none."""
    if rows is None:
        return None
    if not rows:
        return SecurityChip(present=False)
    row = rows[0]
    return SecurityChip(
        present=True,
        version=version(line_of(row, "SpecVersion")),
        enabled=flag_of(row, "IsEnabled_InitialValue"),
        activated=flag_of(row, "IsActivated_InitialValue"),
        maker=told_of(row, "ManufacturerIdTxt"),
    )


def version(said: str) -> str | None:
    """`2.0, 0, 1.38` names family, level and revision; the family is the version."""
    family = said.partition(",")[0].strip()
    return family if family in {"1.1", "1.2", "2.0"} else None


def secure_boot(control: Key | None) -> SecureBoot | None:
    """Whether firmware starts only what is signed, out of the key `CONTROL`; None: it is not told."""
    state = control.child(r"SecureBoot\State") if control else None
    on = number_of(state, "UEFISecureBootEnabled") if state else None
    servicing = control.child(r"SecureBoot\Servicing") if control else None
    knows = None
    if servicing is not None:
        knows = _KNOWS.get((text_of(servicing, "UEFICA2023Status") or "").casefold())
        if not knows:
            capable = number_of(servicing, "WindowsUEFICA2023Capable")
            knows = _CAPABLE.get(capable, knows) if capable is not None else knows
    if on is None and knows is None:
        # A computer that starts the old way has no Secure Boot at all.
        return SecureBoot(enabled=False) if boot_mode(control) == "legacy" else None
    return SecureBoot(enabled=None if on is None else on == 1, knows_2023=knows)


def boot_mode(control: Key | None) -> str | None:
    """`uefi` or `legacy`, by PEFirmwareType."""
    return _BOOT.get(number_of(control, "PEFirmwareType") or 0) if control else None
