"""How machines are protected: firewall, encryption, guests, scanners. All is well but what is planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schoolwacht_simulator.days import day_of
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.table import Facts, table

_LAPTOPS = frozenset({"loan", "trolley", "spare"})
SCANNER = "Microsoft Defender Antivirus"


def _security(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    system = device.machine.system
    told = {"windows": _of_windows, "macos": _of_a_mac}.get(system.family, _of_linux)(device)
    yield {"kind": "security", "guest_account": 0, "automatic_login": 0, **told}


def _of_windows(device: SimulatedDevice) -> Facts:
    # What leaves the building must be encrypted; what stays mostly is not.
    encrypted = device.device_class in _LAPTOPS or device.machine.battery is not None
    return {
        "firewall": "on", "firewall_by": "Windows", "firewall_profiles": "domain on, private on, public on",
        "disk_encryption": "all" if encrypted else "none", "root_encrypted": int(encrypted), "local_admin_count": 2,
        "remote_desktop": 0, "smb1": 0, "uac": 1, "laps": "entra",
    }  # fmt: skip


def _of_linux(device: SimulatedDevice) -> Facts:
    server = device.device_class == "server"
    return {
        "firewall": "on", "firewall_by": "nftables" if server else "ufw", "disk_encryption": "none",
        "root_encrypted": 0, "local_admin_count": 2 if server else 1, "mandatory_access": "apparmor",
        "mandatory_access_state": "enforcing", "ssh_root": "no" if server else "not_installed",
        "ssh_password": "no" if server else "not_installed", "remote_desktop": 0,
    }  # fmt: skip


def _of_a_mac(_: SimulatedDevice) -> Facts:
    return {
        "firewall": "on", "firewall_by": "macOS", "disk_encryption": "all", "root_encrypted": 1,
        "local_admin_count": 1, "mandatory_access": "sip", "mandatory_access_state": "enforcing", "remote_desktop": 0,
    }  # fmt: skip


def _antivirus(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    """Windows' own scanner, which learns every morning for as long as it is on."""
    if device.machine.system.family != "windows":
        return
    off_ms = device.ailments.scanner_off_ms
    off = off_ms is not None and now.ms >= off_ms
    learnt = day_of(off_ms if off_ms is not None and off else now.ms) - timedelta(days=1)
    yield {
        "product": SCANNER, "enabled": int(not off), "up_to_date": int(not off), "version": "4.18.26090.3003",
        "signatures": f"1.439.{learnt.toordinal() % 1000}.0", "signatures_day": learnt.isoformat(),
    }  # fmt: skip


TABLES = (
    table("security",
          "kind firewall firewall_by firewall_profiles disk_encryption root_encrypted:integer guest_account:integer "
          "automatic_login:integer local_admin_count:integer mandatory_access mandatory_access_state ssh_root "
          "ssh_password remote_desktop:integer smb1:integer uac:integer laps", 1, _security),
    table("antivirus", "product enabled:integer up_to_date:integer version signatures signatures_day", 1, _antivirus,
          tells_none=True),
)  # fmt: skip
