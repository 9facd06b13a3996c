"""Names of PCI devices, out of the list that most systems have: pci.ids (https://pci-ids.ucw.cz, its own header).

A vendor stands at the margin, its devices one tab further in. The list has 1.3 MB; only the places that are asked for
are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILES = (Path("usr/share/misc/pci.ids"), Path("usr/share/hwdata/pci.ids"), Path("var/lib/pciutils/pci.ids"))
_MOST_BYTES = 16 << 20
_MOST_NAME = 200
_SHORT = re.compile(r"(?: Corporation| Corp\.?|,? Inc\.?|,? Ltd\.?| Co\.,? Ltd\.?| Technologies)+(?: \[.*\])?$")
_MAKERS = {"1002": "AMD", "1022": "AMD", "8086": "Intel", "10de": "NVIDIA", "15ad": "VMware", "1af4": "Red Hat"}


@dataclass(frozen=True, slots=True)
class PciNames:
    """The list, as bytes; an empty one knows nothing."""

    data: bytes = b""

    def vendor(self, number: str) -> str | None:
        """The maker with this number, four small hex digits."""
        if number in _MAKERS:
            return _MAKERS[number]
        found = self._after(b"\n" + number.encode() + b"  ", 0, len(self.data))
        return _SHORT.sub("", found) or None if found else None

    def device(self, vendor: str, number: str) -> str | None:
        """The device with this number, of the vendor with that."""
        start = self.data.find(b"\n" + vendor.encode() + b"  ")
        if start < 0:
            return None
        end = start + 1
        while True:  # up to the next line that begins at the margin
            end = self.data.find(b"\n", end)
            if end < 0 or self.data[end + 1 : end + 2] not in {b"\t", b"#"}:
                break
            end += 1
        return self._after(b"\n\t" + number.encode() + b"  ", start, end if end >= 0 else len(self.data))

    def _after(self, mark: bytes, start: int, end: int) -> str | None:
        place = self.data.find(mark, start, end)
        if place < 0:
            return None
        line = self.data[place + len(mark) : place + len(mark) + _MOST_NAME].partition(b"\n")[0]
        return line.decode("utf-8", errors="replace").strip() or None


def load(root: Path = Path("/")) -> PciNames:
    """The list of this system; an empty one where there is none."""
    for name in FILES:
        try:
            with (root / name).open("rb") as opened:
                return PciNames(b"\n" + opened.read(_MOST_BYTES))
        except OSError:
            continue
    return PciNames()
