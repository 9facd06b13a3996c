"""A sentence for people, not yet in a language: a template and the values that belong in it.

Templates are English and the keys of the translation catalogues. Values keep their kind (bytes, percent, a moment),
so that each language and page writes them its own way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Bytes:
    """An amount of data."""

    value: float


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, 0 to 100."""

    value: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, shown in the school's time zone."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Lasting:
    """A stretch of time, in seconds."""

    seconds: float


Value = str | int | float | Bytes | Percent | Moment | Lasting

_KINDS: dict[str, type] = {"bytes": Bytes, "percent": Percent, "moment": Moment, "lasting": Lasting}


@dataclass(frozen=True, slots=True)
class Message:
    """`template` holds named places, for example "{volume} is {used} full"."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)


def say(template: str, **values: Value) -> Message:
    """Makes a message. The translation catalogues are extracted from calls of this name."""
    return Message(template, values)


def to_json(message: Message) -> str:
    """The form in which the ledger keeps a message."""
    return json.dumps([message.template, {name: _plain(value) for name, value in message.values.items()}])


def from_json(text: str) -> Message:
    """The inverse of `to_json`."""
    template, values = json.loads(text)
    return Message(template, {name: _rich(value) for name, value in values.items()})


def _plain(value: Value) -> Any:  # noqa: ANN401 - what json can say
    for kind, cls in _KINDS.items():
        if isinstance(value, cls):
            content = value.seconds if isinstance(value, Lasting) else value.value  # type: ignore[union-attr]
            return {kind: content.isoformat() if isinstance(content, datetime) else content}
    return value


def _rich(value: Any) -> Value:  # noqa: ANN401 - what json can say
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((kind, content),) = value.items()
    return _KINDS[kind](datetime.fromisoformat(content) if kind == "moment" else content)  # type: ignore[no-any-return]
