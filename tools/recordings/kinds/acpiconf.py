"""The battery of a FreeBSD computer as `acpiconf -i` prints it."""

from __future__ import annotations

import re

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import acpiconf


def belongs(path: str, head: bytes) -> bool:
    """By the first names that acpiconf prints, or its folder; dmidecode's output beside it is another kind."""
    if b"SMBIOS" in head or b"dmidecode" in head or b"DMI type " in head:
        return False
    marked = re.search(rb"^(?:Design capacity|Last full capacity):\t", head, re.MULTILINE) is not None
    return marked or "/acpiconf/" in f"/{path}"


def read(data: bytes, _path: str) -> Outcome:
    """One row, or the reason why there is no battery."""
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    try:
        acpiconf.parse(text)
    except acpiconf.NoBattery as nothing:
        if str(nothing) == "not_present":
            return Outcome(0, {"not_present": 1})
        return Outcome(0, gaps=("not the output of acpiconf",))
    return Outcome(1)


KIND = Kind("acpiconf", belongs, read)
