"""What a disk says of its health, from the JSON of smartctl 7 and later (smartmontools.org, smartctl(8)).

ATA, NVMe and SCSI disks, also behind USB bridges and RAID controllers as far as smartctl sees them. A disk that does
not answer is never called good: its verdict is unknown, with one of the codes in REASONS. `smartctl_text` reads what
older versions print, in the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schoolwacht_agent.platforms import smartctl_numbers
from schoolwacht_agent.platforms.json_pieces import a_list, a_map, a_text, document, whole
from schoolwacht_agent.platforms.placeholders import told

REASONS = {
    "not_installed": "smartctl is not installed",
    "not_json": "smartctl said nothing that can be read",
    "not_started": "smartctl could not be started",
    "timed_out": "the disk did not answer in time",
    "too_much": "smartctl said more than can be true",
    "asleep": "the disk sleeps and was left asleep",
    "no_access": "the disk could not be opened",
    "unknown_bridge": "the disk hangs behind a USB adapter that smartctl does not know",
    "not_supported": "the disk or what it hangs behind gives no health",
    "not_asked": "only a description of the disk was asked for",
    "not_listed": "smartctl does not know this kind of disk",
    "switched_off": "SMART is switched off on the disk",
    "attribute_at_limit": "an attribute that foretells failure is at its maker's limit",
    "self_assessment": "the disk itself says that it is failing",
    "reserve_used_up": "the spare blocks are used up",
    "read_only": "the disk has made itself read-only",
    "unreliable": "the disk says that it is no longer reliable",
    "too_hot": "the disk is hotter or colder than it can stand",
    "predicted": "Windows predicts that the disk will fail",
    "error": "Windows reports errors of the disk",
    "os_warns": "Windows warns of the disk",
    "not_told": "Windows says nothing of the disk's health",
}
"""Every reason beside a verdict, and what it means."""

OPEN_FAILED, FAILING, AT_LIMIT = 1 << 1, 1 << 3, 1 << 4  # smartctl(8), "exit status"
# NVM Express base specification, SMART / Health Information, byte 0; the gravest first.
_WARNINGS = {8: "read_only", 4: "unreliable", 1: "reserve_used_up", 2: "too_hot"}
_HEALTH_OPTIONS = re.compile(r"-[a-z]*[aHAx][a-z]*|--(all|xall|health|attributes)\b.*")


@dataclass(frozen=True, slots=True)
class Door:
    """A way to a disk, as smartctl lists it."""

    name: str
    type: str = ""

    @property
    def shared(self) -> bool:
        """Whether several disks lie behind this name, told apart by the type, as behind a RAID controller."""
        return "," in self.type


@dataclass(frozen=True, slots=True)
class Health:
    """What one disk said; None and missing numbers where it says nothing."""

    verdict: str
    reason: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    kind: str = "unknown"
    capacity: int | None = None
    hours: int | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)


def doors(text: str) -> list[Door]:
    """The disks that `smartctl --scan` lists, each once."""
    listed = map(a_map, a_list(document(text).get("devices")))
    return safe_doors([(a_text(one.get("name")), a_text(one.get("type"))) for one in listed])


def lists_nothing(text: str) -> bool:
    """Whether it is the answer to `--scan` on a machine where smartctl sees no disk."""
    said = document(text)
    arguments = [a_text(one) for one in a_list(a_map(said.get("smartctl")).get("argv"))]
    return not said.get("device") and (said.get("devices") == [] or any(one.startswith("--scan") for one in arguments))


def safe_doors(listed: list[tuple[str, str]]) -> list[Door]:
    """What is listed becomes an argument: a device file and a type, nothing that could be an option."""
    found = {}
    for name, kind in listed:
        if re.fullmatch(r"/dev/[\w/:.-]{1,80}", name, re.ASCII) and re.fullmatch(r"[\w,+/:]{0,40}", kind, re.ASCII):
            door = Door(name, kind)
            found[name, kind if door.shared else ""] = door
    return list(found.values())


def parse(text: str) -> Health:
    """What one call about one disk says."""
    said = document(text)
    return judge(said) if said else Health("unknown", "not_json")


def judge(said: Mapping[str, Any]) -> Health:
    """The health in a document that has the shape of smartctl's JSON."""
    if not said.get("device") and not said.get("model_name"):
        return Health("unknown", _why_nothing(said))
    verdict, reason = _verdict(said)
    return Health(
        verdict,
        reason,
        model=_model(said),
        serial=told(a_text(said.get("serial_number"))) or None,
        firmware=told(a_text(said.get("firmware_version")) or _revision(said)) or None,
        kind=_kind(said),
        capacity=_capacity(said),
        hours=smartctl_numbers.hours(said),
        numbers=smartctl_numbers.numbers(said, verdict),
    )


def _verdict(said: Mapping[str, Any]) -> tuple[str, str | None]:
    status = _status(said)
    passed = a_map(said.get("smart_status")).get("passed")
    warning = whole(a_map(said.get("nvme_smart_health_information_log")).get("critical_warning"), 255)
    if warning:
        return "failed", next((code for bit, code in _WARNINGS.items() if warning & bit), "self_assessment")
    if passed is False or status & FAILING:
        return "failed", "self_assessment"
    if status & AT_LIMIT:
        return "failed", "attribute_at_limit"
    # The verdict of an NVMe disk is that it has no warning; smartctl says no more than that itself.
    if passed is True or (passed is None and warning == 0):
        return "passed", None
    return "unknown", _why_nothing(said)


def _why_nothing(said: Mapping[str, Any]) -> str:
    call = a_map(said.get("smartctl"))
    messages = " ".join(a_text(a_map(one).get("string")) for one in a_list(call.get("messages")))
    support = a_map(said.get("smart_support"))
    opened = not _status(said) & OPEN_FAILED
    if re.search(r"\b(standby|sleep)\b", messages, re.IGNORECASE) or (said.get("power_mode") and not opened):
        return "asleep"
    if re.search(r"unknown usb bridge", messages, re.IGNORECASE):
        return "unknown_bridge"
    if not opened:
        return "no_access"
    if support.get("available") is not False and support.get("enabled") is False:
        return "switched_off"
    arguments = [a_text(one) for one in a_list(call.get("argv"))[1:]]
    asked = any(_HEALTH_OPTIONS.fullmatch(argument) for argument in arguments)
    return "not_asked" if arguments and not asked and support.get("available") is not False else "not_supported"


def _kind(said: Mapping[str, Any]) -> str:
    device = a_map(said.get("device"))
    if device.get("protocol") == "NVMe" or "nvme_smart_health_information_log" in said:
        return "nvme"
    turns = said.get("rotation_rate")
    if not isinstance(turns, int):
        return "unknown"
    return "hdd" if turns > 0 else "ssd"


def _capacity(said: Mapping[str, Any]) -> int | None:
    spaces = [a_map(one) for one in a_list(said.get("nvme_namespaces"))]
    sizes = [whole(a_map(space.get("size")).get("bytes"), 1 << 62) for space in spaces]
    return (
        whole(a_map(said.get("user_capacity")).get("bytes"), 1 << 62)
        or whole(said.get("nvme_total_capacity"), 1 << 62)
        or sum(filter(None, sizes))
        or None
    )


def _model(said: Mapping[str, Any]) -> str | None:
    parts = (a_text(said.get(f"scsi_{name}")) or a_text(said.get(name)) for name in ("vendor", "product"))
    name = a_text(said.get("model_name")) or a_text(said.get("scsi_model_name")) or " ".join(filter(None, parts))
    return told(name) or None


def _revision(said: Mapping[str, Any]) -> str:
    return a_text(said.get("revision")) or a_text(said.get("scsi_revision"))


def _status(said: Mapping[str, Any]) -> int:
    return whole(a_map(said.get("smartctl")).get("exit_status"), 255) or 0
