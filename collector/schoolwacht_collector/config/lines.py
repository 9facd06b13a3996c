"""Finds the lines and columns of keys in a TOML file, which the standard library's reader does not tell.

For text that `tomllib` has already accepted (https://toml.io/en/v1.0.0); it does not check anything itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

_BLANK = re.compile(r"[ \t\r\n]*")
_REST = re.compile(r"[^\n]*")
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' + r"|'''[\s\S]*?'{3,5}(?!')" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'", re.DOTALL
)


class Unreadable(ValueError):  # noqa: N818 - a state of the text
    """The text is not laid out as we know TOML; it has to be changed by hand."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`key = value`: its whole path, the offsets of its first character and of its value, and comments in the value."""

    path: tuple[str, ...]
    start: int
    value: int
    end: int
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """`[section]`, and the offset at which it begins."""

    path: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A file's statements and headers, in order."""

    statements: tuple[Statement, ...]
    headers: tuple[Header, ...]


def outline(text: str) -> Outline:
    """Where everything stands. Raises Unreadable."""
    statements: list[Statement] = []
    headers: list[Header] = []
    at, section = _skip(text, 0), ()  # type: tuple[int, tuple[str, ...]]
    while at < len(text):
        if text[at] == "#":
            at = _end_of_line(text, at)
        elif text[at] == "[":
            twice = text.startswith("[[", at)
            section, after = _keys(text, at + 1 + twice)
            headers.append(Header(section, at))
            at = _expect(text, after, "]]" if twice else "]")
        else:
            path, after = _keys(text, at)
            value = _skip_blanks(text, _expect(text, after, "="))
            end, comments = _value_end(text, value)
            statements.append(Statement(section + path, at, value, end, comments))
            at = end
        at = _skip(text, at)
    return Outline(tuple(statements), tuple(headers))


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The number of the line where a key stands, or the nearest thing around it; None when it cannot be told."""
    try:
        found = outline(text)
    except Unreadable:
        return None
    places = [(one.path, one.start) for one in found.statements]
    places += [(one.path, one.start) for one in found.headers]
    for length in range(len(path), 0, -1):
        exact = [start for place, start in places if place == path[:length]]
        inside = [start for place, start in places if place[:length] == path[:length]]
        if inside:
            return text.count("\n", 0, min(exact or inside)) + 1
    return None


def _keys(text: str, at: int) -> tuple[tuple[str, ...], int]:
    parts: list[str] = []
    while True:
        match = _KEY_PART.match(text, at)
        if match is None:
            raise Unreadable(f"no key at character {at}")
        part = match[1]
        parts.append(next(iter(tomllib.loads(f"{part} = 0"))) if part[0] in "\"'" else part)
        at = match.end()
        if not text.startswith(".", at):
            return tuple(parts), at
        at += 1


def _value_end(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Just behind a value, and the comments between its lines."""
    depth, end = 0, at
    comments: list[str] = []
    while at < len(text):
        sign = text[at]
        if sign == "#":
            if not depth:
                break
            comments.append(text[at : _end_of_line(text, at)].rstrip())
            at = _end_of_line(text, at)
            continue
        if sign == "\n" and not depth:
            break
        string = _STRING.match(text, at) if sign in "\"'" else None
        if sign in "\"'" and string is None:
            raise Unreadable(f"a text without an end at character {at}")
        depth += (sign in "[{") - (sign in "]}")
        at = string.end() if string else at + 1
        if sign not in " \t\r\n":
            end = at
    return end, tuple(comments)


def _expect(text: str, at: int, sign: str) -> int:
    if not text.startswith(sign, at):
        raise Unreadable(f"no {sign} at character {at}")
    return at + len(sign)


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _skip_blanks(text: str, at: int) -> int:
    while text.startswith((" ", "\t"), at):
        at += 1
    return at


def _end_of_line(text: str, at: int) -> int:
    match = _REST.match(text, at)
    return match.end() if match else at
