"""A machine of which nearly everything is known, and of which some things cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from collector.entrypoints.console.a_school import NOW
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, Change, FactTable
from schoolwacht_collector.ports import Ledger

_STICKS: Mapping[str, Cells] = {
    f"DIMM{n}": {"slot": f"DIMM{n}", "size_bytes": 8 * 1024**3 if n < 3 else 0, "kind": "DDR4", "speed_mts": 2666}
    for n in range(1, 5)
}
ROWS: Mapping[str, Mapping[str, Cells]] = {
    "hardware": {
        "system": {
            "part": "system", "maker": "Dell Inc.", "model": "OptiPlex 3080", "cpu": "Intel Core i5-10505", "cores": 6,
            "threads": 12, "memory_bytes": 17_179_869_184, "cpu_mhz": 4600, "secure_boot": 0, "tpm_state": "disabled",
            "firmware_date": "2021-03-05", "boot_mode": "uefi", "nature": "physical", "windows11_cpu": "yes",
        }
    },
    "memory_modules": _STICKS,
    "monitors": {"HDMI-1": {"place": "HDMI-1", "name": "P2419H", "maker": "Dell", "year": 2019, "width_px": 1920}},
    "batteries": {},
    "os": {"os": {"kind": "os", "name": "Windows 11 Education", "version": "24H2", "boot_time_ms": 1795424400000}},
    "os_licences": {
        "w": {"source": "activation", "product": "Windows", "state": "licensed", "partial_key": "3V66T",
              "days_left": 170}
    },
    "support_dates": {
        "os": {"kind": "os", "state": "supported", "ends": "2027-10-12", "release": "24H2", "product": "Windows 11"}
    },
    "windows11": {"w": {"kind": "windows11", "readiness": "setting", "reasons": "tpm_off, secure_boot_off"}},
    "security": {"s": {"kind": "security", "firewall": "partly", "local_admin_count": 3, "disk_encryption": "none"}},
    "antivirus": {"Defender": {"product": "Defender", "enabled": 1, "up_to_date": 0, "signatures_day": "2026-11-02"}},
    "peripherals": {
        f"1-{n}": {"port": f"1-{n}", "vendor_id": "046d", "product_id": "c31c", "product": f"Toetsenbord {n}",
                   "maker": "Logitech", "kind": "keyboard", "built_in": 0}
        for n in range(1, 15)
    },
    "listening_ports": {"t": {"protocol": "tcp", "port": 3389, "program": "unknown", "everywhere": 1}},
    "probe_states": {
        "smart": {"probe": "smart", "part": "", "group": "health", "state": "nothing", "reason": "no smartctl here",
                  "remedy": "install smartmontools", "since": "2026-11-20T08:00:00Z"},
        "hw": {"probe": "hardware", "part": "printers", "group": "hardware", "state": "failed",
               "reason": "the spooler did not answer", "remedy": "start the spooler", "since": "not a moment"},
        "os": {"probe": "os", "part": "", "group": "software", "state": "ok", "since": "2026-11-20T08:00:00Z"},
    },
    "software": {
        "corel": {"source": "uninstall", "name": "CorelDRAW Graphics Suite 2024 (64-Bit)", "title": "CorelDRAW",
                  "edition": "2024", "version": "25.1", "kind": "application", "scope": "machine",
                  "publisher": "Corel", "installed_on": "2026-09-01", "size_bytes": 2_100_000_000},
        "kb": {"source": "updates", "name": "KB5041585", "version": "1", "kind": "hotfix", "scope": "machine"},
    },
}  # fmt: skip


def equip(ledger: Ledger, device_id: str) -> None:
    """Gives the machine all of this, and a history."""
    ledger.write(lambda books: _equip(books, device_id))


def _equip(books: Books, device_id: str) -> None:
    for table, rows in ROWS.items():
        books.facts.put(device_id, FactTable(table, NOW, b"m" * 32, len(rows)), rows, [])
    before, after = {**_STICKS["DIMM2"], "size_bytes": 0}, _STICKS["DIMM2"]
    started: Cells = {"kind": "os", "boot_time_ms": 1}
    again: Cells = {"kind": "os", "boot_time_ms": 2}
    books.facts.note_changes(
        [
            Change(device_id, "memory_modules", "DIMM2", "changed", NOW - timedelta(days=5), before, after),
            Change(device_id, "os", "os", "changed", NOW - timedelta(days=2), started, again),
        ]
    )
