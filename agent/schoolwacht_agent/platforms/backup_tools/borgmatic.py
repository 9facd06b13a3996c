"""The repositories that borgmatic fills, from its settings (torsion.org/borgmatic, Configuration reference).

`repositories` is a list of `path` with an optional `label`; before 1.8 it stood below `location` and held plain paths.
The settings may hold passwords, so lines are looked at by name and nothing else is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import borg_repository, file_ends
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.targets import of_address, of_folder

_LINE = re.compile(r"( *)(- *)?(?:(path|label) *: *)?(.*)")
_MOST_LINES = 20_000
_MOST_FILES = 64


@dataclass(frozen=True, slots=True)
class Repository:
    """Where backups go, and what a person called it."""

    place: str
    label: str = ""


def parse(settings: str) -> list[Repository]:
    """The repositories in a file of settings."""
    found: list[Repository] = []
    depth = -1
    for line in settings.splitlines()[:_MOST_LINES]:
        bare = line.split(" #")[0].rstrip()
        indent = len(bare) - len(bare.lstrip(" "))
        if not bare.strip() or bare.lstrip().startswith("#"):
            continue
        if re.fullmatch(r" *repositories *:", bare):
            depth = indent
        elif depth >= 0 and (indent < depth or (indent == depth and not bare.lstrip().startswith("-"))):
            depth = -1
        elif depth >= 0:
            _add(found, bare)
    return found


def _add(found: list[Repository], line: str) -> None:
    shape = _LINE.fullmatch(line)
    if shape is None:
        return
    _, dash, key, rest = shape.groups()
    value = rest.strip().strip("\"'")
    if key == "label" and dash:
        found.append(Repository("", value))
    elif key == "label" and found:
        found[-1] = Repository(found[-1].place, value)
    elif value and key == "path" and not dash and found and not found[-1].place:
        found[-1] = Repository(value, found[-1].label)
    elif value and dash and (key == "path" or ": " not in value):
        found.append(Repository(value))


def look(root: Path, now_ms: int) -> Iterator[Record]:
    """A record for each repository in the settings of this machine."""
    files = [root / "etc/borgmatic/config.yaml", root / "etc/borgmatic.yaml"]
    for folder in ("etc/borgmatic.d", "etc/borgmatic/conf.d"):
        files += sorted((root / folder).glob("*.y*ml"))[:_MOST_FILES]
    for path in files:
        settings = file_ends.head(path)
        for number, one in enumerate(parse(file_ends.decoded(settings)) if settings else [], start=1):
            if one.place:
                yield _record(one, f"{path.stem} {number}", root, now_ms)


def _record(one: Repository, otherwise: str, root: Path, now_ms: int) -> Record:
    job = one.label or f"borgmatic {otherwise}"
    place = one.place.removeprefix("file://")
    if place.startswith("/"):
        folder = root / place.lstrip("/")
        try:
            if borg_repository.is_repository(folder):
                return borg_repository.parse(borg_repository.read(folder), job, now_ms, of_folder(Path(place), root))
        except OSError:
            pass
        message = "its disk or folder is not there now, or is no repository"
    else:
        message = "it lies elsewhere, so only its log or `schoolwacht-agent backup report` can tell"
    target = of_address(place)
    return Record(
        job,
        borg_repository.SOURCE,
        borg_repository.TOOL,
        Outcome.UNKNOWN,
        target=target.kind,
        off_site=target.off_site,
        message=message,
    )
