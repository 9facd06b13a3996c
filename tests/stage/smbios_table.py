"""Encodes SMBIOS tables and entry points (DMTF DSP0134 3.x), so that tests can make any computer up."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

TABLE_IN_DUMP = 32
"""Where dmidecode puts the table in a dump, and says so in its entry point."""


@dataclass(slots=True)
class Table:
    """A table in the making; each call adds a structure and gives its handle."""

    data: bytearray = field(default_factory=bytearray)
    count: int = 0

    def add(self, kind: int, formatted: bytes, strings: Sequence[str] = (), handle: int | None = None) -> int:
        """Adds a structure out of what comes after its four bytes of head."""
        handle = self.count if handle is None else handle
        words = b"".join(text.encode() + b"\0" for text in strings) + b"\0" if strings else b"\0\0"
        self.data += struct.pack("<BBH", kind, 4 + len(formatted), handle) + formatted + words
        self.count += 1
        return handle

    def bios(self, maker: str, version: str, date: str, *, virtual: bool = False) -> None:
        """Type 0, 24 bytes."""
        tail = struct.pack("<BBHBBQBBBBBB", 1, 2, 0xE000, 3, 0xFF, 0x8, 1, 0x08 | virtual << 4, 5, 6, 255, 255)
        self.add(0, tail, (maker, version, date))

    def system(self, maker: str, product: str, serial: str, uuid: bytes, sku: str = "SKU-7") -> None:
        """Type 1, 27 bytes; `uuid` as the bytes in the table."""
        body = bytes([1, 2, 3, 4]) + uuid + bytes([6, 5, 6])
        self.add(1, body, (maker, product, "v3", serial, sku, "Family Nine"))

    def board(self, maker: str, product: str, serial: str) -> None:
        """Type 2, 15 bytes, hosting."""
        self.add(2, bytes([1, 2, 0, 3, 0, 1, 0]) + struct.pack("<HBB", 3, 10, 0), (maker, product, serial))

    def chassis(self, shape: int, serial: str, tag: str) -> None:
        """Type 3, 22 bytes, with one contained element of three bytes, and a SKU behind it."""
        body = bytes([1, shape, 0, 2, 3, 3, 3, 2, 3]) + bytes(4) + bytes([0, 1, 1, 3, 0, 0, 0, 4])
        self.add(3, body, ("Case Works", serial, tag, "CASE-1"))

    def processor(self, model: str, cores: int, threads: int, *, status: int = 0x41, kind: int = 3) -> None:
        """Type 4, 48 bytes."""
        few = min(cores, 255), min(cores, 255), min(threads, 255)
        body = bytes([1, kind, 0xC6, 2]) + bytes(8) + bytes([3, 0x8C]) + struct.pack("<HHH", 100, 4200, 2800)
        body += bytes([status, 1]) + struct.pack("<HHH", 0xFFFF, 0xFFFF, 0xFFFF) + bytes([0, 0, 0])
        body += bytes(few) + struct.pack("<HHHHH", 4, 0xC6, cores, cores, threads)
        self.add(4, body, ("CPU 0", "Chip Makers", model))

    def array(self, slots: int, maximum_kib: int, *, use: int = 3, maximum: int = 0) -> int:
        """Type 16, 23 bytes."""
        return self.add(16, struct.pack("<BBBIHHQ", 3, use, 3, maximum_kib, 0xFFFE, slots, maximum))

    def module(  # noqa: PLR0913 - as many fields as the structure has
        self,
        array: int,
        locator: str,
        size: int,
        *,
        bank: str = "BANK 0",
        form: int = 0x0D,
        kind: int = 0x1A,
        speed: int = 3200,
        wide_size: int = 0,
        maker: str = "Samsung",
        part: str = "M471A1K43DB1-CWE   ",
        serial: str = "41D2A7C3",
    ) -> None:
        """Type 17, 40 bytes; `size` is the word of the structure."""
        body = struct.pack("<HHHHHBBBBBHH", array, 0xFFFE, 64, 64, size, form, 0, 1, 2, kind, 0x80, speed)
        body += bytes([3, 4, 0, 5, 1]) + struct.pack("<IHHHH", wide_size, speed, 1200, 1200, 1200)
        self.add(17, body, (locator, bank, maker, serial, part))

    def old_module(self, slot: str, installed: int, kinds: int = 1 << 10) -> None:
        """Type 6, 12 bytes."""
        self.add(6, struct.pack("<BBBHBBB", 1, 0, 10, kinds, installed, installed, 0), (slot,))

    def battery(self, location: str, capacity: int, factor: int, serial: int = 0x0A75) -> None:
        """Type 22, 26 bytes."""
        body = bytes([1, 2, 0, 0, 3, 2]) + struct.pack(
            "<HHBBHHBBI", capacity, 11400, 4, 1, serial, 0x4A2F, 5, factor, 0
        )
        self.add(22, body, (location, "SMP", "PACK-9", "1.0", "LiP"))

    def supply(self, name: str, watt: int, flags: int, serial: str = "PS-1") -> None:
        """Type 39, 22 bytes."""
        body = bytes([1, 1, 2, 3, 4, 0, 5, 0]) + struct.pack("<HHHHH", watt, flags, 0xFFFF, 0xFFFF, 0xFFFF)
        self.add(39, body, (name, f"{name} model", "Power Works", serial, "PN-22"))

    def tpm(self, maker: bytes, major: int, minor: int) -> None:
        """Type 43, 31 bytes."""
        self.add(43, maker + bytes([major, minor]) + struct.pack("<IIBQI", 7, 0, 1, 4, 0), ("A chip",))

    def end(self) -> bytes:
        """Type 127, and the whole table."""
        self.add(127, b"")
        return bytes(self.data)


def ordinary_pc() -> bytes:
    """A table as large as an ordinary PC's, with what those also list: caches, connectors, texts of the maker."""
    table = Table()
    table.bios("American Megatrends Inc.", "F.42", "03/15/2021")
    table.system("Acme Computers", "Deskmate 400", "SN-4711", bytes(range(100, 116)))
    table.board("Acme Computers", "B450-X", "BRD-1")
    table.chassis(3 | 0x80, "CH-1", "ROOM-12")
    table.processor("AMD Ryzen 5 PRO 4650G with Radeon Graphics", 6, 12)
    for level in range(3):
        table.add(7, bytes([1]) + bytes(14 + level), (f"L{level + 1} Cache",))
    for number in range(24):
        table.add(8, bytes([1, 0, 2, 0x0B, 0x10]), (f"J{number}", f"USB {number}"))
    for number in range(6):
        table.add(9, bytes([1, 0xA5, 0x0D, 3, 4]) + bytes(8), (f"PCIEX16_{number}",))
    table.add(11, bytes([2]), ("a text of the maker", "another"))
    array = table.array(4, 0x8000000)
    for number in range(4):
        table.module(array, f"DIMM {number}", 16384 if number % 2 else 0, bank=f"P0 CHANNEL {number // 2}")
    for number in range(20):
        table.add(221, bytes(60), (f"text {number} of the maker",))
    table.tpm(b"AMD\0", 2, 0)
    return table.end()


def entry_point_32(table: bytes, version: tuple[int, int], count: int = 1) -> bytes:
    """The 31 bytes of `_SM_`, with right checksums."""
    tail = b"_DMI_\0" + struct.pack(
        "<HIHB", len(table) & 0xFFFF, TABLE_IN_DUMP, count, version[0] << 4 | version[1] & 15
    )
    tail = tail[:5] + bytes([-sum(tail) % 256]) + tail[6:]
    head = b"_SM_\0" + bytes([31, *version]) + struct.pack("<HB5x", 256, 0)
    whole = head + tail
    return whole[:4] + bytes([-sum(whole) % 256]) + whole[5:]


def entry_point_64(table: bytes, version: tuple[int, int]) -> bytes:
    """The 24 bytes of `_SM3_`, with a right checksum."""
    whole = b"_SM3_\0" + bytes([24, *version, 0, 1, 0]) + struct.pack("<IQ", len(table), TABLE_IN_DUMP)
    return whole[:5] + bytes([-sum(whole) % 256]) + whole[6:]


def dump(table: bytes, version: tuple[int, int], count: int = 1) -> bytes:
    """A file for `dmidecode --from-dump`."""
    entry = entry_point_64(table, version) if version >= (3, 0) else entry_point_32(table, version, count)
    return entry.ljust(TABLE_IN_DUMP, b"\0") + table


def windows(table: bytes, version: tuple[int, int]) -> bytes:
    """What GetSystemFirmwareTable('RSMB') gives."""
    return bytes([0, *version, 0]) + struct.pack("<I", len(table)) + table
