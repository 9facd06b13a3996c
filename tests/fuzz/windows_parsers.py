"""Parsers of what Windows keeps: text of every form, trees of the registry, objects of WMI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from recordings.kinds import registry_software, wmi

from fuzz.parser import Parser, raw, text
from schoolwacht_agent.platforms.windows import (
    digital_product_id,
    event_log,
    firewall,
    graphics,
    hotfixes,
    install_date,
    monitors,
    msix,
    office,
    office_subscriptions,
    packed_guid,
    policies,
    registry_export,
    security_chip,
    surroundings,
    uninstall,
    updates,
    wmi_dump,
    wmi_value,
)
from schoolwacht_agent.platforms.windows.registry import Key

_NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
_TREES = "windows.*"
_MOST_KEYS = 40


def _keys(data: bytes) -> Iterable[Key]:
    return registry_export.parse(data).named[:_MOST_KEYS]


def _of_each_key(reader: Callable[[Key], object]) -> Callable[[bytes], object]:
    return lambda data: [reader(key) for key in _keys(data)]


def _machine(data: bytes) -> Callable[..., Key | None]:
    root = registry_export.parse(data).root
    return lambda path, *, view=64: root.child(f"HKEY_LOCAL_MACHINE\\{path}") if view else None


def _settings(data: bytes) -> object:
    machine = _machine(data)
    return policies.policies(machine), updates.reboot(machine), surroundings.directory(machine), surroundings.managers(machine, [])  # fmt: skip  # noqa: E501 - all that reads settings


def _event(said: str) -> object:
    event = event_log.parse(said)
    return event_log.kind_of(event) if event else None


def _objects(data: bytes) -> object:
    """Each object goes to the reader of every class: whatever WMI may say, each of them may get it."""
    found = wmi_dump.objects(data)[:_MOST_KEYS]
    return [reader(row) for reader in wmi._READERS.values() for row in found]


BOOKS = (
    Parser("windows.registry_export", raw(registry_export.parse)),
    Parser("windows.software_books", lambda data: registry_software.read(data, "")),
    Parser("windows.uninstall", _of_each_key(lambda key: list(uninstall.programs(key)))),
    Parser("windows.msix", _of_each_key(msix.programs)),
    Parser("windows.msix:name", text(msix.parse_name)),
    Parser("windows.hotfixes", _of_each_key(hotfixes.programs)),
    Parser("windows.office", _of_each_key(lambda key: (list(office.all_registrations(key)), office.registrations(key), office.releases(key)))),  # noqa: E501 - one row of a table
    Parser("windows.office_subscriptions", raw(lambda data: office_subscriptions.parse(data, _NOW))),
    Parser("windows.firewall", _of_each_key(lambda key: firewall.profiles(key, key, key))),
    Parser("windows.graphics", _of_each_key(graphics.sizes)),
    Parser("windows.monitors", _of_each_key(lambda key: monitors.monitors([], monitors.blocks(key)))),
    Parser("windows.packed_guid", _of_each_key(packed_guid.upgrade_codes)),
    Parser("windows.packed_guid:number", text(packed_guid.unpacked)),
    Parser("windows.policies", _settings, tests=_TREES),
    Parser("windows.security_chip", _of_each_key(lambda key: (security_chip.secure_boot(key), security_chip.boot_mode(key)))),  # noqa: E501 - one row of a table
    Parser("windows.security_chip:version", text(security_chip.version)),
    Parser("windows.digital_product_id", raw(digital_product_id.parse)),
    Parser("windows.install_date", text(install_date.day_of)),
    Parser("windows.event_log", text(_event)),
    Parser("windows.wmi_dump", raw(wmi_dump.objects)),
    Parser("windows.wmi_dump:objects", _objects, tests="windows.wmi_dump"),
    Parser("windows.wmi", _objects, tests="windows.*"),
    Parser("windows.wmi_value", text(lambda said: (wmi_value.moment(said), wmi_value.without_path(said), wmi_value.plain(said)))),  # noqa: E501 - one row of a table
)  # fmt: skip
