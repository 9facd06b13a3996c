"""AppImages that lie where everyone can start them: /opt, /usr/local/bin, /Applications. Never in a home.

An AppImage is an ELF file with the letters AI and the number of its form at byte 8 (AppImage specification, "Type 1",
"Type 2"). Its name is by custom `Name-version-architecture.AppImage`; nothing inside it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms.program import Program

SOURCE = "appimage"
FOLDERS = ("opt", "opt/*", "usr/local/bin", "usr/local/share/appimages", "Applications")
_MAGIC = re.compile(rb"\x7fELF.{4}AI[\x01\x02]", re.DOTALL)
_MOST = 500
_ARCHITECTURE = re.compile(r"[-_. ](x86[_-]64|amd64|x64|i[36]86|aarch64|arm64|armhf|arm)(?=[-_. ]|\Z)", re.IGNORECASE)
_VERSION = re.compile(
    r"[-_ ]v?(\d+(?:\.\d+)*(?:[-_.]?(?:alpha|beta|rc|dev)[.-]?\d*)?(?:\+\w+)?)(?=[-_ ]|\Z)", re.IGNORECASE
)
_NOISE = re.compile(r"[-_. ](?:linux|gnu|glibc[\d.]*|release|stable|appimage)(?=[-_. ]|\Z)", re.IGNORECASE)


def parse_name(file: str) -> Program | None:
    """Name, version and architecture out of the name of a file; None when it is not called an AppImage."""
    stem, _, ending = file[:300].rpartition(".")
    if ending.casefold() != "appimage" or not stem:
        return None
    architecture = _ARCHITECTURE.search(stem)
    rest = _NOISE.sub("", _ARCHITECTURE.sub("", stem))
    version = _VERSION.search(rest)
    name = rest[: version.start()] if version else rest
    return Program(
        name.strip("-_. ") or stem,
        version[1] if version else "",
        SOURCE,
        "",
        architecture[1] if architecture else "",
    )


def is_one(head: bytes) -> bool:
    """Whether a file begins as an AppImage."""
    return _MAGIC.match(head[:11]) is not None


def files(root: Path) -> Iterator[Path]:
    """Files of that name in the folders for everyone."""
    found = (file for folder in FOLDERS for place in root.glob(folder) if place.is_dir() for file in place.iterdir())
    for number, file in enumerate(found):
        if number >= _MOST * 20:
            return
        if file.name.casefold().endswith(".appimage") and not file.is_symlink() and file.is_file():
            yield file


def read(root: Path) -> Iterator[Program]:
    """Every AppImage for everyone, with its size and the day it came."""
    for number, file in enumerate(sorted(set(files(root)))):
        if number >= _MOST:
            return
        try:
            with file.open("rb") as opened:
                head = opened.read(16)
            state = file.stat()
        except OSError:
            continue
        program = parse_name(file.name)
        if program and is_one(head):
            day = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y-%m-%d")
            yield Program(
                program.name,
                program.version,
                SOURCE,
                architecture=program.architecture,
                installed_on=day,
                size_bytes=state.st_size,
            )
