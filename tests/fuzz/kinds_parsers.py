"""Every kind of recording: the reader of `make recordings` itself, from which nothing may come out but an outcome.

Where recordings of other machines are at hand, they are broken in memory, in place of data that a test made up.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from recordings.kind import Kind
from recordings.reading import HEAD, load

from fuzz.parser import Parser, raw

_MADE_UP = {
    "dmidecode": "smbios.dmidecode_text",
    "ioreg": "macos.ioreg",
    "linux/antivirus": "linux_antivirus",
    "linux/distro": "os_release",
    "mac_antivirus": "macos.security",
    "mac_firewall": "macos.security",
    "packaging": "dpkg",
    "registry": "windows.registry_export",
    "registry_software": "windows.uninstall",
    "smartctl": "smartctl_text",
    "smartctl-json": "smartctl",
    "system_profiler": "macos.*",
    "wmi": "windows.wmi_dump",
}
_PATH = "win32/wmi/made-up-Win32_Processor.wmi"
_LARGEST = 64 << 10
_MOST = 40


def _reader(kind: Kind) -> Callable[[bytes], object]:
    return raw(lambda data: kind.read(data, _PATH))


KINDS = tuple(
    Parser(f"{kind.name}:recorded", _reader(kind), tests=_MADE_UP.get(kind.name, kind.name)) for kind in load()
)


@cache
def recorded() -> dict[str, list[bytes]]:
    """The beginnings of recordings of each kind, by its parser's name; nothing where nobody has any."""
    root = os.environ.get("SCHOOLWACHT_RECORDINGS")
    found: dict[str, list[bytes]] = {}
    known = load()
    for file in sorted(Path(root).rglob("*")) if root else ():
        if not file.is_file():
            continue
        with file.open("rb") as opened:
            data = opened.read(_LARGEST)
        path = file.relative_to(str(root)).as_posix()
        for kind in known:
            if kind.belongs(path, data[:HEAD]) and len(kept := found.setdefault(f"{kind.name}:recorded", [])) < _MOST:
                kept.append(data)
    return found
