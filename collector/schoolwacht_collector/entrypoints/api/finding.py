"""Finds the device that a path means. What is not there, or not for this caller, does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.api.gate import Caller
from schoolwacht_collector.entrypoints.api.problems import Problem

DeviceWord = Annotated[
    str, Path(min_length=1, max_length=255, description="Device id, the start of one, or a host name.")
]


def device_of(books: Books, word: str, caller: Caller) -> Device:
    """The one device that is meant. Raises Problem when it is none or several."""
    found = _named(books.devices.all(), word) if caller.site else books.devices.find(word)
    if not found:
        raise Problem("not-found", f"no device is called {clean(word, 64)!r}; 'schoolwacht device list' shows them all")
    if len(found) > 1:
        ids = ", ".join(device.device_id[:8] for device in found[:5])
        raise Problem("conflict", f"{clean(word, 64)!r} may be several devices; use the start of an id: {ids}")
    return found[0]


def _named(devices: Sequence[Device], word: str) -> list[Device]:
    """As the ledger finds them, among the devices that a caller of one site sees."""
    return [d for d in devices if d.device_id.startswith(word) or d.host.casefold() == word.casefold()]
