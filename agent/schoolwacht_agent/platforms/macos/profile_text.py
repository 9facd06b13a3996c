"""The indented text of system_profiler, as a tree. Several layouts over the years, from 10.4 to now.

A line without indentation names a section; a line that ends with a colon and has deeper lines below it names a thing;
`Name: value` belongs to the nearest thing above it that stands less deep. A value may hold line ends of its own, as
the "Get Info String" of an application often does; such lines are added to the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.macos.profile import DEEPEST, MOST_ITEMS, Item, NoProfile, Profile, Section, folded

MOST_LINES = 300_000
"""The longest true print in our hands has some thousand lines, that of a whole Mac perhaps a hundred thousand."""
_LONGEST_NAME = 300
_LONGEST_VALUE = 4000
SECTIONS = {
    "accessibility": "SPUniversalAccessDataType",
    "airport": "SPAirPortDataType",
    "airport card": "SPAirPortDataType",
    "apple pay": "SPSecureElementDataType",
    "applications": "SPApplicationsDataType",
    "ata": "SPParallelATADataType",
    "audio": "SPAudioDataType",
    "audio (built in)": "SPAudioDataType",
    "bluetooth": "SPBluetoothDataType",
    "camera": "SPCameraDataType",
    "card reader": "SPCardReaderDataType",
    "controller": "SPiBridgeDataType",
    "developer": "SPDeveloperToolsDataType",
    "diagnostics": "SPDiagnosticsDataType",
    "disabled software": "SPDisabledSoftwareDataType",
    "disc recording": "SPDiscBurningDataType",
    "disc burning": "SPDiscBurningDataType",
    "ethernet": "SPEthernetDataType",
    "ethernet cards": "SPEthernetDataType",
    "extensions": "SPExtensionsDataType",
    "fibre channel": "SPFibreChannelDataType",
    "firewall": "SPFirewallDataType",
    "firewire": "SPFireWireDataType",
    "fonts": "SPFontsDataType",
    "frameworks": "SPFrameworksDataType",
    "graphics/displays": "SPDisplaysDataType",
    "hardware": "SPHardwareDataType",
    "hardware raid": "SPHardwareRAIDDataType",
    "installations": "SPInstallHistoryDataType",
    "international": "SPInternationalDataType",
    "language & region": "SPInternationalDataType",
    "legacy software": "SPLegacySoftwareDataType",
    "locations": "SPNetworkLocationDataType",
    "logs": "SPLogsDataType",
    "managed client": "SPManagedClientDataType",
    "memory": "SPMemoryDataType",
    "modem": "SPModemDataType",
    "modems": "SPModemDataType",
    "network": "SPNetworkDataType",
    "nvmexpress": "SPNVMeDataType",
    "parallel ata": "SPParallelATADataType",
    "parallel scsi": "SPParallelSCSIDataType",
    "pc cards": "SPPCCardDataType",
    "pci": "SPPCIDataType",
    "pci cards": "SPPCIDataType",
    "power": "SPPowerDataType",
    "preference panes": "SPPrefPaneDataType",
    "printer software": "SPPrintersSoftwareDataType",
    "printers": "SPPrintersDataType",
    "profiles": "SPConfigurationProfileDataType",
    "raw support": "SPRawCameraDataType",
    "sas": "SPSASDataType",
    "sata/sata express": "SPSerialATADataType",
    "sata": "SPSerialATADataType",
    "serial-ata": "SPSerialATADataType",
    "smart cards": "SPSmartCardsDataType",
    "software": "SPSoftwareDataType",
    "spi": "SPSPIDataType",
    "startup items": "SPStartupItemDataType",
    "storage": "SPStorageDataType",
    "sync services": "SPSyncServicesDataType",
    "thunderbolt": "SPThunderboltDataType",
    "thunderbolt/usb4": "SPThunderboltDataType",
    "update history": "SPInstallHistoryDataType",
    "universal access": "SPUniversalAccessDataType",
    "usb": "SPUSBDataType",
    "volumes": "SPNetworkVolumeDataType",
    "wi-fi": "SPAirPortDataType",
    "wwan": "SPWWANDataType",
}
"""English titles; on a Mac set to another language titles differ, which is why the agent asks for JSON."""
_PAIR = re.compile(r"([^:]{1,300}?):(?:\s+(.*))?")
_NEW_TITLE = re.compile(r"\S[^:]{0,60}:")


@dataclass(slots=True)
class _Tree:
    """What was read so far."""

    sections: list[Section] = field(default_factory=list)
    roots: list[tuple[Section, Item]] = field(default_factory=list)
    stack: list[tuple[int, Item]] = field(default_factory=list)
    last: tuple[Item, str] | None = None
    items: int = 0
    whole: bool = True

    def section(self, title: str) -> None:
        plain = " ".join(title.casefold().split())
        section = Section(SECTIONS.get(plain, title))
        self.sections.append(section)
        root = Item(title, {}, section.items)
        self.roots.append((section, root))
        self.stack = [(0, root)]
        self.last = None

    def close(self) -> None:
        """Values right below a section's title, as Apple silicon prints its memory, make a thing of their own."""
        for section, root in self.roots:
            if root.values:
                section.items.insert(0, Item(root.name, root.values))

    def thing(self, indent: int, name: str) -> None:
        self.items += 1
        if self.items > MOST_ITEMS:
            self.whole = False
            return
        self._shrink(indent)
        if len(self.stack) > DEEPEST:
            self.whole = False
            return
        item = Item(name[:_LONGEST_NAME].strip())
        self.stack[-1][1].children.append(item)
        self.stack.append((indent, item))
        self.last = None

    def pair(self, indent: int, name: str, value: str) -> None:
        self._shrink(indent)
        item = self.stack[-1][1]
        key = folded(name)
        item.values.setdefault(key, value[:_LONGEST_VALUE].strip())
        self.last = (item, key)

    def more(self, text: str) -> None:
        """A further line of the value before."""
        if self.last is not None:
            item, key = self.last
            if len(item.values[key]) < _LONGEST_VALUE:
                item.values[key] = f"{item.values[key]} {text}"[:_LONGEST_VALUE]

    def _shrink(self, indent: int) -> None:
        while len(self.stack) > 1 and self.stack[-1][0] >= indent:
            self.stack.pop()


def parse(text: str) -> Profile:
    """The tree of a text; raises NoProfile when no section is in it."""
    lines = text.split("\n", MOST_LINES)
    cut = len(lines) > MOST_LINES
    lines = [line.replace("\t", "    ").rstrip() for line in lines[:MOST_LINES]]
    rows = [(len(line) - len(line.lstrip(" ")), line.strip(), at) for at, line in enumerate(lines) if line.strip()]
    tree = _Tree(whole=not cut)
    for number, (indent, line, at) in enumerate(rows):
        after = rows[number + 1] if number + 1 < len(rows) else None
        _line(tree, indent, line, after, blank_after=after is None or after[2] > at + 1)
    tree.close()
    if not tree.sections:
        raise NoProfile("No section of system_profiler is in it.")
    return Profile(tree.sections, tree.whole)


def _line(tree: _Tree, indent: int, line: str, after: tuple[int, str, int] | None, *, blank_after: bool) -> None:
    deeper = after is not None and after[0] > indent
    title = indent == 0 and _NEW_TITLE.fullmatch(line) is not None
    if title and (after is None or (blank_after and (deeper or line[:-1].casefold() in SECTIONS))):
        tree.section(line[:-1].strip())
    elif not tree.sections:
        return
    elif indent == 0:
        tree.more(line)
    elif line.endswith(":") and deeper:
        tree.thing(indent, line[:-1])
    elif (pair := _PAIR.fullmatch(line)) is not None and not _inside_value(tree, indent):
        tree.pair(indent, pair[1], pair[2] or "")
    elif line.endswith(":"):
        tree.thing(indent, line[:-1])
    else:
        tree.more(line)


def _inside_value(tree: _Tree, indent: int) -> bool:
    """Whether a line stands nowhere a field could: it is part of a value with line ends in it."""
    return len(tree.stack) > 1 and indent <= tree.stack[1][0]
