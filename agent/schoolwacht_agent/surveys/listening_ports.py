"""At which ports the machine answers to others, and which program does. Nothing of who talks to whom."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from schoolwacht_agent.platforms import listening
from schoolwacht_agent.platforms.listening import Port, Socket
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

LISTENING_PORTS = Table(
    "listening_ports",
    "Ports at which the machine answers to others; not those for itself alone, nor ports that come and go.",
    {
        "protocol": Column(Kind.TEXT, "`tcp` or `udp`."),
        "port": Column(Kind.INTEGER, "Number of the port.", "1"),
        "program": Column(Kind.TEXT, "Name of the program without its version; `unknown` for the system's own core."),
        "everywhere": Column(Kind.INTEGER, "1 if at all addresses of the machine, 0 if only at some.", "1"),
    },
    key=("protocol", "port", "program"),
)
_MOST = 500


def rows(found: Iterable[Port]) -> Iterator[Row]:
    """A row for each port and program."""
    for port in sorted(found)[:_MOST]:
        yield LISTENING_PORTS(
            protocol=port.protocol, port=port.port, program=port.program, everywhere=int(port.everywhere)
        )


def elsewhere() -> list[Port]:
    """By psutil, on systems without /proc. Raises NoData where one may not look."""
    import socket

    import psutil

    try:
        found = psutil.net_connections(kind="inet")
    except psutil.AccessDenied as error:
        raise NoData("other programs' ports are for the administrator to see", "Run the agent as a service.") from error
    names: dict[int, str] = {}
    sockets = []
    for number, one in enumerate(found, start=1):
        stream = one.type == socket.SOCK_STREAM
        if not one.laddr or (stream and one.status != psutil.CONN_LISTEN) or (not stream and one.raddr):
            continue
        address = ip_address(one.laddr.ip.partition("%")[0])
        sockets.append(Socket("tcp" if stream else "udp", address, one.laddr.port, number))
        names[number] = _program(one.pid)
    return listening.ports(sockets, names, passing=49_152)  # IANA's range for what comes and goes, RFC 6335


def _program(number: int | None) -> str:
    import psutil

    try:
        return listening.title(psutil.Process(number).name().removesuffix(".exe")) if number else "unknown"
    except psutil.Error:
        return "unknown"


def take(_: Surroundings) -> Iterator[Row]:
    """The rows of now."""
    if sys.platform != "linux":
        yield from rows(elsewhere())
    elif not Path("/proc/net/tcp").exists():
        raise NoData("the kernel does not tell which ports are open here", "Mount /proc.")
    else:
        yield from rows(listening.look(Path("/proc")))


PROBE = Probe(
    "listening_ports",
    timedelta(hours=6),
    (LISTENING_PORTS,),
    take,
    about="At which ports the machine answers to others, and which program does.",
    patience=timedelta(seconds=30),
    group=Group.SECURITY,
)
