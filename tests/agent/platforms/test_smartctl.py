"""What disks say of their health."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.recordings import recordings, tell
from schoolwacht_agent.platforms.smartctl import REASONS, Door, Health, doors, lists_nothing, parse

ATA: dict[str, Any] = {
    "smartctl": {"version": [7, 3], "exit_status": 0},
    "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
    "model_name": "ST1000DM003",
    "serial_number": "S1D0000",
    "firmware_version": "CC43",
    "user_capacity": {"bytes": 1_000_204_886_016},
    "rotation_rate": 7200,
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 12_345},
    "temperature": {"current": 34},
}


def ata(*attributes: tuple[int, str, int, str], **more: object) -> Health:
    table = [{"id": a, "name": name, "raw": {"value": value, "string": text}} for a, name, value, text in attributes]
    return parse(json.dumps(ATA | {"ata_smart_attributes": {"table": table}} | more))


def with_status(code: int, **more: object) -> Health:
    return parse(json.dumps(ATA | {"smartctl": {"version": [7, 3], "exit_status": code}} | more))


def test_a_disk_is_described() -> None:
    said = ata((5, "Reallocated_Sector_Ct", 8, "8"), (197, "Current_Pending_Sector", 2, "2"))

    assert (said.verdict, said.reason, said.kind, said.model) == ("passed", None, "hdd", "ST1000DM003")
    assert (said.serial, said.firmware, said.capacity, said.hours) == ("S1D0000", "CC43", 1_000_204_886_016, 12_345)
    assert said.numbers == {
        "health_ok": 1,
        "temp_c": 34,
        "power_on_hours": 12_345,
        "reallocated_sectors_count": 8,
        "pending_sector_count": 2,
    }


def test_three_counters_in_one_number_are_not_billions() -> None:
    said = ata((188, "Command_Timeout", 4_295_032_834, "4295032834"), (5, "Reallocated_Sector_Ct", 65_541, "5 (1 0)"))

    assert said.numbers["command_timeout"] == 2
    assert said.numbers["reallocated_sectors_count"] == 5


def test_a_number_counts_only_under_its_name() -> None:
    said = ata((188, "Minimum_Spares_All_Zs", 9, "9"), (197, "Unknown_Attribute", 9, "9"), (5, "Grown_Failing", 1, "1"))

    assert not {"command_timeout", "pending_sector_count", "reallocated_sectors_count"} & set(said.numbers)


def test_a_disk_that_calls_itself_failing_has_failed() -> None:
    assert with_status(8, smart_status={"passed": False}).verdict == "failed"
    assert with_status(8, smart_status={}).reason == "self_assessment"
    assert with_status(8, smart_status={}).numbers["health_ok"] == 0


def test_an_attribute_at_its_limit_is_a_failure_though_the_disk_says_well() -> None:
    said = with_status(16)

    assert (said.verdict, said.reason) == ("failed", "attribute_at_limit")


@pytest.mark.parametrize("code", [4, 32, 64, 128])
def test_old_errors_and_a_question_without_answer_do_not_make_a_disk_fail(code: int) -> None:
    assert with_status(code).verdict == "passed"


def test_no_word_about_health_is_never_good() -> None:
    said = with_status(4, smart_status={})

    assert (said.verdict, said.reason) == ("unknown", "not_supported")
    assert "health_ok" not in said.numbers


@pytest.mark.parametrize(
    "text", ["Device is in STANDBY mode, exit(2)", "Device is in STANDBY BY COMMAND mode, exit(2)"]
)
def test_a_sleeping_disk_sleeps(text: str) -> None:
    said = parse(
        json.dumps({"smartctl": {"exit_status": 2, "messages": [{"string": text, "severity": "information"}]}})
    )

    assert said == Health("unknown", "asleep")


def test_newer_versions_say_the_power_mode_of_a_sleeping_disk() -> None:
    device = {"name": "/dev/sda", "type": "sat", "protocol": "ATA"}
    said = {"smartctl": {"exit_status": 2}, "device": device, "power_mode": {"ata_value": 0, "name": "STANDBY"}}

    assert parse(json.dumps(said)).reason == "asleep"


def test_a_disk_that_cannot_be_opened_says_so() -> None:
    assert parse('{"smartctl":{"exit_status":2,"messages":[{"string":"open failed"}]}}').reason == "no_access"


def test_an_nvme_disk_gives_its_own_numbers() -> None:
    log = {"critical_warning": 0, "percentage_used": 255, "available_spare": 100, "media_errors": 7, "host_reads": 1}
    said = parse(
        json.dumps(
            {
                "device": {"type": "nvme", "protocol": "NVMe"},
                "smart_status": {"passed": True},
                "nvme_total_capacity": 500_107_862_016,
                "nvme_smart_health_information_log": log,
            }
        )
    )

    assert (said.kind, said.capacity) == ("nvme", 500_107_862_016)
    assert said.numbers == {
        "health_ok": 1,
        "critical_warning": 0,
        "percentage_used": 255,
        "available_spare": 100,
        "media_errors": 7,
    }


def test_a_scsi_disk_counts_grown_defects_and_errors() -> None:
    counters = {"read": {"total_uncorrected_errors": 2}, "write": {"total_uncorrected_errors": 1}, "verify": "odd"}
    said = parse(
        json.dumps(
            {
                "device": {"type": "scsi", "protocol": "SCSI"},
                "scsi_vendor": "SEAGATE",
                "scsi_product": "ST4000NM0043",
                "scsi_grown_defect_list": 56,
                "scsi_error_counter_log": counters,
            }
        )
    )

    assert said.model == "SEAGATE ST4000NM0043"
    assert said.numbers == {"reallocated_sectors_count": 56, "uncorrectable_errors": 3}


def test_an_answer_of_an_older_version_is_no_health() -> None:
    assert (
        parse("smartctl 6.6 2017-11-05\nSMART overall-health self-assessment test result: PASSED\n").reason
        == "not_json"
    )


def test_the_list_of_disks_holds_no_option() -> None:
    devices = [
        {"name": "/dev/sda", "type": "scsi"},
        {"name": "/dev/bus/0", "type": "megaraid,0"},
        {"name": "/dev/bus/0", "type": "megaraid,1"},
        {"name": "--badly", "type": "scsi"},
        {"name": "/dev/sdb", "type": "sat --x"},
        {"name": "/dev/../x y"},
        "odd",
    ]

    assert doors(json.dumps({"devices": devices})) == [
        Door("/dev/sda", "scsi"),
        Door("/dev/bus/0", "megaraid,0"),
        Door("/dev/bus/0", "megaraid,1"),
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "name", "raw", "value", "string", "table", "passed", "current", "hours", "bytes"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*ATA, "ata_smart_attributes", "power_mode", "scsi_error_counter_log"]), _JSON))
def test_rubbish_is_survived(said: dict[str, Any]) -> None:
    health = parse(json.dumps(said))
    assert health.verdict in {"passed", "failed", "unknown"}
    assert health.reason is None or health.reason in REASONS
    assert all(0 <= number < 1 << 63 for number in health.numbers.values())
    doors(json.dumps(said))


@given(st.text())
def test_text_that_is_no_json_is_survived(text: str) -> None:
    parse(text)
    doors(text)


def judged(text: str) -> str:
    if listed := doors(text):
        return f"understood: a list of {len(listed)}"
    health = parse(text)
    # A verdict, or an honest reason; never a disk called well that said nothing of it.
    assert (health.verdict == "unknown") == ("health_ok" not in health.numbers)
    return "understood" if health.verdict != "unknown" else str(health.reason)


def test_recordings_are_understood_or_say_why_not() -> None:
    counts = tell("smartctl", recordings("generic/smartctl-json"), judged)

    assert counts["understood"] >= 11
    assert all(reason.startswith("understood") or reason in REASONS for reason in counts)


@pytest.mark.parametrize(
    ("bits", "reason"), [(1, "reserve_used_up"), (2, "too_hot"), (6, "unreliable"), (9, "read_only")]
)
def test_an_nvme_disk_that_warns_says_of_what(bits: int, reason: str) -> None:
    log = {"critical_warning": bits}
    said = parse(json.dumps({"device": {"protocol": "NVMe"}, "nvme_smart_health_information_log": log}))

    assert (said.verdict, said.reason, said.numbers["health_ok"]) == ("failed", reason, 0)


def test_a_description_alone_is_no_verdict() -> None:
    said = parse(json.dumps(ATA | {"smart_status": {}, "smartctl": {"argv": ["smartctl", "--info", "-j", "/dev/sda"]}}))

    assert (said.verdict, said.reason) == ("unknown", "not_asked")


def test_a_disk_with_health_switched_off_says_so() -> None:
    said = parse(json.dumps(ATA | {"smart_status": {}, "smart_support": {"available": True, "enabled": False}}))

    assert said.reason == "switched_off"


def test_a_usb_adapter_that_smartctl_does_not_know_is_named_as_the_cause() -> None:
    note = {"string": "/dev/sdb: Unknown USB bridge [0x1234:0x5678 (0x100)]", "severity": "error"}

    assert parse(json.dumps({"smartctl": {"exit_status": 1, "messages": [note]}})).reason == "unknown_bridge"


def test_a_scan_that_found_nothing_is_told_from_rubbish() -> None:
    assert lists_nothing('{"smartctl": {"argv": ["smartctl", "--scan", "-j"]}}')
    assert not lists_nothing("")


def test_the_size_of_an_nvme_disk_may_stand_with_its_parts() -> None:
    said = parse('{"model_name": "X1", "nvme_namespaces": [{"size": {"bytes": 5000}}, {"size": 3}]}')
    assert said.capacity == 5000
