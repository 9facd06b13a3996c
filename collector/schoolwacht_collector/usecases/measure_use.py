"""Decides of which classes of devices it is counted which paid titles run. None, until the school says otherwise."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import DeviceClass

_SETTING = "licence_use.classes"
NONE = "none"


def measured_classes(books: Books) -> frozenset[DeviceClass]:
    """The classes of which it is counted."""
    kept = set(json.loads(books.settings.get(_SETTING, "[]")))
    return frozenset(one for one in DeviceClass if one.value in kept)


def measure(books: Books, classes: Collection[DeviceClass], who: str, now: datetime, why: str = "") -> bool:
    """From now on it is counted of these classes and of no other. False: it was so already."""
    if frozenset(classes) == measured_classes(books):
        return False
    names = sorted(one.value for one in set(classes))
    books.settings.put(_SETTING, json.dumps(names))
    details = f"{', '.join(names) or NONE}{f' ({why})' if why else ''}"
    books.audit.note(Deed(now, who, "licence.measure", "", details))
    return True
