"""The ten questions that a coordinator asks of a machine, and the tables that answer each of them."""

from __future__ import annotations

from collections.abc import Mapping

from schoolwacht_collector.domain.message import Message, say

QUESTIONS: Mapping[str, Message] = {
    "hardware": say("Hardware"),
    "software": say("Software"),
    "licences": say("Licences"),
    "usage": say("Use"),
    "health": say("Health"),
    "updates": say("Updates"),
    "security": say("Security"),
    "backups": say("Back-ups"),
    "around": say("Around it"),
    "identity": say("Identity"),
}
"""In the order of the page; the names are those that the agents' probes use."""

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "hardware": (
        "hardware",
        "memory_modules",
        "disks",
        "graphics",
        "monitors",
        "printers",
        "battery_packs",
        "batteries",
        "power_supplies",
        "interfaces",
    ),
    "software": ("os", "software"),
    "licences": ("os_licences",),
    "usage": (),
    "health": (
        "disk_health",
        "raid_sets",
        "file_systems_errors",
        "memory_errors",
        "bus_errors",
        "crashes",
        "clock_sync",
        "ups",
    ),
    "updates": ("updates", "support_dates", "windows11"),
    "security": ("security", "antivirus", "listening_ports"),
    "backups": ("backups",),
    "around": ("peripherals", "around", "guests", "troubled_services"),
    "identity": ("identity_signals", "probe_states"),
}

TABLES: Mapping[str, Message] = {
    "hardware": say("Computer"),
    "memory_modules": say("Memory"),
    "disks": say("Disks"),
    "graphics": say("Graphics"),
    "monitors": say("Screens"),
    "printers": say("Printers"),
    "battery_packs": say("Batteries as parts"),
    "batteries": say("Batteries"),
    "power_supplies": say("Power supplies"),
    "interfaces": say("Network cards"),
    "os": say("Operating system"),
    "software": say("Programs"),
    "os_licences": say("Licences of Windows and Office"),
    "disk_health": say("Health of the disks"),
    "raid_sets": say("Disks that work as one"),
    "file_systems_errors": say("File systems"),
    "memory_errors": say("Errors of memory"),
    "bus_errors": say("Errors inside the computer"),
    "crashes": say("Crashes"),
    "clock_sync": say("Clock"),
    "ups": say("Emergency power (UPS)"),
    "updates": say("Updates"),
    "support_dates": say("End of support"),
    "windows11": say("Windows 11"),
    "security": say("Protection"),
    "antivirus": say("Scanners against malware"),
    "listening_ports": say("Open ports"),
    "backups": say("Back-ups"),
    "peripherals": say("Plugged in"),
    "around": say("Network and management"),
    "guests": say("Virtual machines and containers"),
    "troubled_services": say("Services in trouble"),
    "identity_signals": say("Signs of identity"),
    "probe_states": say("What cannot be told"),
    "licence_use": say("Use of paid titles"),
    "licence_watch": say("Days with a look at titles"),
}

NOT_HERE = frozenset({"software", "licence_use", "licence_watch"})
"""Programs have a page of their own. How long titles run is counted for the school, not shown for a machine."""

FIRST_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hardware": (
        "maker",
        "model",
        "serial",
        "chassis",
        "cpu",
        "cores",
        "threads",
        "cpu_mhz",
        "memory_bytes",
        "memory_slots",
        "free_slots",
        "firmware",
        "firmware_date",
        "boot_mode",
        "secure_boot",
        "tpm_state",
        "tpm_version",
    ),
    "os": ("name", "version", "kernel", "architecture", "boot_time_ms"),
    "support_dates": ("product", "release", "state", "ends", "longer", "longer_by"),
    "security": (
        "firewall",
        "firewall_by",
        "disk_encryption",
        "root_encrypted",
        "local_admin_count",
        "guest_account",
        "automatic_login",
        "remote_desktop",
    ),
    "around": ("directory", "managed_by"),
    "memory_modules": ("slot", "size_bytes", "kind", "speed_mts", "maker", "part", "serial"),
    "disks": ("name", "model", "size_bytes", "bus", "serial", "firmware"),
    "graphics": ("name", "memory_bytes", "driver"),
    "monitors": ("name", "maker", "serial", "year", "width_px", "height_px"),
    "printers": ("name", "model", "connection", "default"),
    "battery_packs": ("name", "model", "serial", "full_mwh", "design_mwh", "cycles"),
    "batteries": ("name", "health_percent", "cycles", "full_mwh", "design_mwh", "technology"),
    "power_supplies": ("name", "model", "max_watt", "state", "serial"),
    "interfaces": ("name", "model", "kind", "mac", "speed_mbit", "onboard"),
    "software": ("title", "name", "version", "edition", "kind", "publisher", "scope", "installed_on", "size_bytes"),
    "os_licences": ("product", "edition", "state", "channel", "partial_key", "days_left"),
    "disk_health": ("device", "model", "verdict", "power_on_hours", "reason", "serial"),
    "raid_sets": ("name", "kind", "level", "state", "members", "missing"),
    "file_systems_errors": ("device", "fs_type", "state", "errors", "last_error"),
    "memory_errors": ("label", "place", "corrected", "uncorrected"),
    "bus_errors": ("address", "kind", "corrected", "nonfatal", "fatal"),
    "crashes": ("kind", "count_7d", "count_30d", "last_at", "since", "reason"),
    "ups": ("name", "model", "state", "battery_low", "replace_battery", "test_result"),
    "updates": ("source", "pending", "pending_security", "reboot_needed", "last_success_ms", "automatic"),
    "antivirus": ("product", "enabled", "up_to_date", "signatures_day", "version"),
    "listening_ports": ("port", "protocol", "program", "everywhere"),
    "backups": ("job", "tool", "result", "last_good_ms", "size_bytes", "target"),
    "peripherals": ("product", "maker", "kind", "built_in", "port"),
    "guests": ("program", "what", "kept", "running"),
    "troubled_services": ("service", "state", "reason"),
    "identity_signals": ("signal", "strength", "value"),
    "probe_states": ("probe", "part", "state", "reason", "remedy", "since"),
}
"""What a list shows, in this order; of a table with one row the rest comes behind it, and a file has every column."""

DETAIL = frozenset(
    {"ordered_version", "upgrade_code", "maker_code", "product_code", "version_id", "id", "machine_uuid"}
)
"""Columns for programs and for who looks closely: in files, not on the page of a machine."""
