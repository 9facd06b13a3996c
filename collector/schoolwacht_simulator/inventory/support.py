"""The system: its release, until when it is mended, whether it can be renewed, its licence, and its updates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schoolwacht_simulator.chance import whole
from schoolwacht_simulator.days import day_of
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.parts import has_chip, secure_boot
from schoolwacht_simulator.inventory.table import Facts, table
from schoolwacht_simulator.machines import System

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
NOTICE = timedelta(days=180)
"""How long before the end a coordinator wants to know of it."""
_UPDATERS = {"windows": "windows", "macos": "macos", "debian": "apt", "ubuntu": "apt"}
_AS_OF = "2026-08-22"
_MICROSOFT, _MICROSOFT_10 = (
    f"https://learn.microsoft.com/en-us/lifecycle/products/windows-{release}-enterprise-and-education"
    for release in (11, 10)
)


@dataclass(frozen=True, slots=True)
class Support:
    """How long a release is mended: the last day, and the last day of what may prolong it (year-month-day)."""

    product: str
    release: str
    ends: str | None
    source: str
    longer: str | None = None
    longer_by: str | None = None

    def ends_soon_from(self) -> date | None:
        """The first day on which its end is near; nothing when its maker names no day."""
        return None if self.ends is None else date.fromisoformat(self.ends) - NOTICE + timedelta(days=1)


_DEBIAN, _LTS = "https://wiki.debian.org/DebianReleases", "Debian LTS, for most packages"
_SUPPORT = {
    "10.0.19042": Support("Windows 10", "20H2", "2022-05-10", _MICROSOFT_10),
    "10.0.19045": Support("Windows 10", "22H2", "2025-10-14", _MICROSOFT_10, "2028-10-10",
                          "Extended Security Updates, bought for this device"),
    "10.0.26100": Support("Windows 11", "24H2", "2027-10-12", _MICROSOFT),
    "10.0.26200": Support("Windows 11", "25H2", "2028-10-10", _MICROSOFT),
    "12": Support("Debian", "12", "2026-07-11", _DEBIAN, "2028-06-30", _LTS),
    "13": Support("Debian", "13", "2028-08-09", _DEBIAN, "2030-06-30", _LTS),
    "24.04": Support("Ubuntu", "24.04", "2029-05-31", "https://wiki.ubuntu.com/Releases", "2036-05-31",
                     "Ubuntu Pro, attached to this computer"),
}  # fmt: skip


def support_of(system: System) -> Support:
    """How long the maker mends a system."""
    known = _SUPPORT.get(system.version_id)
    return known or Support(system.name, system.version, None, "https://support.apple.com/en-us/100100")


def _os(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    system = device.machine.system
    # The machine says when it was started by its own clock, whatever that is worth.
    boot_ms = now.boot_ms - device.ailments.clock_behind_ms
    yield {
        "kind": "os", "name": system.name, "version": system.version, "id": system.short,
        "version_id": system.version_id, "codename": system.codename or None, "kernel": system.kernel,
        "architecture": system.architecture, "boot_time_ms": boot_ms // 1000 * 1000,
        "time_zone": None if system.family == "windows" else "Europe/Brussels",
    }  # fmt: skip


def _support_dates(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    told, today = support_of(device.machine.system), day_of(now.ms).isoformat()
    if told.ends is None:
        state = "no_date"
    elif today <= told.ends:
        state = "supported"
    else:
        state = "longer" if told.longer is not None and today <= told.longer else "ended"
    yield {
        "kind": "os", "product": told.product, "release": told.release, "state": state, "ends": told.ends,
        "longer": told.longer, "longer_by": told.longer_by, "source": told.source, "as_of": _AS_OF,
    }  # fmt: skip


def _windows11(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    machine = device.machine
    if machine.system.family == "macos":
        return
    if not has_chip(machine):
        readiness, reasons = "replacement", "processor, no_tpm"
    elif not secure_boot(machine):
        readiness, reasons = "setting", "secure_boot_off"
    else:
        readiness, reasons = "ready", ""
    yield {"kind": "windows11", "readiness": readiness, "reasons": reasons or None}


def _os_licences(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    if device.machine.system.family != "windows":
        return
    windows = {"source": "activation", "product": "Windows", "state": "licensed"}
    if device.machine.system.version_id == "10.0.19042":
        yield {
            **windows, "name": "Windows(R), Professional edition", "edition": "Professional", "partial_key": "3V66T",
            "channel": "Retail", "generic_key": "yes",
        }  # fmt: skip
    else:
        # Renewed at the school's host once a week.
        left = 180 - (day_of(now.ms).toordinal() + device.seed) % 7
        yield {
            **windows, "name": "Windows(R), Education edition", "edition": "Education", "partial_key": "VCFB2",
            "channel": "Volume:GVLK", "generic_key": "yes", "days_left": left, "kms_host": "yes",
        }  # fmt: skip
    yield {
        "source": "firmware", "product": "Windows", "name": "Windows key of the maker", "edition": "Professional",
        "partial_key": "", "state": "present", "channel": "OEM:DM",
    }  # fmt: skip
    for program in device.programs:
        if program.title in {"Microsoft 365 Apps", "Microsoft Office"}:
            subscribed = program.title == "Microsoft 365 Apps"
            yield {
                "source": "click_to_run", "product": "Office",
                "name": "O365ProPlusRetail" if subscribed else "Standard2021Volume", "version": program.versions[0],
                "state": "installed", "channel": "subscription" if subscribed else "volume", "partial_key": "",
                "updates": "Monthly Enterprise" if subscribed else "Perpetual VL 2021",
                "shared": "yes" if subscribed and device.device_class in {"shared", "trolley"} else "no",
            }  # fmt: skip


def _updates(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    ailments, source = device.ailments, _UPDATERS[device.machine.system.short]
    turn = device.seed % WEEK_MS
    # Installed once a week, on a day of its own, and looked for every day.
    good_ms = (now.ms - turn) // WEEK_MS * WEEK_MS + turn
    pending = whole(0, 3, device.key, "pending", good_ms)
    if ailments.updates_stuck_ms is not None:
        good_ms = ailments.updates_stuck_ms
        pending = 6 + (now.ms - good_ms) // (5 * DAY_MS)
    checked_ms = now.ms // DAY_MS * DAY_MS - device.seed % DAY_MS // 4
    since = ailments.reboot_since_ms
    yield {
        "source": source, "pending": pending,
        "pending_security": pending // 3 if ailments.updates_stuck_ms is not None else 0, "last_success_ms": good_ms,
        "last_check_ms": max(checked_ms, good_ms), "reboot_needed": int(since is not None), "reboot_since_ms": since,
        "reboot_reason": "linux-image-6.1.0-38-amd64" if since is not None else None,
        "automatic": int(ailments.updates_stuck_ms is None),
    }  # fmt: skip


TABLES = (
    table("os",
          "kind name version id version_id codename kernel architecture boot_time_ms:integer time_zone", 1, _os),
    table("support_dates", "kind product release state ends longer longer_by source as_of", 1, _support_dates),
    table("windows11", "kind readiness reasons", 1, _windows11),
    table("os_licences",
          "source product name partial_key edition version state channel generic_key days_left:integer kms_host "
          "updates shared", 4, _os_licences),
    table("updates",
          "source pending:integer pending_security:integer last_success_ms:integer last_check_ms:integer "
          "reboot_needed:integer reboot_since_ms:integer reboot_reason automatic:integer", 1, _updates),
)  # fmt: skip
