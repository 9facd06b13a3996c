r"""Screens: their EDID out of the registry, else WmiMonitorID, else the name of the device.

Windows keeps the EDID of every screen it ever met in HKLM\SYSTEM\CurrentControlSet\Enum\DISPLAY\CODE\INSTANCE\
`Device Parameters`; which of them hang on the machine now is told by WmiMonitorID (root\wmi) alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from schoolwacht_agent.platforms import edid
from schoolwacht_agent.platforms.machine_parts import Monitor
from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of, signs_of

COLUMNS = (
    "InstanceName",
    "Active",
    "ManufacturerName",
    "ProductCodeID",
    "SerialNumberID",
    "UserFriendlyName",
    "WeekOfManufacture",
    "YearOfManufacture",
)
DESKTOP = ("PNPDeviceID", "Name", "MonitorType", "MonitorManufacturer")
DISPLAY = r"SYSTEM\CurrentControlSet\Enum\DISPLAY"
_DEVICE = re.compile(r"DISPLAY\\([A-Z]{3})([0-9A-F]{4})\\", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{3}")
_HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
_SUFFIX = re.compile(r"_\d+$")
_MOST = 256
_FIRST_YEAR, _LAST_WEEK = 1993, 54


def monitors(rows: Iterable[Row], blocks: Mapping[str, bytes]) -> tuple[Monitor, ...]:
    """The screens that hang on the machine now. `blocks` are the EDIDs by the name of the device."""
    found: list[Monitor] = []
    for row in islice(rows, _MOST):
        if line_of(row, "Active").casefold() == "false":
            continue
        one = _by_block(blocks.get(device_of(row))) or by_wmi(row)
        if one is not None:
            found.append(one)
    return tuple(found)


def device_of(row: Row) -> str:
    r"""`DISPLAY\SAM0255\4&1a2b&0&UID0_0` -> without what WMI adds to the name of the device, in small letters."""
    return _SUFFIX.sub("", line_of(row, "InstanceName")).casefold()


def by_wmi(row: Row) -> Monitor | None:
    """One screen as WmiMonitorID retells its EDID; None for one that does not say who made it."""
    code = (signs_of(row, "ManufacturerName") or "").upper()
    product = signs_of(row, "ProductCodeID") or ""
    if not _CODE.fullmatch(code):
        return by_device(row)
    year, week = number_of(row, "YearOfManufacture") or 0, number_of(row, "WeekOfManufacture") or 0
    return Monitor(
        maker_code=code,
        product_code=int(product, 16) if _HEX.fullmatch(product) else 0,
        name=signs_of(row, "UserFriendlyName"),
        serial=signs_of(row, "SerialNumberID"),
        maker=edid.makers().get(code),
        year=year if _FIRST_YEAR <= year < 1 << 12 else None,
        week=week if 1 <= week <= _LAST_WEEK else None,
    )


def by_device(row: Row) -> Monitor | None:
    """One screen by the name of its device alone, of any class; None for a screen that Windows only supposes."""
    said = line_of(row, "PNPDeviceID") or line_of(row, "InstanceName")
    found = _DEVICE.match(said)
    if found is None:
        return None
    code = found[1].upper()
    return Monitor(maker_code=code, product_code=int(found[2], 16), maker=edid.makers().get(code))


def _by_block(block: bytes | None) -> Monitor | None:
    try:
        return edid.parse(block).monitor if block else None
    except edid.NotEdid:
        return None


def blocks(display: Key | None) -> dict[str, bytes]:
    r"""Every EDID that the registry keeps, by the name of the device, out of the key Enum\DISPLAY."""
    found: dict[str, bytes] = {}
    for model in islice(display.children, _MOST) if display else ():
        for instance in islice(model.children, _MOST):
            parameters = instance.child("Device Parameters")
            block = parameters.values.get("EDID") if parameters else None
            if isinstance(block, bytes) and block:
                found[rf"display\{model.name}\{instance.name}".casefold()] = block
    return found
