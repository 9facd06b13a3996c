"""Programs that were put below /opt or /usr/local by hand, without a package manager.

A folder counts when something says what it is: an entry of the menu that starts a file in it, or a file with nothing
but a version in it. What a package manager put there is told by that one; `owned` names those folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms import desktop_entry
from schoolwacht_agent.platforms.desktop_entry import Entry
from schoolwacht_agent.platforms.program import Program

SOURCE = "opt"
HOMES = ("opt", "usr/local/lib", "usr/local/share", "usr/local/games")
MENUS = ("usr/share/applications", "usr/local/share/applications")
_VERSION_FILES = ("VERSION", "version", "version.txt", "VERSION.txt", "product-info.json", "application.ini", "release")
_MOST = 2000
_LARGEST = 64 << 10
_PLAIN = re.compile(r"\s*(?:version[ :=]*)?v?(\d+(?:\.\d+)+[\w.+-]*)\s*", re.IGNORECASE)
_INI = re.compile(r'^(?:Version|JAVA_VERSION)="?([\w.+-]+)"?$', re.MULTILINE)
_AT_THE_END = re.compile(r"[-_ ]v?(\d+(?:\.\d+)+[\w.]*)\Z")


def version_in(name: str, text: str) -> str:
    """The version that a file of this name states; nothing when it states none."""
    if name.endswith(".json"):
        with suppress(ValueError, RecursionError):
            found = json.loads(text)
            if isinstance(found, dict) and isinstance(found.get("version"), str):
                return _short(found["version"])
        return ""
    if match := _PLAIN.fullmatch(text.split("\n", 1)[0]) if text.strip() else None:
        return _short(match[1])
    found = _INI.search(text)
    return _short(found[1]) if found else ""


def _short(version: str) -> str:
    return version if len(version) <= 60 and version.isprintable() else ""  # noqa: PLR2004 - no version is longer


def read(root: Path, owned: Callable[[], Collection[str]] = frozenset) -> Iterator[Program]:
    """Every folder that says what it is, apart from those (paths below the root) that a package manager owns.

    Who owns what is dear to find out: asked only when there is something to ask it for.
    """
    found = dict(_candidates(root))
    theirs = owned() if found else ()
    return (program for inside, program in found.items() if inside not in theirs)


def _candidates(root: Path) -> Iterator[tuple[str, Program]]:
    entries = list(_entries(root))
    homes = [root / home for home in HOMES if (root / home).is_dir()]
    folders = sorted(folder for home in homes for folder in _below(home) if folder.is_dir())
    for folder in folders[:_MOST]:
        inside = folder.relative_to(root).as_posix()
        if not folder.is_symlink() and (program := _program(folder, inside, entries)):
            yield inside, program


def _program(folder: Path, inside: str, entries: list[Entry]) -> Program | None:
    entry = next((one for one in entries if one.program.startswith(f"/{inside}/")), None)
    said = next(filter(None, (version_in(name, _text(folder / name)) for name in _VERSION_FILES)), "")
    in_name = _AT_THE_END.search(folder.name)
    version = said or (entry.version if entry else "") or (in_name[1] if in_name else "")
    if entry is None and not (said and inside.startswith("opt/")):
        return None
    name = entry.name if entry else folder.name[: in_name.start()] if in_name else folder.name
    with suppress(OSError):
        day = datetime.fromtimestamp(folder.stat().st_mtime, UTC).strftime("%Y-%m-%d")
        return Program(name, version, SOURCE, installed_on=day)
    return None


def _entries(root: Path) -> Iterator[Entry]:
    for menu in MENUS:
        for file in sorted((root / menu).glob("*.desktop"))[:_MOST]:
            text = _text(file)
            if ("/opt/" in text or "/usr/local/" in text) and (entry := desktop_entry.parse(text)):
                yield entry


def _below(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _text(file: Path) -> str:
    with suppress(OSError):
        if file.is_file():
            with file.open("rb") as opened:
                return opened.read(_LARGEST).decode("utf-8", errors="replace")
    return ""


def owned_by_dpkg(root: Path) -> frozenset[str]:
    """Folders right below /opt that dpkg's lists of files name, for example opt/google."""
    found: set[str] = set()
    for file in (root / "var/lib/dpkg/info").glob("*.list"):
        text = ""
        with suppress(OSError), file.open("rb") as opened:
            text = opened.read(4096).decode("utf-8", errors="replace")
        # A package of /opt lists it right at the beginning: its folders come before what they hold.
        found.update(f"opt/{name}" for name in re.findall(r"^/opt/([^/\n]+)$", text, re.MULTILINE))
    return frozenset(found)


def owned_by_pacman(root: Path) -> frozenset[str]:
    """Folders right below /opt that pacman's lists of files name."""
    found: set[str] = set()
    for file in (root / "var/lib/pacman/local").glob("*/files"):
        with suppress(OSError):
            data = file.read_bytes()
            found.update(
                match.decode(errors="replace") for match in re.findall(rb"^(opt/[^/\n]+)/$", data, re.MULTILINE)
            )
    return frozenset(found)


def owned_by_rpm(said: str) -> frozenset[str]:
    """Folders right below /opt out of the names of all folders that packages have files in, one a line."""
    return frozenset(re.findall(r"^/(opt/[^/\n]+)/", said, re.MULTILINE))
