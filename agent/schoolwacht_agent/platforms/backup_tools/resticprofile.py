"""The status file of resticprofile (creativeprojects.github.io/resticprofile, Status file), and where it lies.

One JSON object: `profiles`, each with `backup`, `check` and `retention`, each with `success`, `time` and `error`;
numbers of files and bytes are only there when restic's output could be read. The setting `status-file` of a profile
names the file; of the settings, which may hold secrets, nothing else is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schoolwacht_agent.platforms.backup_tools import file_ends
from schoolwacht_agent.platforms.backup_tools.json_stream import mapping, words
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record, whole

SOURCE, TOOL = "resticprofile", "restic"
_MOST_PROFILES = 256
_SETTING = re.compile(r"""^[ \t"']*status-file["']?\s*[:=]\s*["']?([^"'\r\n,#]{1,400})""", re.MULTILINE)
_FOLDER = "etc/resticprofile"
_ENDS = frozenset({".yaml", ".yml", ".toml", ".json", ".hcl", ".conf"})


def parse(text: str) -> list[Record]:
    """One record a profile that ever made a backup."""
    try:
        profiles = mapping(mapping(json.loads(text)).get("profiles"))
    except (ValueError, RecursionError):
        return []
    listed = list(profiles.items())[:_MOST_PROFILES]
    return [_record(str(name), mapping(said)) for name, said in listed if mapping(mapping(said).get("backup"))]


def _record(name: str, said: Mapping[str, Any]) -> Record:
    backup, check = mapping(said.get("backup")), mapping(said.get("check"))
    succeeded = backup.get("success")
    moment = told_ms(backup.get("time"))
    # Without extended status every number is 0, which says nothing.
    numbers = any(whole(backup.get(key)) for key in ("files_total", "bytes_total", "dirs_new", "dirs_unmodified"))
    outcome = Outcome.UNKNOWN
    if succeeded is True:
        outcome = Outcome.WARNING if words(backup.get("stderr")).strip() else Outcome.OK
    elif succeeded is False:
        outcome = Outcome.FAILED
    return Record(
        name,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=moment,
        last_good_ms=moment if succeeded is True else None,
        size_bytes=whole(backup.get("bytes_total")) if numbers else None,
        items=whole(backup.get("files_total")) if numbers else None,
        last_verify_ms=told_ms(check.get("time")) if check.get("success") is True else None,
        message=words(backup.get("error")) or words(backup.get("stderr")),
    )


def places(settings: str) -> list[str]:
    """The status files that a file of settings names."""
    return [found.strip() for found in _SETTING.findall(settings)][:_MOST_PROFILES]


def look(root: Path) -> Iterator[Record]:
    """The profiles of this machine."""
    for place in sorted(_named(root)):
        text = file_ends.head(root / place.lstrip("/"))
        if text is not None:
            yield from parse(file_ends.decoded(text))


def _named(root: Path) -> set[str]:
    folder = root / _FOLDER
    try:
        files = [path for path in folder.iterdir() if path.suffix in _ENDS]
    except OSError:
        return set()
    read = (file_ends.head(path) for path in files[:64])
    return {
        place if place.startswith("/") else f"{_FOLDER}/{place}"
        for text in read
        if text
        for place in places(file_ends.decoded(text))
        if ".." not in place
    }
