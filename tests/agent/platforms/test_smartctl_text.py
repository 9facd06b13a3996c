"""What smartctl prints for people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.smartctl import REASONS, Door
from schoolwacht_agent.platforms.smartctl_text import doors, parse

HEADER = "smartctl 6.6 2017-11-05 r4594 [x86_64-linux-4.19] (local build)\nCopyright (C) 2002-17\n\n"
ATA = (
    HEADER
    + """=== START OF INFORMATION SECTION ===
Model Family:     A family
Device Model:     DISK-1000
Serial Number:    SN0001
Firmware Version: CC43
User Capacity:    1.000.204.886.016 bytes [1,00 TB]
Rotation Rate:    7200 rpm
SMART support is: Available - device has SMART capability.
SMART support is: Enabled

=== START OF READ SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED

ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       8
  9 Power_On_Hours          0x0032   086   086   000    Old_age   Always       -       12345 (12 34 5)
188 Command_Timeout         0x0032   100   099   000    Old_age   Always       -       4 5 2
194 Temperature_Celsius     0x0022   034   045   000    Old_age   Always       -       34 (0 14 0 0 0)
197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       2
"""
)
NVME = (
    HEADER
    + """=== START OF INFORMATION SECTION ===
Model Number:                       FLASH 500
Serial Number:                      NV0001
Firmware Version:                   2B2Q
Total NVM Capacity:                 500,107,862,016 [500 GB]

=== START OF SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED

SMART/Health Information (NVMe Log 0x02, NSID 0xffffffff)
Critical Warning:                   0x00
Temperature:                        41 Celsius
Available Spare:                    99%
Percentage Used:                    3%
Power On Hours:                     12,798
Unsafe Shutdowns:                   10
Media and Data Integrity Errors:    7
"""
)
SCSI = (
    HEADER
    + """=== START OF INFORMATION SECTION ===
Vendor:               MAKER
Product:              DISK600
Revision:             HPD2
User Capacity:        600,127,266,816 bytes [600 GB]
Rotation Rate:        10025 rpm
Serial number:        SC0001
=== START OF READ SMART DATA SECTION ===
SMART Health Status: OK
Current Drive Temperature:     34 C
Elements in grown defect list: 56
Error counter log:
read:   3187783        0         0   3187783    3187783     234563.013           2
write:        0        0         0         0          0      34563.013           1
  number of hours powered up = 43549.33
"""
)


def test_an_ata_disk_is_described() -> None:
    (said,) = parse(ATA)

    assert (said.verdict, said.reason, said.kind, said.model) == ("passed", None, "hdd", "DISK-1000")
    assert (said.serial, said.firmware, said.capacity, said.hours) == ("SN0001", "CC43", 1_000_204_886_016, 12_345)
    assert said.numbers == {
        "health_ok": 1,
        "temp_c": 34,
        "power_on_hours": 12_345,
        "reallocated_sectors_count": 8,
        "command_timeout": 2,
        "pending_sector_count": 2,
    }


def test_an_nvme_disk_is_described() -> None:
    (said,) = parse(NVME)

    assert (said.verdict, said.kind, said.model, said.capacity) == ("passed", "nvme", "FLASH 500", 500_107_862_016)
    assert said.numbers["media_errors"] == 7
    assert (said.numbers["percentage_used"], said.numbers["temp_c"], said.hours) == (3, 41, 12_798)


def test_a_scsi_disk_is_described() -> None:
    (said,) = parse(SCSI)

    assert (said.verdict, said.model, said.firmware, said.hours) == ("passed", "MAKER DISK600", "HPD2", 43_549)
    assert (said.numbers["uncorrectable_errors"], said.numbers["reallocated_sectors_count"]) == (3, 56)


def test_a_scsi_disk_that_foretells_its_failure_has_failed() -> None:
    text = SCSI.replace("OK", "FAILURE PREDICTION THRESHOLD EXCEEDED [asc=5d, ascq=10]")
    assert parse(text)[0].verdict == "failed"


def test_a_failing_disk_has_failed() -> None:
    assert parse(ATA.replace("PASSED", "FAILED!"))[0].reason == "self_assessment"
    assert parse(ATA.replace("Always       -       8", "Always   FAILING_NOW 8"))[0].reason == "attribute_at_limit"


def test_an_old_age_attribute_at_its_limit_is_no_failure() -> None:
    assert parse(ATA.replace("Always       -       2\n", "Always   FAILING_NOW 2\n"))[0].verdict == "passed"


def test_the_brief_table_is_read_too() -> None:
    (said,) = parse(ATA + "199 UDMA_CRC_Error_Count    -O-RCK   200   200   000    -    131\n")
    assert said.numbers["udma_crc_errors"] == 131


def test_a_description_alone_is_no_verdict() -> None:
    (said,) = parse(ATA.split("=== START OF READ")[0])

    assert (said.verdict, said.reason, said.model) == ("unknown", "not_asked", "DISK-1000")


def test_a_disk_without_the_capability_says_so() -> None:
    text = ATA.split("SMART support")[0] + "SMART support is: Unavailable - device lacks SMART capability.\n"
    assert parse(text)[0].reason == "not_supported"


@pytest.mark.parametrize("mode", ["STANDBY", "SLEEP", "STANDBY (OS)", "STANDBY BY COMMAND"])
def test_a_sleeping_disk_sleeps(mode: str) -> None:
    assert parse(f"{HEADER}Device is in {mode} mode, exit(2)\n")[0].reason == "asleep"


def test_an_nvme_disk_that_refuses_its_health_is_not_called_unasked() -> None:
    text = NVME.split("SMART overall")[0] + "Read NVMe SMART/Health Information failed: NVMe Status 0x2002\n"
    assert parse(text)[0].reason == "not_supported"


def test_an_adapter_that_smartctl_does_not_know_is_named_as_the_cause() -> None:
    assert parse(HEADER + "/dev/sdb: Unknown USB bridge [0x1:0x2 (0x100)]\n")[0].reason == "unknown_bridge"


def test_a_text_without_its_header_is_read() -> None:
    assert parse(ATA.removeprefix(HEADER)) == parse("root@pc:~# smartctl -a /dev/sda\n" + ATA) == parse(ATA)


def test_a_disk_that_cannot_be_opened_says_so() -> None:
    assert parse(HEADER + "Smartctl open device: /dev/sdx failed: No such device\n")[0].reason == "no_access"


def test_scsi_disks_of_the_oldest_versions_are_on_one_line() -> None:
    text = "smartctl version 5.38 [i686]\n\nDevice: MAKER    DISK15K  Version: 0006\nSerial number: X1\n"
    (said,) = parse(text)

    assert (said.model, said.firmware, said.serial, said.verdict) == ("MAKER DISK15K", "0006", "X1", "unknown")


def test_several_disks_one_after_another_are_told_apart() -> None:
    assert [disk.serial for disk in parse(ATA + "\n" + SCSI + NVME)] == ["SN0001", "SC0001", "NV0001"]


@pytest.mark.parametrize(
    "size", ["128 035 676 160 bytes", "128'035'676'160 bytes", "128\u202f035\u202f676\u202f160 bytes"]
)
def test_sizes_are_read_however_they_are_grouped(size: str) -> None:
    assert parse(f"{HEADER}Device Model: X1\nUser Capacity:    {size} [128 GB]\n")[0].capacity == 128_035_676_160


def test_the_list_of_disks_holds_no_option() -> None:
    text = "/dev/sda -d scsi # x\n/dev/bus/0 -d megaraid,1 # x\n--all -d scsi # y\n/dev/sdb -d --x # z\n"
    assert doors(text) == [Door("/dev/sda", "scsi"), Door("/dev/bus/0", "megaraid,1")]


def test_other_text_is_no_disk() -> None:
    assert parse("") == []
    assert parse("bash: smartctl: command not found\n") == []


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(ATA)), st.sampled_from([ATA, NVME, SCSI]))
def test_rubbish_is_survived(text: str, at: int, form: str) -> None:
    for spoilt in (text, form[:at] + text + form[at:], HEADER + text):
        for health in parse(spoilt):
            assert health.reason is None or health.reason in REASONS
            assert all(0 <= number < 1 << 63 for number in health.numbers.values())
        doors(spoilt)


def test_recordings_become_disks() -> None:
    for file in recordings("linux/smartctl"):
        found = parse(file.read_text("utf-8", errors="replace"))
        assert found
        assert all(disk.model for disk in found)
        assert all(disk.verdict == "unknown" or "health_ok" in disk.numbers for disk in found)
