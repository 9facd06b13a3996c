"""At which ports a computer answers to others, and which program does: the files tcp, tcp6, udp and udp6 of proc(5).

A socket is found at its program by its inode among /proc/PID/fd. Neither who runs the program nor with which words, nor
whom it talks to, is kept; of what listens to the computer itself alone nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import line, shown, text_or_nothing

if TYPE_CHECKING:
    from pathlib import Path

_LISTENS = {"tcp": "0A", "udp": "07"}  # TCP_LISTEN, and a UDP socket that is tied to nobody
_MOST_SOCKETS = 20_000
_MOST_PROCESSES = 40_000
_MOST_BYTES = 8 << 20
_FIRST_PASSING = 32_768  # of ports that clients get, where the kernel says nothing else (ip(7), ip_local_port_range)
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_ADDRESS = re.compile(r"([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})")
# Versions in names of programs: python3.11, php-fpm8.2. A change of them is no other program.
_VERSION = re.compile(r"-?\d+(\.\d+)*$")


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket that waits for others."""

    protocol: str
    address: IPv4Address | IPv6Address
    port: int
    inode: int


@dataclass(frozen=True, slots=True, order=True)
class Port:
    """One port at which a program answers; `everywhere` when at all addresses of the machine."""

    protocol: str
    port: int
    program: str
    everywhere: bool


def sockets(text: str, protocol: str) -> Iterator[Socket]:
    """Sockets that listen, of one of the files; `protocol` is tcp or udp. Lines that are none are left out."""
    for entry in text.splitlines()[1:_MOST_SOCKETS]:
        fields = entry.split()
        if len(fields) < 10 or fields[3] != _LISTENS[protocol]:  # noqa: PLR2004 - the fields up to the inode
            continue
        match = _ADDRESS.fullmatch(fields[1])
        if match is None or not fields[9].isascii() or not fields[9].isdigit() or len(fields[9]) > 20:  # noqa: PLR2004 - 64 bits
            continue
        # The kernel prints words of 32 bits in the processor's order, which is little-endian wherever we run.
        raw = b"".join(bytes.fromhex(match[1][at : at + 8])[::-1] for at in range(0, len(match[1]), 8))
        yield Socket(protocol, ip_address(raw), int(match[2], 16), int(fields[9]))


def is_for_others(address: IPv4Address | IPv6Address) -> bool:
    """Whether another computer can reach it."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return not (mapped or address).is_loopback


def ports(found: Iterable[Socket], owners: Mapping[int, str], passing: int = _FIRST_PASSING) -> list[Port]:
    """Ports for others, each program once; a port for all addresses hides that for one.

    UDP ports that a program got at random, to ask something, come and go and are left out.
    """
    everywhere: dict[tuple[str, int, str], bool] = {}
    for socket in found:
        if (
            not socket.port
            or not is_for_others(socket.address)
            or (socket.protocol == "udp" and socket.port >= passing)
        ):
            continue
        key = (socket.protocol, socket.port, owners.get(socket.inode, "unknown"))
        everywhere[key] = everywhere.get(key, False) or socket.address.is_unspecified
    return sorted(Port(*key, every) for key, every in everywhere.items())


def title(program: str) -> str:
    """The name of a program without its version, as a package would be called."""
    name = shown(program.removesuffix(" (deleted)").rpartition("/")[2], 64)
    return (_VERSION.sub("", name) or name) if not name.startswith("[") else name


def owners(proc: Path, wanted: frozenset[int]) -> dict[int, str]:
    """Which program holds which of these sockets. Of several the first started: the others are its children."""
    found: dict[int, str] = {}
    numbers = sorted(int(entry.name) for entry in proc.iterdir() if entry.name.isascii() and entry.name.isdigit())
    for number in numbers[:_MOST_PROCESSES]:
        for inode in _inodes(proc / str(number) / "fd") & wanted - found.keys():
            found[inode] = _program(proc / str(number))
        if len(found) == len(wanted):
            break
    return found


def _inodes(folder: Path) -> set[int]:
    found = set()
    try:
        for link in folder.iterdir():
            if match := _SOCKET.match(str(link.readlink())):
                found.add(int(match[1]))
    except OSError:  # it ended meanwhile, or is somebody else's
        pass
    return found


def _program(process: Path) -> str:
    try:
        return title(str((process / "exe").readlink())) or "unknown"
    except OSError:
        return title(line(process / "comm") or "") or "unknown"


def look(proc: Path) -> list[Port]:
    """The ports of this machine; `proc` is the folder /proc."""
    found = [
        socket
        for protocol in ("tcp", "udp")
        for version in ("", "6")
        for socket in sockets(text_or_nothing(proc / "net" / f"{protocol}{version}", _MOST_BYTES), protocol)
        if is_for_others(socket.address)
    ]
    given = (line(proc / "sys/net/ipv4/ip_local_port_range") or "").split()
    passing = int(given[0]) if given and given[0].isascii() and given[0].isdigit() else _FIRST_PASSING
    return ports(found, owners(proc, frozenset(socket.inode for socket in found)) if found else {}, passing)
