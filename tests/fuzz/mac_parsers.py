"""Parsers of what macOS keeps or prints."""

from __future__ import annotations

from datetime import UTC

from fuzz.parser import Parser, raw, text
from schoolwacht_agent.platforms.macos import (
    antivirus,
    hardware,
    homebrew,
    ioreg,
    ioreg_parts,
    ioreg_values,
    launchd,
    plist,
    profile,
    quantities,
    receipts,
    security,
    security_lines,
    software_update,
    time_machine,
)

_ALL = "macos.*"


def _profile(data: bytes) -> object:
    return hardware.of(profile.read(data))


def _devices(data: bytes) -> object:
    return [
        (ioreg_parts.computer(one), ioreg_parts.usb(one), ioreg_parts.monitor(one), ioreg_parts.battery(one))
        for one in ioreg.read(data)
    ]


def _settings(data: bytes) -> object:
    said = plist.read(data).value
    return (
        list(receipts.history(said)),
        receipts.receipt(said),
        security.firewall_of(said),
        software_update.state_of(said),
        time_machine.of_settings(said),
    )


def _numbers(said: str) -> object:
    readers = (quantities.disk_bytes, quantities.memory_bytes, quantities.decimal, quantities.megahertz)
    return [reader(said) for reader in (*readers, quantities.whole, quantities.yes, quantities.mac, quantities.day)]


def _guards(said: str) -> object:
    readers = (security_lines.file_vault, security_lines.gatekeeper, security_lines.integrity, security_lines.firewall)
    return [reader(said) for reader in (*readers, security_lines.switched, security_lines.administrators)]


MAC = (
    Parser("macos.antivirus", text(antivirus.parse), tests="macos.security"),
    Parser("macos.profile", raw(_profile), (profile.NoProfile,), tests=_ALL),
    Parser("macos.profile:json", text(lambda said: hardware.of(profile.of_json(said))), (profile.NoProfile,), tests=_ALL),  # noqa: E501 - one row of a table
    Parser("macos.ioreg", raw(_devices), (ioreg.NoRegistry,)),
    Parser("macos.ioreg_values", text(ioreg_values.parse_value), tests="macos.ioreg"),
    Parser("macos.launchd", text(lambda said: (list(launchd.listed(said)), launchd.shown(said))), tests="macos.security"),  # noqa: E501 - one row of a table
    Parser("macos.plist", raw(_settings), (plist.NoPlist,), tests=_ALL),
    Parser("macos.homebrew", text(lambda said: homebrew.formula("name", "1", said)), tests="macos.software"),
    Parser("macos.quantities", text(_numbers)),
    Parser("macos.security_lines", text(_guards), tests="macos.security"),
    Parser("macos.time_machine", text(lambda said: (time_machine.of_destinations(said), time_machine.latest_backup(said, UTC)))),  # noqa: E501 - one row of a table
)  # fmt: skip
