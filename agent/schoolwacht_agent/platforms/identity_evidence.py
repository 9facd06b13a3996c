"""What tells this machine from all others, each sign with its strength. Pure; `surveys/identity_signals.py` gathers.

Strong is what belongs to the hardware and is written once: numbers of the system and of its board. Weak is what moves
(disks, network cards) or is copied with an image (the id of the installed system). Placeholders are no evidence, nor
are addresses that a program made up, nor parts that travel on USB or Thunderbolt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from schoolwacht_agent.platforms import salted
from schoolwacht_agent.platforms.machine_parts import Computer, DiskDrive, NetworkCard
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.smbios import uuids

STRONG, WEAK, MARKER = "strong", "weak", "marker"
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_LOCAL = 0x02  # IEEE 802: an address that somebody chose, not a maker
_GROUP = 0x01
# Addresses that whole series of cards or programs share, so that of nobody.
_SHARED_MACS = ("00:00:00:", "00:50:56:c0:", "02:00:4c:4f:4f:50", "0a:00:27:", "44:45:53:54:", "50:50:54:50:30:30")
_TRAVELS = frozenset({"usb", "thunderbolt", "bluetooth", "virtual", "pcmcia"})
_SHORTEST = 4
"""Serial numbers of fewer signs are numbers of a model or none at all."""
_MOST = 32


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign: its kind, its salted number (of a marker: a word), and how much it proves."""

    kind: str
    value: str
    strength: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found on the machine, before it is made into signs."""

    computer: Computer = field(default_factory=Computer)
    disks: Sequence[DiskDrive] = ()
    cards: Sequence[NetworkCard] = ()
    system_id: str | None = None
    """machine-id of Linux (32 hexadecimal digits), MachineGuid of Windows, IOPlatformUUID of a Mac."""
    container: str | None = None
    resets: Sequence[str] = ()
    """Words for what puts the disk back at every start: deep_freeze, linbo, overlay_root, ..."""


def signals(found: Evidence) -> list[Signal]:
    """Every sign once, in an order that does not change from look to look."""
    signs = {*_of_computer(found), *_of_disks(found), *_of_cards(found), *_markers(found)}
    if found.system_id and (number := system_number(found.system_id)):
        signs.add(Signal("system_id", number, WEAK))
    return sorted(signs, key=lambda sign: (sign.kind, sign.value))


def system_number(text: str) -> str | None:
    """The salted number of an id of the installed system; the same as the agent claims at enrolment."""
    try:
        return salted.number(UUID(text.strip().strip("{}")).bytes)
    except ValueError:
        return None


def uuid_number(text: str) -> str | None:
    """One salted number for both orders in which the bytes of an SMBIOS UUID are written down."""
    first = uuids.told(text)
    if first is None:
        return None
    other = uuids.swapped(first) or first
    return salted.number(b"smbios_uuid\0" + min(UUID(first).bytes, UUID(other).bytes))


def _of_computer(found: Evidence) -> Iterator[Signal]:
    # A container sees the numbers of its host, which belong to another device.
    strength = WEAK if found.container else STRONG
    computer = found.computer
    if computer.uuid and (number := uuid_number(computer.uuid)):
        yield Signal("smbios_uuid", number, strength)
    for kind, text in (("serial", computer.serial), ("board_serial", computer.board_serial)):
        if serial := _serial(text):
            # Boards of one series may bear the same number where their maker was careless, so the maker is part of it.
            maker = (computer.maker if kind == "serial" else computer.board_maker) or ""
            yield Signal(kind, salted.serial(f"{kind}\0{maker.casefold()}", serial), strength)


def _of_disks(found: Evidence) -> Iterator[Signal]:
    if found.container:
        return
    for disk in found.disks[:_MOST]:
        serial = _serial(disk.serial)
        if serial and not disk.removable and disk.bus not in _TRAVELS:
            yield Signal("disk_serial", salted.serial("disk_serial", serial), WEAK)


def _of_cards(found: Evidence) -> Iterator[Signal]:
    if found.container:
        return
    for card in found.cards[:_MOST]:
        mac = burnt_in(card.mac)
        if mac and card.onboard is not False and card.bus not in _TRAVELS and card.kind in {"ethernet", "wifi"}:
            # Of a card that is surely soldered on the number stays with the board, so it is told apart.
            yield Signal("onboard_mac" if card.onboard else "mac", salted.serial("mac", mac), WEAK)


def _markers(found: Evidence) -> Iterator[Signal]:
    if found.container:
        yield Signal("container", found.container[:32], MARKER)
    if found.computer.hypervisor:
        yield Signal("virtual_machine", found.computer.hypervisor[:32], MARKER)
    for word in found.resets:
        yield Signal("resets", word[:32], MARKER)


def burnt_in(mac: str | None) -> str | None:
    """The address in small letters if a maker gave it to this one card, else None."""
    plain = (mac or "").strip().casefold().replace("-", ":")
    if not _MAC.fullmatch(plain) or plain.startswith(_SHARED_MACS):
        return None
    return None if int(plain[:2], 16) & (_LOCAL | _GROUP) else plain


def _serial(text: str | None) -> str | None:
    plain = told(text) if text else None
    return plain if plain and len(re.sub(r"\W", "", plain)) >= _SHORTEST else None
