"""How one machine is protected, in three words: scanner, firewall, encryption. Not known is neither good nor bad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.message import Message, say

_NOT_KNOWN = say("not known")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the protection. `kind` is ok, warning, or nothing where there is nothing to say of it."""

    word: Message
    kind: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """All parts. `state` is attention, unknown or ok."""

    parts: Mapping[str, Part]
    administrators: int | None

    @property
    def state(self) -> str:
        """Attention when a part asks for it; ok only when scanner and firewall are known to be well."""
        kinds = [self.parts[name].kind for name in ("antivirus", "firewall")]
        if any(one.kind == "warning" for one in self.parts.values()):
            return "attention"
        return "unknown" if any(one.word == _NOT_KNOWN for one in self.parts.values()) or "" in kinds else "ok"


def protection_of(device: Device, cells: Cells, scanners: Sequence[Cells] | None) -> Protection:
    """What is known. `scanners` is None when the machine could not tell whether it has any."""
    count = cells.get("local_admin_count")
    parts = {
        "antivirus": _scanner(device, scanners),
        "firewall": _firewall(cells),
        "encryption": _ENCRYPTION.get(str(cells.get("disk_encryption") or ""), Part(_NOT_KNOWN)),
    }
    return Protection(parts, count if isinstance(count, int) else None)


def _scanner(device: Device, scanners: Sequence[Cells] | None) -> Part:
    """The best scanner of the machine. That Linux and macOS have none of their own is no fault."""
    if scanners is None:
        return Part(_NOT_KNOWN)
    if not scanners:
        return Part(say("none found"), "warning" if "windows" in device.operating_system.casefold() else "ok")
    awake = [one for one in scanners if one.get("enabled") == 1]
    fresh = [one for one in awake if one.get("up_to_date") != 0]
    best = (fresh or awake or list(scanners))[0]
    name = str(best.get("product") or "")
    if fresh:
        return Part(say("on"), "ok", name)
    if awake:
        return Part(say("out of date"), "warning", name)
    if any(one.get("enabled") == 0 for one in scanners):
        return Part(say("off"), "warning", name)
    return Part(_NOT_KNOWN, "", name)


def _firewall(cells: Cells) -> Part:
    word, kind = _FIREWALLS.get(str(cells.get("firewall") or ""), (_NOT_KNOWN, ""))
    return Part(word, kind, str(cells.get("firewall_by") or ""))


_FIREWALLS: Mapping[str, tuple[Message, str]] = {
    "on": (say("on"), "ok"),
    "partly": (say("partly on"), "warning"),
    "off": (say("off"), "warning"),
    "configured": (say("set up, rules not read"), ""),
}
_ENCRYPTION: Mapping[str, Part] = {
    "all": Part(say("all disks"), "ok"),
    "part": Part(say("some disks"), ""),
    "none": Part(say("no disk"), ""),
}
"""Whether a machine that never leaves a room must be encrypted is for the school to say: a word, no judgement."""
