"""Under which names and numbers other machines find this one."""

from __future__ import annotations

import ipaddress
import socket

from schoolwacht_collector.config.sections import Config

MOST_ADDRESSES = 8
"""As many as an agent tries; a machine with more should be told which to advertise."""
_EVERYWHERE = frozenset({"0.0.0.0", "[::]", "::", ""})  # noqa: S104 - compared, not bound
_NOT_OURS = ("docker", "br-", "veth", "virbr")
"""Interfaces that only containers and virtual machines on this machine see."""


def addresses(listen: str, advertise: tuple[str, ...]) -> list[str]:
    """Where machines find a door that listens so: the given names, else this machine's own addresses."""
    host, _, port = listen.rpartition(":")
    if advertise:
        return [f"{name}:{port}" for name in advertise]
    if host not in _EVERYWHERE:
        return [f"{host}:{port}"]
    return [f"{name}:{port}" for name in [*_own_addresses()[: MOST_ADDRESSES - 1], "127.0.0.1"]]


def console_names(config: Config) -> list[str]:
    """Every name and address that people may type to reach the console over https, the likeliest first."""
    host = config.console.https.rpartition(":")[0]
    own = _own_addresses() if host in _EVERYWHERE else [host.strip("[]")]
    here = [socket.gethostname().casefold(), "localhost", "127.0.0.1", "::1"]
    found = [name.strip("[]").rstrip(".") for name in [*config.console.names, *config.agents.advertise, *own, *here]]
    return list(dict.fromkeys(found))


def console_hosts(config: Config) -> list[str]:
    """The same names as a browser writes them in its Host header; without https only the given ones."""
    names = console_names(config) if config.console.https else list(config.console.names)
    return [f"[{name}]" if ":" in name else name.casefold() for name in names]


def console_url(config: Config) -> str:
    """Where people find the console: by https when that door is open, else only from this machine."""
    if not config.console.https:
        return f"http://{config.console.address}/"
    port = config.console.https.rpartition(":")[2]
    return f"https://{console_hosts(config)[0]}:{port}/"


def _own_addresses() -> list[str]:
    import psutil

    found = [
        one.address
        for name, several in psutil.net_if_addrs().items()
        for one in several
        if one.family == socket.AF_INET and not name.startswith(_NOT_OURS)
    ]
    return sorted({one for one in found if _is_reachable(one)})


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not parsed.is_loopback and not parsed.is_link_local
