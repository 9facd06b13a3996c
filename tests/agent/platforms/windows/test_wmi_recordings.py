"""Dumps of WMI classes from other machines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings.kind import Verdict
from recordings.kinds.wmi import KIND, asked_of, judged

from agent.recordings import recordings
from schoolwacht_agent.platforms.windows.wmi_value import Row, Value

CLASSES = [
    "Win32_Processor",
    "Win32_Printer",
    "CIM_LogicalDevice",
    "AntiVirusProduct",
    "Win32_TimeZone",
    "SoftwareLicensingProduct",
]


def test_every_recording_is_understood() -> None:
    for file in recordings("win32/wmi"):
        data = file.read_bytes()
        path = f"win32/wmi/{file.name}"
        assert KIND.belongs(path, data[:4096]), path
        outcome = KIND.read(data, path)
        assert outcome.verdict == Verdict.UNDERSTOOD, (path, outcome)


@pytest.mark.parametrize(
    ("name", "wmi_class"),
    [
        ("win32/wmi/lab-pc-Win32_Processor.wmi", "Win32_Processor"),
        ("wmi/10-AntiVirusProduct.wmi", "AntiVirusProduct"),
        ("wmi/MSFT_PhysicalDisk.txt", "MSFT_PhysicalDisk"),
        ("wmi/8-WmiMonitorConnectionParams.wmi", "WmiMonitorConnectionParams"),
        ("wmi/odd", ""),
    ],
)
def test_the_name_of_a_file_tells_the_class(name: str, wmi_class: str) -> None:
    assert asked_of(name) == wmi_class


def test_a_class_that_the_agent_has_no_use_for_says_so() -> None:
    outcome = KIND.read(b"CreationClassName=Win32_TimeZone\nBias=60\n", "wmi/x-Win32_TimeZone.wmi")

    assert (outcome.rows, outcome.ignored, outcome.verdict) == (0, {"class_not_used": 1}, Verdict.UNDERSTOOD)


@pytest.mark.parametrize(
    ("wmi_class", "text", "reason"),
    [
        ("SoftwareLicensingProduct", "Name=Windows\nPartialProductKey=\n", "no_key"),
        ("Win32_OptionalFeature", "Name=TelnetClient\nInstallState=2\n", "not_asked_for"),
        ("Win32_OptionalFeature", "Name=SMB1Protocol\nInstallState=2\n", None),
        ("MSFT_StoragePool", "UniqueId={1}\nIsPrimordial=TRUE\n", "loose_disks"),
        ("BatteryCycleCount", "CycleCount=12\n", None),
        ("MSFT_NetAdapter", "PermanentAddress=001B210A0B0C\n", None),
        ("Win32_BIOS", "SerialNumber=Default string\n", "placeholder"),
        ("Win32_Tpm", "SpecVersion=2.0, 0, 1.38\n", None),
    ],
)
def test_each_class_has_its_reader(wmi_class: str, text: str, reason: str | None) -> None:
    outcome = KIND.read(text.encode("utf-16"), f"wmi/lab-{wmi_class}.wmi")

    assert (outcome.rows, outcome.ignored) == ((1, {}) if reason is None else (0, {reason: 1}))


def test_what_nobody_can_read_is_a_gap() -> None:
    assert KIND.read(b"nothing to see", "wmi/odd").verdict == Verdict.NOT
    assert KIND.read(b"Name=x\n", "wmi/odd").gaps
    assert KIND.read(b"", "wmi/odd").ignored == {"empty": 1}


def test_other_folders_are_not_of_this_kind() -> None:
    assert not KIND.belongs("win32/registry/7-USB.reg", b"Windows Registry Editor")


@settings(max_examples=100)
@given(st.sampled_from(CLASSES), st.dictionaries(st.sampled_from(["Name", "PNPDeviceID", "Size"]), st.text(max_size=9)))
def test_every_object_gets_a_verdict(wmi_class: str, row: dict[str, Value]) -> None:
    plain: Row = row
    reason = judged(plain, wmi_class)
    assert reason is None or reason.replace("_", "").isalpha()
