"""What flatpak installed for everyone on the machine, by `flatpak list`, and when it last changed something.

With the columns that we ask for it prints one line an application with tabs between the fields; `flatpak info`, which
every version knows, prints "Name: value" lines. What a person installed for themselves is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from schoolwacht_agent.platforms.program import MACHINE, USER, Kind, Program
from schoolwacht_agent.platforms.update_state import State, changed_ms

SOURCE = "flatpak"
HOME = "var/lib/flatpak"
LIST = ("list", "--system", "--columns=application,version,branch,arch,origin,size,name")
"""Arguments of the call whose answer `parse` reads."""
_FIELDS = 6
_RUNTIME = re.compile(
    r"\.(?:Platform|Sdk|BasePlatform|BaseSdk|Locale|Debug|Extension|Plugin|BaseApp)(?:\.|\Z)|\.GL\.|^org\.gtk\."
)
_APPLICATION = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+", re.ASCII)
_UNITS = {"bytes": 1, "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s?([A-Za-z]{1,5})")


def parse(text: str) -> Iterator[Program]:
    """Every application and runtime, each once; lines that make no sense are left out."""
    seen = set()
    for package in _of_info(text) if re.search(r"^\s*Ref: ", text, re.MULTILINE) else _of_list(text):
        if package not in seen:
            seen.add(package)
            yield package


def _of_list(text: str) -> Iterator[Program]:
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) >= _FIELDS - 1 and not _APPLICATION.fullmatch(parts[0]) and _APPLICATION.fullmatch(parts[1]):
            # Without columns asked for: a name for people, then application, version, branch, origin, installation.
            _, application, version, branch, *rest = parts
            found = _program(application, version or branch, "", "", rest[0] if len(rest) > 1 else "")
            yield replace(found, scope=USER if rest[-1] == "user" else MACHINE)
        elif len(parts) >= _FIELDS and _APPLICATION.fullmatch(parts[0]):
            application, version, branch, arch, origin, size = parts[:_FIELDS]
            # Runtimes often have no version but the branch they are of.
            yield _program(application, version or branch, arch, size, origin)


def _of_info(text: str) -> Iterator[Program]:
    pairs = (line.partition(":") for line in text.splitlines())
    values = {name.strip(): value.strip() for name, colon, value in pairs if colon}
    application = values.get("ID", "")
    if not _APPLICATION.fullmatch(application):
        return
    found = _program(
        application,
        values.get("Version") or values.get("Branch", ""),
        values.get("Arch", ""),
        values.get("Installed", ""),
        values.get("Origin", ""),
        runtime=values.get("Ref", "").startswith("runtime/"),
    )
    personal = values.get("Installation", "system") == "user"
    yield replace(found, scope=USER if personal else MACHINE)


def _program(
    application: str, version: str, arch: str, size: str, origin: str, *, runtime: bool | None = None
) -> Program:
    """The remote it came from tells who built it better than nothing does; `runtime` None: told by its name."""
    part = _RUNTIME.search(application) is not None if runtime is None else runtime
    return Program(
        application,
        version,
        SOURCE,
        origin,
        arch,
        size_bytes=size_bytes(size),
        upgrade_code=application,
        kind=Kind.COMPONENT if part else Kind.APPLICATION,
    )


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
