r"""Graphics cards out of Win32_VideoController, with the size of their memory out of the registry.

`AdapterRAM` is a 32-bit number: a card with 8 GiB says 4095 MiB. Drivers write the true size into the registry, below
HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}, as
`HardwareInformation.qwMemorySize`; older ones a `HardwareInformation.MemorySize` of four bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from schoolwacht_agent.platforms.machine_parts import GraphicsCard
from schoolwacht_agent.platforms.windows.registry import Key, Value, text_of
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of, told_of

COLUMNS = ("Name", "AdapterCompatibility", "AdapterRAM", "DriverVersion", "PNPDeviceID")
DISPLAY_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_FULL = 0xFFF00000
"""From here on a 32-bit number of bytes only means: four gibibytes or more."""
_MOST = 1 << 44
_NO_HARDWARE = ("ROOT\\", "SWD\\")
_NONE: Mapping[str, int] = MappingProxyType({})


def cards(rows: Iterable[Row], sizes: Mapping[str, int] = _NONE) -> tuple[GraphicsCard, ...]:
    """The cards that are hardware; two of a kind are two."""
    return tuple(one for row in rows if (one := card(row, sizes)))


def card(row: Row, sizes: Mapping[str, int] = _NONE) -> GraphicsCard | None:
    """One card; None where it has no name or is only a driver (screens over the network, mirror drivers)."""
    name = told_of(row, "Name")
    if name is None or is_driver_only(row):
        return None
    size = number_of(row, "AdapterRAM") or 0
    return GraphicsCard(
        name=name,
        maker=told_of(row, "AdapterCompatibility"),
        memory=sizes.get(name) or (size if 0 < size < _FULL else None),
        driver=told_of(row, "DriverVersion"),
    )


def is_driver_only(row: Row) -> bool:
    """Whether no hardware stands behind it."""
    return line_of(row, "PNPDeviceID").upper().startswith(_NO_HARDWARE)


def sizes(key: Key | None) -> dict[str, int]:
    """Bytes of memory by the name of the card, out of the key of the class of display adapters."""
    found: dict[str, int] = {}
    for child in key.children if key else ():
        name = text_of(child, "DriverDesc") or text_of(child, "HardwareInformation.AdapterString")
        size = _bytes(child.values.get("HardwareInformation.qwMemorySize"))
        size = size or _bytes(child.values.get("HardwareInformation.MemorySize"))
        if name and size:
            found[" ".join(name.split())] = size
    return found


def _bytes(value: Value | None) -> int | None:
    if isinstance(value, bytes):
        value = int.from_bytes(value, "little") if len(value) in {4, 8} else 0
    return value if isinstance(value, int) and 0 < value < _MOST and value != _FULL else None
