"""Dictionaries as the ledger keeps them: their shapes as JSON, their key as a signed number."""

from __future__ import annotations

import json
from functools import lru_cache

from schoolwacht_collector.domain.series import Shape


def shapes_to_json(shapes: tuple[Shape, ...]) -> str:
    """The form in which the ledger keeps the shapes of a dictionary."""
    plain = [[shape.measurement, shape.tags, shape.fields, shape.decimals] for shape in shapes]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=2_048)
def shapes_from_json(text: str) -> tuple[Shape, ...]:
    """The inverse. The machines of a classroom have equal dictionaries, so equal texts share one value."""
    return tuple(
        Shape(measurement, tuple((key, value) for key, value in tags), tuple(fields), tuple(decimals))
        for measurement, tags, fields, decimals in json.loads(text)
    )


def signed(key: int) -> int:
    """An unsigned number of 64 bits as the signed one with the same bits, which is what SQL databases have."""
    return key - 2**64 if key >= 2**63 else key


def unsigned(number: int) -> int:
    """The inverse of `signed`."""
    return number % 2**64
