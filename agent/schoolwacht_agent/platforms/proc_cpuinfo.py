"""The processor, from Linux's /proc/cpuinfo, which looks different on every architecture.

x86 gives each thread its "physical id" and "core id"; ARM gives neither, and its model name stands in a line for the
whole board. See proc_cpuinfo(5).
"""

from __future__ import annotations

from dataclasses import dataclass

# The twelve letters that CPUID gives, and who that is.
_MAKERS = {
    "GenuineIntel": "Intel",
    "AuthenticAMD": "AMD",
    "HygonGenuine": "Hygon",
    "CentaurHauls": "VIA",
    "Shanghai": "Zhaoxin",
}


@dataclass(frozen=True, slots=True)
class Processor:
    """What is known of the processors of one computer, all taken together."""

    model: str | None
    sockets: int
    cores: int
    threads: int
    virtual: bool
    board: str | None = None
    maker: str | None = None


def parse(text: str) -> Processor:
    """Reads the file; what it does not say has no value, and a thread without a core of its own counts as one."""
    model = board = maker = None
    virtual = False
    threads = 0
    socket = ""
    sockets: set[str] = set()
    cores: set[tuple[str, str]] = set()
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        name, value = name.strip().casefold(), " ".join(value.split())
        if not colon or not value:
            continue
        if name == "processor" and value.isdigit():
            threads, socket = threads + 1, ""
        elif name == "physical id":
            socket = value
            sockets.add(value)
        elif name == "core id":
            cores.add((socket, value))
        elif name in {"model name", "cpu model"}:
            model = model or value
        elif name == "vendor_id":
            maker = maker or _MAKERS.get(value, value)
        elif name == "flags":
            virtual = virtual or "hypervisor" in value.split()
        elif name == "model" and not value.isdigit():  # on x86 "model" is a number, on ARM the board's name
            board = board or value
    return Processor(model, max(1, len(sockets)), len(cores) or threads, threads, virtual, board, maker)
