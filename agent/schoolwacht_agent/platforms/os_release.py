"""The name of a Linux distribution, from its os-release file (os-release(5)).

The file is read as the assignments it holds; it is never handed to a shell.
"""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_ESCAPED = re.compile(r"\\(.)")


def parse(text: str) -> dict[str, str]:
    """The assignments of the file, unquoted; lines that are none are left out, the last of two wins."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if match := _ASSIGNMENT.fullmatch(line.strip()):
            name, value = match.groups()
            found[name] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote == "'" and value.endswith("'") and len(value) > 1:
        return value[1:-1]  # a shell escapes nothing between single quotes
    if quote == '"' and value.endswith('"') and len(value) > 1:
        value = value[1:-1]
    return _ESCAPED.sub(r"\1", value)
