"""What UPower tells: the list of `upower -e`, one device of `upower -i`, all of `upower -d`."""

from __future__ import annotations

import re

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import upower


def belongs(path: str, head: bytes) -> bool:
    """By UPower's own paths and names, or its folder; dmidecode's output beside it is another kind."""
    if b"SMBIOS" in head or b"dmidecode" in head or b"DMI type " in head:
        return False
    marked = re.search(rb"/org/freedesktop/UPower/|^\s*native-path:", head, re.MULTILINE) is not None
    return marked or "/upower/" in f"/{path}"


def read(data: bytes, _path: str) -> Outcome:
    """A row for each battery of the computer; chargers, mice and the sum of all batteries are ignored."""
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    rows, ignored = len(upower.packs(text)), dict[str, int]()
    for device in upower.blocks(text):
        if reason := device.why_not:
            ignored[reason] = ignored.get(reason, 0) + 1
    if names := upower.devices(text):
        batteries = sum(name.startswith("battery_") for name in names)
        rows += batteries
        ignored |= {"no_battery": len(names) - batteries} if len(names) > batteries else {}
    return Outcome(rows, ignored, () if rows or ignored else ("not the output of upower",))


KIND = Kind("upower", belongs, read)
