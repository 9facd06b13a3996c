from __future__ import annotations

from datetime import UTC, datetime

from schoolwacht_agent.platforms.windows import health
from schoolwacht_agent.platforms.windows.event_log import Count
from schoolwacht_agent.platforms.windows.storage import DiskState, Space, WindowsStorage

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_pool_that_lost_a_disk_is_a_degraded_set() -> None:
    storage = WindowsStorage(spaces=(Space("pool", "{1}", "degraded"), Space("volume", "{2}", "ok", "Mirror")))
    first, second = health.spaces(storage) or []
    assert (first.kind, first.name, first.state) == ("storage_spaces", "pool {1}", "degraded")
    assert (second.name, second.level) == ("volume {2}", "mirror")


def test_what_windows_does_not_tell_is_not_none_of_it() -> None:
    assert health.spaces(WindowsStorage()) is None
    assert health.disks(WindowsStorage()) is None
    assert health.spaces(WindowsStorage(spaces=())) == []


def test_a_warning_of_windows_is_never_good() -> None:
    disks = health.disks(WindowsStorage(disks=(DiskState("PhysicalDrive0", "warning", None),)))
    assert disks is not None
    assert (disks["PhysicalDrive0"].verdict, disks["PhysicalDrive0"].reason) == ("unknown", "os_warns")
    assert "health_ok" not in disks["PhysicalDrive0"].numbers


def test_a_disk_that_is_well_tells_its_numbers() -> None:
    state = DiskState("PhysicalDrive0", "passed", None, kind="ssd", temperature=41, wear=7, read_errors=1)
    disks = health.disks(WindowsStorage(disks=(state,)))
    assert disks is not None
    assert dict(disks["PhysicalDrive0"].numbers) == {
        "temp_c": 41, "percentage_used": 7, "uncorrectable_errors": 1, "health_ok": 1,
    }  # fmt: skip


def test_mishaps_without_one_have_no_last_day() -> None:
    none, two = Count(0, MONDAY), Count(2, MONDAY)
    assert health.mishaps("crash", {"crash": none}, {"crash": none}).last is None
    assert health.mishaps("crash", {"crash": none}, {"crash": two}) == health.Mishaps(0, 2, MONDAY)
