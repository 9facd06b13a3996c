"""What flatpak installed for everyone on the machine, by `flatpak list`, and when it last changed something.

With the columns that we ask for it prints one line an application with tabs between the fields; `flatpak info`, which
every version knows, prints "Name: value" lines. What a person installed for themselves is not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.platforms.update_state import State, changed_ms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = "var/lib/flatpak"
LIST = ("list", "--system", "--columns=application,version,branch,arch,origin,size,name")
"""Arguments of the call whose answer `parse` reads."""
_FIELDS = 6
_APPLICATION = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+", re.ASCII)
_UNITS = {"bytes": 1, "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s?([A-Za-z]{1,5})")


def parse(text: str) -> Iterator[Package]:
    """Every application and runtime, each once; lines that make no sense are left out."""
    seen = set()
    for package in _of_info(text) if re.search(r"^\s*Ref: ", text, re.MULTILINE) else _of_list(text):
        if package not in seen:
            seen.add(package)
            yield package


def _of_list(text: str) -> Iterator[Package]:
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) >= _FIELDS and _APPLICATION.fullmatch(parts[0]):
            application, version, branch, arch, origin, size = parts[:_FIELDS]
            # Runtimes often have no version but the branch they are of.
            yield Package(application, version or branch, arch, "", size_bytes(size), origin)


def _of_info(text: str) -> Iterator[Package]:
    pairs = (line.partition(":") for line in text.splitlines())
    values = {name.strip(): value.strip() for name, colon, value in pairs if colon}
    application = values.get("ID", "")
    if values.get("Installation", "system") == "user" or not _APPLICATION.fullmatch(application):
        return
    version = values.get("Version") or values.get("Branch", "")
    size = size_bytes(values.get("Installed", ""))
    yield Package(application, version, values.get("Arch", ""), "", size, values.get("Origin", ""))


def size_bytes(text: str) -> int | None:
    """A size as flatpak writes it, with a point or a comma and a blank that does not break."""
    match = _SIZE.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " ").strip())
    if match is None or match[2] not in _UNITS:
        return None
    return round(float(match[1].replace(",", ".")) * _UNITS[match[2]])


def stamp(root: Path) -> tuple[int | None, ...]:
    """Changes when an application comes, goes or is renewed; flatpak touches this file after each of them."""
    home = root / HOME
    return (changed_ms([home / ".changed"]), changed_ms([home / "app"]), changed_ms([home / "runtime"]))


def state(root: Path) -> State | None:
    """When something was last installed, and when it was last asked what there is; None where nothing is."""
    home = root / HOME
    if not any(home.glob("app/*")):
        return None
    asked = changed_ms(home.glob("appstream/*/*/.timestamp"))
    return State("flatpak", last_success_ms=changed_ms([home / ".changed"]), last_check_ms=asked)
