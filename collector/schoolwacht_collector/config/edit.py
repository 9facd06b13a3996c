"""Changes one setting in the home's collector.toml, and nothing else in it: every other line stays as it is.

What would not load is refused before anything is written. The new text is read back as TOML and must say exactly what
the old one said but for that one key; if a file is laid out in a way this cannot keep, it is left alone and a sentence
says so.
"""

from __future__ import annotations

import copy
import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schoolwacht_collector.config.lines import Outline, Statement, Unreadable, outline
from schoolwacht_collector.config.reading import NAME, Source, checked, combined, config_files, read_file
from schoolwacht_collector.config.sections import BadConfig, Config

Value = str | int | bool | Sequence[str] | None
"""What a setting can be set to; None takes it out of the file, so that its default counts again."""
_RIGHTS = 0o600


def change(home: Path, section: str, key: str, value: Value, environment: Mapping[str, str] | None = None) -> Config:
    """Sets a value (section "" is the top of the file) and gives the configuration as it is then. Raises BadConfig."""
    environment = environment or os.environ
    path = home / NAME
    old = read_file(path) if path.exists() else Source(path, "", {})
    step = (section, key) if section else (key,)
    new = edited(old, step, value)
    others = tuple(read_file(one) for one in config_files(home, environment)[:-1] if one.exists())
    config = checked(home, combined((*others, new), environment))
    if new.text != old.text:
        _replace(path, new.text)
    return config


def edited(old: Source, path: tuple[str, ...], value: Value) -> Source:
    """The file with one value otherwise. Raises BadConfig when it cannot be changed so."""
    try:
        found = outline(old.text)
        text = _edited(old.text, found, path, value)
        content = tomllib.loads(text)
    except (Unreadable, tomllib.TOMLDecodeError, UnicodeEncodeError):
        text, content = "", {"": None}
    if content != _expected(old.content, path, value):
        raise BadConfig(
            f"{old.path}: {'.'.join(path)} cannot be changed from here, because of how the file is written; "
            "change it in the file itself"
        )
    return Source(old.path, text, content)


def _edited(text: str, found: Outline, path: tuple[str, ...], value: Value) -> str:
    statement = next((one for one in found.statements if one.path == path), None)
    if statement is None:
        return text if value is None else _inserted(text, found, path, value)
    line = _line_start(text, statement.start)
    ending = _ending(text)
    kept = "".join(comment + ending for comment in statement.comments)
    if value is not None:
        before = text[:line] + kept + text[line : statement.value]
        return before + written(value) + text[statement.end :]
    behind = text[statement.end : _after_line(text, statement.end)].strip()
    return text[:line] + kept + (behind + ending if behind else "") + text[_after_line(text, statement.end) :]


def _inserted(text: str, found: Outline, path: tuple[str, ...], value: Value) -> str:
    """Behind the commented line that shows it, else behind its section's last statement, else at the end."""
    ending = _ending(text)
    line = f"{path[-1]} = {written(value)}{ending}"
    section = path[:-1]
    begin, end = _extent(text, found, section)
    if begin < 0:
        gap = ending if text.strip() else ""
        return _ended(text) + f"{gap}[{section[0]}]{ending}{line}"
    inside = [one for one in found.statements if begin <= one.start < end]
    at = _behind_example(text, begin, end, path[-1], inside)
    if at < 0:
        at = _after_line(text, inside[-1].end) if inside else _after_comments(text, begin, end)
    return _ended(text[:at]) + line + text[at:]


def _extent(text: str, found: Outline, section: tuple[str, ...]) -> tuple[int, int]:
    """From where to where a section's own lines go; -1 when it has none."""
    starts = [one.start for one in found.headers]
    if not section:
        return 0, _line_start(text, starts[0]) if starts else len(text)
    for place, header in enumerate(found.headers):
        if header.path == section:
            return _after_line(text, header.start), starts[place + 1] if place + 1 < len(starts) else len(text)
    return -1, -1


def _behind_example(text: str, begin: int, end: int, key: str, inside: Sequence[Statement]) -> int:
    """Behind a line such as `# key = ...`, before any commented-out header; -1 when there is none."""
    at = begin
    while at < end:
        line = text[at : _after_line(text, at)]
        words = line.lstrip("# \t")
        covered = any(one.start <= at < one.end for one in inside)
        if line.startswith("#") and words.startswith("[") and not covered:
            return -1
        if line.startswith("#") and words.partition("=")[0].strip() == key and "=" in words and not covered:
            return at + len(line)
        at += len(line)
    return -1


def _after_comments(text: str, begin: int, end: int) -> int:
    """Behind the comments right at the beginning of a section."""
    at = begin
    while at < end and text.startswith("#", at):
        at = _after_line(text, at)
    return at


def _expected(content: Mapping[str, Any], path: tuple[str, ...], value: Value) -> dict[str, Any]:
    expected = copy.deepcopy(dict(content))
    place = expected
    for step in path[:-1]:
        below = place.get(step)
        if below is None and value is None:
            return expected
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            return {"not a section": step}
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = list(value) if isinstance(value, list | tuple) else value
    return expected


def written(value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool | int):
        return str(value).lower()
    return "[" + ", ".join(written(one) for one in value or ()) + "]"


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + _ending(text)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _after_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _replace(path: Path, text: str) -> None:
    """Either the old file or the whole new one, whatever happens in between."""
    making = path.with_name(path.name + ".new")
    try:
        rights = path.stat().st_mode & 0o777 if path.exists() else _RIGHTS
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, rights)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
    except OSError as flaw:
        raise BadConfig(f"{path} cannot be written ({flaw.strerror}). Check its owner and rights.") from flaw
