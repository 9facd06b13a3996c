"""Disks by Windows' own account."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import drives, storage
from schoolwacht_agent.platforms.windows.storage import Space
from schoolwacht_agent.platforms.windows.wmi_value import Row, Value

DISK: dict[str, Value] = {
    "DeviceId": "0",
    "Model": "Acme SSD",
    "Size": "1000",
    "BusType": "11",
    "MediaType": "4",
    "HealthStatus": "0",
    "OperationalStatus": ("2",),
}


@pytest.mark.parametrize(
    ("changed", "verdict", "reason"),
    [
        ({}, "passed", None),
        ({"BusType": "7"}, "unknown", "not_supported"),
        ({"BusType": "8"}, "unknown", "not_supported"),
        ({"HealthStatus": "5"}, "unknown", "not_told"),
        ({"HealthStatus": ""}, "unknown", "not_told"),
        ({"HealthStatus": "1"}, "warning", "error"),
        ({"HealthStatus": "2"}, "failed", "error"),
        ({"OperationalStatus": ("5",)}, "failed", "predicted"),
    ],
)
def test_silence_is_never_called_good(changed: dict[str, Value], verdict: str, reason: str | None) -> None:
    said = storage.disk_state(DISK | changed)

    assert said is not None
    assert (said.verdict, said.reason) == (verdict, reason)


def test_a_driver_that_predicts_a_failure_is_heard() -> None:
    rows: list[Row] = [{"DeviceID": r"\\.\PHYSICALDRIVE0", "PNPDeviceID": r"SCSI\Disk&Ven_Acme\4&1"}]
    warning: list[Row] = [{"InstanceName": r"SCSI\DISK&VEN_ACME\4&1_0", "PredictFailure": "TRUE"}]
    counters: list[Row] = [{"DeviceId": "0", "Temperature": "41", "Wear": "7", "PowerOnHours": "1200"}]

    (said,) = storage.disk_states([DISK], counters, rows, warning)
    assert (said.verdict, said.reason, said.temperature, said.wear, said.hours) == ("failed", "predicted", 41, 7, 1200)


def test_pools_are_told_without_the_one_of_loose_disks() -> None:
    pools: list[Row] = [
        {"UniqueId": "{p0}", "IsPrimordial": "TRUE", "HealthStatus": "0"},
        {"UniqueId": "{p1}", "IsPrimordial": "FALSE", "HealthStatus": "1", "Size": "9"},
    ]
    volumes: list[Row] = [{"UniqueId": "v1", "HealthStatus": "", "ResiliencySettingName": "Mirror"}]

    assert storage.spaces(pools, volumes) == (
        Space("pool", "{p1}", "degraded", size=9),
        Space("volume", "v1", "unknown", "Mirror"),
    )


@pytest.mark.parametrize(("medium", "asked"), [("4", True), ("3", False), ("0", False)])
def test_a_disk_that_may_turn_is_left_asleep(medium: str, asked: bool) -> None:  # noqa: FBT001 - plain data
    questions = []

    def ask(name: str, _: Sequence[str], __: str) -> list[Row]:
        questions.append(name)
        return [{**DISK, "MediaType": medium}] if name == "MSFT_PhysicalDisk" else []

    assert storage.gather(ask).disks
    assert ("MSFT_StorageReliabilityCounter" in questions) is asked


def test_what_does_not_answer_is_unknown() -> None:
    def ask(name: str, _: Sequence[str], __: str) -> list[Row]:
        raise NoAnswer("timed_out" if name == "MSFT_PhysicalDisk" else "no_class")

    said = storage.gather(ask)
    assert [said.disks, said.spaces] == [None, None]
    assert said.unknown["disks"] == "timed_out"


@settings(max_examples=100)
@given(st.lists(rows_with(*drives.PHYSICAL, *storage.COUNTERS, *storage.POOL), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    assert all(
        one.verdict in {"passed", "warning", "failed", "unknown"} for one in storage.disk_states(rows, rows, rows, rows)
    )
    storage.spaces(rows, rows)
