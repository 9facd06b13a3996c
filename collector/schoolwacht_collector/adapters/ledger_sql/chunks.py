"""Long lists in pieces, because databases limit how many values one statement may carry."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

_SIZE = 512


def chunks(items: Collection[Item]) -> Iterator[list[Item]]:
    """The items, 512 at a time."""
    rest = iter(items)
    while piece := list(islice(rest, _SIZE)):
        yield piece
