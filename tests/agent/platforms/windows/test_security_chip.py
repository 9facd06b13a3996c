"""TPM, Secure Boot and the way of starting."""

from __future__ import annotations

import pytest

from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.machine_parts import SecureBoot, SecurityChip
from schoolwacht_agent.platforms.windows import security_chip
from schoolwacht_agent.platforms.windows.registry import Key

CONTROL = f"[HKEY_LOCAL_MACHINE\\{security_chip.CONTROL}"


def control(text: str) -> Key | None:
    return machine(text)(security_chip.CONTROL)


def test_a_chip_says_its_version_and_state() -> None:
    row = {
        "SpecVersion": "2.0, 0, 1.59",
        "IsEnabled_InitialValue": "TRUE",
        "IsActivated_InitialValue": "TRUE",
        "ManufacturerIdTxt": "INTC",
    }

    assert security_chip.chip([row]) == SecurityChip(True, "2.0", enabled=True, activated=True, maker="INTC")


def test_no_chip_differs_from_no_answer() -> None:
    assert security_chip.chip([]) == SecurityChip(present=False)
    assert security_chip.chip(None) is None
    assert security_chip.chip([{}]) == SecurityChip(present=True)


@pytest.mark.parametrize(
    ("servicing", "knows"),
    [
        ('"UEFICA2023Status"="Updated"', True),
        ('"UEFICA2023Status"="InProgress"', False),
        ('"UEFICA2023Status"="NotStarted"\n"WindowsUEFICA2023Capable"=dword:00000002', True),
        ('"WindowsUEFICA2023Capable"=dword:00000000', False),
        ('"Other"="x"', None),
    ],
)
def test_the_certificates_of_2023_are_told(servicing: str, knows: bool | None) -> None:  # noqa: FBT001 - plain data
    text = f'{CONTROL}\\SecureBoot\\State]\n"UEFISecureBootEnabled"=dword:00000001\n\n'
    text += f"{CONTROL}\\SecureBoot\\Servicing]\n{servicing}\n"

    assert security_chip.secure_boot(control(text)) == SecureBoot(enabled=True, knows_2023=knows)


def test_a_machine_that_starts_the_old_way_has_no_secure_boot() -> None:
    legacy = control(f'{CONTROL}]\n"PEFirmwareType"=dword:00000001\n')

    assert security_chip.boot_mode(legacy) == "legacy"
    assert security_chip.secure_boot(legacy) == SecureBoot(enabled=False)


def test_an_empty_registry_tells_nothing() -> None:
    assert security_chip.secure_boot(None) is None
    assert security_chip.boot_mode(None) is None
    assert security_chip.secure_boot(control(f'{CONTROL}]\n"PEFirmwareType"=dword:00000002\n')) is None
