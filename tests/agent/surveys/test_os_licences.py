"""Licence state of Windows and Office."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.platforms.windows.test_digital_product_id import product_id
from agent.platforms.windows.test_licensing import WINDOWS
from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.windows import licensing
from schoolwacht_agent.platforms.windows.office import Registration, Release
from schoolwacht_agent.platforms.windows.office_subscriptions import Subscription
from schoolwacht_agent.probe import Group, NoData
from schoolwacht_agent.surveys import os_licences

VERSION = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"


def firmware(root: Path, *tables: str) -> Path:
    folder = root / "sys/firmware/acpi/tables"
    folder.mkdir(parents=True)
    for table in tables:
        (folder / table).write_bytes(b"AAAAA-BBBBB")
    return root


def test_an_activated_windows_has_a_row() -> None:
    (row,) = os_licences.of_activation(licensing.licences([WINDOWS]))

    assert row.key == ("activation", "Windows", "Windows(R), Education edition", "ABC12")
    assert (row.cells["state"], row.cells["channel"], row.cells["generic_key"]) == ("licensed", "OEM:DM", "no")


def test_office_has_rows_of_each_source() -> None:
    rows = [
        *os_licences.of_registry([Registration("Office 2010", "14.0", "HomeBusinessR", "Retail", trial=True)]),
        *os_licences.of_click_to_run([Release("ProPlus2021Volume", "16.0", "volume", "Perpetual 2021", shared=False)]),
        *os_licences.of_subscriptions([Subscription("O365ProPlusRetail", "licensed")] * 3),
    ]

    assert [(row.cells["source"], row.cells["state"], row.cells["count"]) for row in rows] == [
        ("registry", "trial", None),
        ("click_to_run", "installed", None),
        ("subscription", "licensed", 3),
    ]
    assert len(os_licences.unique([*rows, *rows])) == 3


def test_a_windows_whose_own_account_is_silent_is_unknown_and_keeps_its_edition() -> None:
    data = ",".join(f"{byte:02x}" for byte in product_id(edition="Professional", channel="OEM:DM"))
    text = f'[HKEY_LOCAL_MACHINE\\{VERSION}]\n"EditionID"="Professional"\n"DigitalProductId4"=hex:{data}\n'
    row = os_licences.unknown_windows(machine(text)(VERSION))

    assert (row.cells["state"], row.cells["edition"], row.cells["channel"]) == ("unknown", "Professional", "OEM:DM")
    assert os_licences.unknown_windows(None).cells["state"] == "unknown"


def test_linux_tells_whether_the_maker_put_in_a_key_and_not_which(tmp_path: Path) -> None:
    (row,) = os_licences.on_linux(firmware(tmp_path, "DSDT", "MSDM"))

    assert (row.cells["state"], row.cells["channel"]) == ("present", "OEM:DM")
    assert "AAAAA" not in repr(row)


def test_a_machine_without_such_a_key_says_so(tmp_path: Path) -> None:
    assert os_licences.on_linux(firmware(tmp_path, "DSDT"))[0].cells["state"] == "absent"


def test_a_container_cannot_know(tmp_path: Path) -> None:
    with pytest.raises(NoData) as caught:
        os_licences.on_linux(firmware(tmp_path))
    assert "container" in caught.value.remedy


def test_the_probe_is_of_the_group_of_licences() -> None:
    assert os_licences.PROBE.group == Group.LICENCES
    assert os_licences.PROBE.emits == (os_licences.OS_LICENCES,)


def test_the_description_says_that_a_key_proves_nothing() -> None:
    assert "never an entitlement" in os_licences.OS_LICENCES.about
