"""What snap installed, by the description inside each mounted snap, and when it last asked for newer ones.

`meta/snap.yaml` has its name and version in plain lines at the left edge; `snap info` writes the same names, with the
version behind `installed`. The state of snapd holds secrets: only the one time that is asked for is taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.update_state import State, changed_ms, moment_ms

SOURCE = "snap"
MOUNTS = ("snap", "var/lib/snapd/snap")
"""Where snaps are mounted: Ubuntu and its kin, Fedora and its kin."""
_STATE = "var/lib/snapd/state.json"
_LONGEST = 64 << 10  # of a description
_COLUMNS = 5
_REVISION = re.compile(r"x?\d{1,7}")
_PIECE = 1 << 20
_MOST_STATE = 64 << 20
_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9])*(?:_[a-z0-9]{1,10})?", re.ASCII)
_PLAIN = re.compile(
    r"""^(name|version|type|installed|publisher|refresh-date):[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^#\n]*))""",
    re.MULTILINE,
)
_REFRESH = re.compile(rb'"last-refresh":\s?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)"')
_KINDS = {
    "base": Kind.COMPONENT,
    "os": Kind.COMPONENT,
    "gadget": Kind.SYSTEM,
    "kernel": Kind.SYSTEM,
    "snapd": Kind.COMPONENT,
}
_PARTS = frozenset({"bare", "core", "snapd"})
_PART = re.compile(r"^core\d\d$|-themes$|^gnome-\d|^kf\d-|frameworks|-platform-|^mesa-\d")
_ARCHITECTURE = re.compile(r"^architectures:[ \t]*(?:\[[ '\"]*([\w-]+)|\n\s*-\s*([\w-]+))", re.MULTILINE)


def parse(text: str) -> Program | None:
    """The snap that is described; None when nothing is."""
    values = {found[0]: next(filter(None, found[1:]), "").strip() for found in _PLAIN.findall(text[:_LONGEST])}
    name, version = values.get("name", ""), values.get("version", "")
    installed = values.get("installed", "").split()
    if not version and installed:
        version = installed[0]
    if not _NAME.fullmatch(name) or not version:
        return None
    architecture = _ARCHITECTURE.search(text[:_LONGEST])
    found = next(filter(None, architecture.groups()), "") if architecture else ""
    section = values.get("type", "")
    return Program(
        name,
        version,
        SOURCE,
        values.get("publisher", "").rstrip("*✓✪ "),
        found,
        installed_on=_day(values.get("refresh-date", "")),
        kind=_KINDS.get(section, Kind.COMPONENT if name in _PARTS or _PART.search(name) else Kind.APPLICATION),
        section=section,
    )


def parse_list(text: str) -> Iterator[Program]:
    """The table of `snap list`: name, version, revision, channel, publisher, notes."""
    for line in text.splitlines():
        words = line.split()
        if len(words) >= _COLUMNS and _NAME.fullmatch(words[0]) and _REVISION.fullmatch(words[2]):
            found = parse(f"name: {words[0]}\nversion: {words[1]}\npublisher: {words[4]}\n")
            if found:
                yield found


def _day(text: str) -> str | None:
    return text[:10] if re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None


def mounted(root: Path) -> Iterator[Program]:
    """Every snap that is in use, each once."""
    seen = set()
    for place in MOUNTS:
        for file in sorted((root / place).glob("*/current/meta/snap.yaml")):
            try:
                text = file.read_bytes()[:_LONGEST].decode("utf-8", errors="replace")
            except OSError:
                continue
            package = parse(text)
            if package and package.name not in seen:
                seen.add(package.name)
                yield package


def stamp(root: Path) -> tuple[str, ...]:
    """Changes when a snap comes, goes or is renewed: the revision to which each one points."""
    found = []
    for place in MOUNTS:
        for link in sorted((root / place).glob("*/current")):
            try:
                found.append(f"{link.parent.name}={link.readlink()}")
            except OSError:
                continue
    return tuple(found)


def state(root: Path) -> State | None:
    """When a snap was last renewed, and when it was last asked; None where there is no snap."""
    renewed = changed_ms((root / "var/lib/snapd/snaps").glob("*.snap"))
    if renewed is None:
        return None
    return State("snap", last_success_ms=renewed, last_check_ms=_last_refresh_ms(root / _STATE))


def _last_refresh_ms(file: Path) -> int | None:
    """The one time, sought in pieces, so that a large state never lies in memory."""
    read, before = 0, b""
    try:
        with file.open("rb") as state_file:
            while (piece := state_file.read(_PIECE)) and read < _MOST_STATE:
                read += len(piece)
                if match := _REFRESH.search(before + piece):
                    moment = (match[1] + match[2]).decode("ascii")
                    return moment_ms(moment, "%Y-%m-%dT%H:%M:%S%z")
                before = piece[-100:]
    except OSError:
        return None
    return None
