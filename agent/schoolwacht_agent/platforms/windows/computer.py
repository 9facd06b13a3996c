"""Who made this computer, as WMI retells what the firmware says: for where the raw SMBIOS table cannot be had."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from schoolwacht_agent.platforms import dmi_sysfs
from schoolwacht_agent.platforms.machine_parts import Computer
from schoolwacht_agent.platforms.smbios import uuids
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, moment_of, numbers_of, told_of

SYSTEM = ("Manufacturer", "Model", "SystemFamily", "SystemSKUNumber", "PCSystemType")
PRODUCT = ("Vendor", "Name", "Version", "IdentifyingNumber", "UUID", "SKUNumber")
BIOS = ("Manufacturer", "SMBIOSBIOSVersion", "ReleaseDate", "SerialNumber", "Version")
BOARD = ("Manufacturer", "Product", "SerialNumber")
ENCLOSURE = ("ChassisTypes", "SMBIOSAssetTag", "SerialNumber", "Manufacturer")
_NOTHING: Row = MappingProxyType({})
# PCSystemType of Win32_ComputerSystem, where the chassis says nothing: 2 is anything that is carried about.
_ROLES: Mapping[str, str] = {"1": "desktop", "2": "notebook", "8": "tablet"}
_FILLER = re.compile(r"\(?standard system devices\)?", re.IGNORECASE)


def computer(
    system: Row = _NOTHING,
    product: Row = _NOTHING,
    bios: Row = _NOTHING,
    board: Row = _NOTHING,
    enclosure: Row = _NOTHING,
) -> Computer:
    """One computer out of the classes Win32_ComputerSystem, -Product, BIOS, BaseBoard and SystemEnclosure.

    Lenovo writes its trade name into Version of the product, and its type number into the model; both are kept.
    """
    maker = told_of(system, "Manufacturer") or told_of(product, "Vendor")
    model = told_of(system, "Model") or told_of(product, "Name")
    firmware_maker = told_of(bios, "Manufacturer")
    released = moment_of(bios, "ReleaseDate")
    return Computer(
        maker=maker,
        model=model,
        model_version=told_of(product, "Version"),
        family=told_of(system, "SystemFamily"),
        sku=told_of(system, "SystemSKUNumber") or told_of(product, "SKUNumber"),
        serial=_serial(bios, product, enclosure),
        uuid=uuids.told(line_of(product, "UUID")),
        asset_tag=told_of(enclosure, "SMBIOSAssetTag"),
        chassis=_chassis(enclosure) or _ROLES.get(line_of(system, "PCSystemType")),
        board_maker=told_of(board, "Manufacturer"),
        board=told_of(board, "Product"),
        board_serial=told_of(board, "SerialNumber"),
        firmware_maker=None if _FILLER.fullmatch(firmware_maker or "") else firmware_maker,
        firmware=told_of(bios, "SMBIOSBIOSVersion") or told_of(bios, "Version"),
        firmware_date=released.date().isoformat() if released else None,
        hypervisor=dmi_sysfs.Firmware(
            maker=maker, model=model, board_maker=told_of(board, "Manufacturer"), firmware_maker=firmware_maker
        ).hypervisor,
    )


def _serial(bios: Row, product: Row, enclosure: Row) -> str | None:
    """BIOS and product retell SMBIOS type 1; the enclosure's own number stands in where both hold a filler."""
    return told_of(bios, "SerialNumber") or told_of(product, "IdentifyingNumber") or told_of(enclosure, "SerialNumber")


def _chassis(enclosure: Row) -> str | None:
    """Of several enclosures of one computer (a laptop in its dock) the first that is known."""
    words = (dmi_sysfs.chassis(str(number)) for number in numbers_of(enclosure, "ChassisTypes"))
    return next((word for word in words if word), None)
