"""What system_profiler of a Mac printed: text, property list or JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.macos import (
    applications,
    attached,
    core_parts,
    disk_parts,
    display_parts,
    network_parts,
    power_parts,
    printer_parts,
    profile,
    system,
)
from schoolwacht_agent.platforms.macos.profile import Item, Profile, Section

_FOLDER = "/system_profiler/"
_TYPES = re.compile(rb"\ASP\w+DataType$|^Available Datatypes:", re.MULTILINE)
_EXPECTED = re.compile(rb"\$results\s*=\s*\[")
_TEXT = re.compile(rb"\A(?:Hardware|Applications|Graphics/Displays|Power|Memory|USB|Software):\r?\n\s*\n {4}\S")
_READ_FOR = {
    "SPDiscBurningDataType": "optical_drive",
    "SPStorageDataType": "volume",
    "SPiBridgeDataType": "read_with_the_computer",
    "SPInstallHistoryDataType": "read_from_its_file",
}
Tally = tuple[int, Counter[str], list[str]]


def belongs(path: str, head: bytes) -> bool:
    """By its folder, the names of data types, or a first section with things in it."""
    xml_or_json = b"_dataType" in head or re.search(rb'"SP\w+DataType"\s*:', head) is not None
    return _FOLDER in f"/{path}" or xml_or_json or _TEXT.match(head) is not None


def read(data: bytes, _path: str) -> Outcome:
    """Every thing of every section is a row, or ignored for a reason."""
    if not data.strip():
        return Outcome(0, {"empty": 1})
    if _EXPECTED.search(data[:4096]):
        return Outcome(0, {"not_a_recording": 1})
    if _TYPES.search(data[:4096]) and b"_dataType" not in data:
        return Outcome(0, {"name_of_a_data_type": sum(line.strip().startswith(b"SP") for line in data.splitlines())})
    try:
        said = profile.read(data)
    except profile.NoProfile as nothing:
        return Outcome(0, gaps=(str(nothing),))
    rows, ignored, gaps = 0, Counter[str](), [] if said.whole else ["The print was cut off or broken."]
    for section in said.sections:
        more, reasons, wrong = _section(section)
        rows, ignored = rows + more, ignored + reasons
        gaps += wrong
    return Outcome(rows, dict(ignored), tuple(gaps))


def _section(section: Section) -> Tally:
    if not section.items:
        return 0, Counter({"empty": 1}), []
    if section.kind in disk_parts.BUSES:
        return _bus(section)
    if section.kind in _READERS:
        rows, ignored = _READERS[section.kind](section.items)
        wrong = [] if rows or ignored else [f"Nothing of {section.kind} was understood."]
        return rows, ignored, wrong
    if not section.kind.startswith("SP"):
        return 0, Counter(), [f"The section {section.kind[:40]!r} is not known."]
    return 0, Counter({_READ_FOR.get(section.kind, "no_inventory"): len(section.items)}), []


def _bus(section: Section) -> Tally:
    """Disks and peripherals; each line of the tree once."""
    alone = Profile([section])
    rows = len(disk_parts.disks(alone) or ()) + len(attached.peripherals(alone) or ())
    ignored = Counter(reason for top in section.items for line in disk_parts.lines(top) if (reason := _why(line)))
    wrong = [] if rows or ignored else [f"Nothing of {section.kind} was understood."]
    return rows, ignored, wrong


def _why(line: list[Item]) -> str:
    """Why this line of the tree is no row; empty for what is one."""
    item = line[-1]
    if disk_parts.is_bus(item):
        return "controller"
    if attached.is_device(item):
        return "hub" if attached.is_hub(item) else ""
    if disk_parts.optical(item):
        return "optical_drive"
    return "" if item.get("bsdname") else "no_medium"


def _hardware(items: list[Item]) -> tuple[int, Counter[str]]:
    return int(core_parts.computer(items).model is not None) + len(core_parts.processors(items)), Counter()


def _software(items: list[Item]) -> tuple[int, Counter[str]]:
    return int(system.system(items) is not None), Counter()


def _memory(items: list[Item]) -> tuple[int, Counter[str]]:
    return len(core_parts.modules(items)), Counter()


def _displays(items: list[Item]) -> tuple[int, Counter[str]]:
    connectors = [screen for card in items for screen in display_parts.screens(card)]
    free = sum(not display_parts.attached(screen) for screen in connectors)
    other = sum(not display_parts.is_card(item) for item in items)
    rows = len(display_parts.graphics(items)) + len(display_parts.monitors(items))
    return rows, +Counter({"no_screen": free, "no_card": other})


def _network(items: list[Item]) -> tuple[int, Counter[str]]:
    cards = network_parts.cards(items, [], [])
    nameless = sum(not network_parts.bsd_name(item) for item in items)
    return len(cards), +Counter({"no_device": nameless, "same_device": len(items) - nameless - len(cards)})


def _ethernet(items: list[Item]) -> tuple[int, Counter[str]]:
    cards = network_parts.cards([], items, [])
    return len(cards), +Counter({"no_device": len(items) - len(cards)})


def _printers(items: list[Item]) -> tuple[int, Counter[str]]:
    rows = len(printer_parts.printers(items))
    none = sum(not printer_parts.is_printer(item) for item in items)
    return rows, +Counter({"empty": none, "same_name": len(items) - none - rows})


def _power(items: list[Item]) -> tuple[int, Counter[str]]:
    rows = len(power_parts.batteries(items))
    return rows, +Counter({"settings": len(items) - rows})


def _applications(items: list[Item]) -> tuple[int, Counter[str]]:
    rows = sum(1 for _ in applications.programs(items))
    ignored = Counter(reason for item in items[: applications.MOST] if (reason := applications.reason(item)))
    return rows, +(ignored + Counter({"too_many": len(items) - applications.MOST}))


_READERS: dict[str, Callable[[list[Item]], tuple[int, Counter[str]]]] = {
    "SPHardwareDataType": _hardware,
    "SPSoftwareDataType": _software,
    "SPMemoryDataType": _memory,
    "SPDisplaysDataType": _displays,
    "SPNetworkDataType": _network,
    "SPEthernetDataType": _ethernet,
    "SPPrintersDataType": _printers,
    "SPPowerDataType": _power,
    "SPApplicationsDataType": _applications,
}

KIND = Kind("system_profiler", belongs, read)
