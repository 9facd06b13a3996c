"""Which macOS a Mac runs, out of SPSoftwareDataType; who uses it stands there too and is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schoolwacht_agent.platforms.macos.profile import Item
from schoolwacht_agent.platforms.placeholders import told

_VERSION = re.compile(r"(?P<name>.{0,40}?)\s*(?P<version>\d{1,3}(?:\.\d{1,4}){0,3})\s*(?:\((?P<build>\w{3,12})\))?\s*")


@dataclass(frozen=True, slots=True)
class System:
    """One edition of the system."""

    name: str
    """macOS, OS X or Mac OS X."""
    version: str
    build: str | None = None
    kernel: str | None = None
    safe_mode: bool | None = None
    """Whether it was started in safe mode; prints before 10.6 do not say."""


def system(items: list[Item]) -> System | None:
    """The system; None when the section does not name one."""
    for item in items:
        match = _VERSION.fullmatch(item.get("osversion", "systemversion"))
        if match:
            mode = item.get("bootmode").casefold()
            safe = "safe" in mode if mode else None
            kernel = told(item.get("kernelversion"))
            return System(match["name"] or "macOS", match["version"], match["build"], kernel, safe)
    return None
