"""A value as ioreg prints it on one line, for example {"min"=0,"names"=("a","b"),"id"=<0a1b>}."""

from __future__ import annotations

import re
from datetime import datetime

Value = str | int | float | bool | bytes | datetime | list["Value"] | dict[str, "Value"]
DEEPEST = 60
_WORD = re.compile(
    r'"(?:[^"\\]|\\.)*"|<"[^>]*>|<[0-9a-fA-F ]*>|-?0x[0-9a-fA-F]{1,32}|-?\d{1,40}|Yes|No|[{}(),=]|\s+|[^\s{}(),=]+'
)
_FLAGS = {"Yes": True, "No": False}
_ENDS = {"}": "{", ")": "("}


def parse_value(text: str) -> Value:
    """The value; what is no value stays text, and what is cut off ends where it was cut off."""
    text = text.strip()
    if not text.startswith(("{", "(")):
        return _leaf(text)
    top: list[Value] = []
    stack: list[tuple[list[Value] | dict[str, Value], list[str]]] = [(top, [])]
    for match in _WORD.finditer(text):
        word = match[0]
        container, keys = stack[-1]
        if word in ("{", "("):
            if len(stack) > DEEPEST:
                break
            inner: list[Value] | dict[str, Value] = {} if word == "{" else []
            _put(container, keys, inner)
            stack.append((inner, []))
        elif word in _ENDS:
            if len(stack) > 1:
                stack.pop()
        elif word not in (",", "=") and not word.isspace():
            _put(container, keys, _leaf(word))
    return top[0] if top else text


def _put(container: list[Value] | dict[str, Value], keys: list[str], value: Value) -> None:
    """Into a dictionary go a key and a value by turns."""
    if isinstance(container, list):
        container.append(value)
    elif keys:
        container[keys.pop()] = value
    else:
        keys.append(value if isinstance(value, str) else "")


def _leaf(text: str) -> Value:
    if text in _FLAGS:
        return _FLAGS[text]
    if text.startswith(('"', '<"')):
        return text.lstrip("<")[1:].removesuffix(">").removesuffix('"')
    try:
        if text.startswith("<"):
            return bytes.fromhex(text.strip("<>"))
        return int(text, 0) if len(text) <= 40 else text  # noqa: PLR2004 - no registry counts further
    except ValueError:
        return text
