"""What a disk says of its health, from the JSON of smartctl 7 and later (smartmontools.org, smartctl(8)).

ATA, NVMe and SCSI disks, also behind USB bridges and RAID controllers as far as smartctl sees them. An attribute counts
only when its number and its name agree, since makers use the same numbers for other things. A disk that does not answer
is never called good: its verdict is unknown, with one of the codes in REASONS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schoolwacht_agent.platforms.placeholders import told

REASONS = {
    "not_installed": "smartctl is not installed",
    "not_json": "smartctl is older than version 7 or said nothing that can be read",
    "not_started": "smartctl could not be started",
    "timed_out": "the disk did not answer in time",
    "too_much": "smartctl said more than can be true",
    "asleep": "the disk sleeps and was left asleep",
    "no_access": "the disk could not be opened",
    "not_supported": "the disk or what it hangs behind gives no health",
    "not_listed": "smartctl does not know this kind of disk",
    "attribute_at_limit": "an attribute that foretells failure is at its maker's limit",
    "self_assessment": "the disk itself says that it is failing",
    "reserve_used_up": "the spare blocks are used up",
}
"""Every reason beside a verdict, and what it means."""

_OPEN_FAILED, _FAILING, _AT_LIMIT = 1 << 1, 1 << 3, 1 << 4  # smartctl(8), "exit status"
# Number, word that must be in the name, our name (Telegraf's, plugin inputs.smart, where it has one).
_ATTRIBUTES = {
    5: (("realloc", "retired", "bad_block"), "reallocated_sectors_count"),
    10: (("spin_retry",), "spin_retry_count"),
    184: (("end-to-end", "end_to_end"), "end_to_end_error"),
    187: (("uncorr",), "uncorrectable_errors"),
    188: (("timeout",), "command_timeout"),
    197: (("pending",), "pending_sector_count"),
    198: (("uncorr",), "uncorrectable_sector_count"),
    199: (("crc",), "udma_crc_errors"),
}
_NVME = (
    "critical_warning",
    "percentage_used",
    "available_spare",
    "available_spare_threshold",
    "media_errors",
    "unsafe_shutdowns",
)
_COMMAND_TIMEOUT = 188
_LOW_WORD = 0xFFFF
_HOTTEST = 120
_MOST_HOURS = 50 * 365 * 24
_MOST = 1 << 48  # an ATA raw value has six bytes


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
    found = {}
    for one in _list(_object(text).get("devices")):
        name, kind = _text(_map(one).get("name")), _text(_map(one).get("type"))
        # What is listed becomes an argument: a device file and a type, nothing that could be an option.
        if re.fullmatch(r"/dev/[\w/:.-]{1,80}", name, re.ASCII) and re.fullmatch(r"[\w,+/:]{0,40}", kind, re.ASCII):
            door = Door(name, kind)
            found[name, kind if door.shared else ""] = door
    return list(found.values())


def parse(text: str) -> Health:
    """What one call about one disk says."""
    said = _object(text)
    if not said:
        return Health("unknown", "not_json")
    if not said.get("device") and not said.get("model_name"):
        return Health("unknown", _why_nothing(said))
    verdict, reason = _verdict(said)
    return Health(
        verdict,
        reason,
        model=_model(said),
        serial=told(_text(said.get("serial_number"))) or None,
        firmware=told(_text(said.get("firmware_version")) or _revision(said)) or None,
        kind=_kind(said),
        capacity=_whole(_map(said.get("user_capacity")).get("bytes"), 1 << 62)
        or _whole(said.get("nvme_total_capacity"), 1 << 62),
        hours=_hours(said),
        numbers=_numbers(said, verdict),
    )


def _verdict(said: Mapping[str, Any]) -> tuple[str, str | None]:
    status = _status(said)
    passed = _map(said.get("smart_status")).get("passed")
    if passed is False or status & _FAILING:
        return "failed", "self_assessment"
    if status & _AT_LIMIT:
        return "failed", "attribute_at_limit"
    if passed is True:
        return "passed", None
    return "unknown", _why_nothing(said)


def _why_nothing(said: Mapping[str, Any]) -> str:
    messages = " ".join(_text(_map(one).get("string")) for one in _list(_map(said.get("smartctl")).get("messages")))
    if re.search(r"\b(standby|sleep)\b", messages, re.IGNORECASE) or (
        said.get("power_mode") and _status(said) & _OPEN_FAILED
    ):
        return "asleep"
    return "no_access" if _status(said) & _OPEN_FAILED else "not_supported"


def _numbers(said: Mapping[str, Any], verdict: str) -> dict[str, int]:
    found: dict[str, int | None] = {
        "health_ok": {"passed": 1, "failed": 0}.get(verdict),
        "temp_c": _temperature(said),
        "power_on_hours": _hours(said),
    }
    found |= _ata(said) | _nvme(said) | _scsi(said)
    endurance = _map(said.get("endurance_used")).get("current_percent")
    if found.get("percentage_used") is None:
        found["percentage_used"] = _whole(endurance, 255)
    return {name: value for name, value in found.items() if value is not None}


def _ata(said: Mapping[str, Any]) -> dict[str, int | None]:
    found = {}
    for one in _list(_map(said.get("ata_smart_attributes")).get("table")):
        attribute = _map(one)
        number, name = attribute.get("id"), _text(attribute.get("name")).casefold()
        words, field_name = _ATTRIBUTES.get(number if isinstance(number, int) else 0, ((), ""))
        if any(word in name for word in words):
            found[field_name] = _raw(attribute, low_word=number == _COMMAND_TIMEOUT)
    return found


def _raw(attribute: Mapping[str, Any], *, low_word: bool) -> int | None:
    """The count in an attribute. The text shows it first; the number packs up to three counts in six bytes."""
    raw = _map(attribute.get("raw"))
    value = _whole(raw.get("value"), _MOST)
    if low_word:  # Seagate packs three counters of 16 bits into 188
        return None if value is None else value & _LOW_WORD
    shown = re.match(r"\d{1,15}(?![\dh])", _text(raw.get("string")), re.ASCII)
    return int(shown[0]) if shown else value


def _nvme(said: Mapping[str, Any]) -> dict[str, int | None]:
    log = _map(said.get("nvme_smart_health_information_log"))
    return {name: _whole(log.get(name), 1 << 62) for name in _NVME if name in log}


def _scsi(said: Mapping[str, Any]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    if "scsi_grown_defect_list" in said:
        found["reallocated_sectors_count"] = _whole(said.get("scsi_grown_defect_list"), _MOST)
    log = _map(said.get("scsi_error_counter_log"))
    counts = [_whole(_map(page).get("total_uncorrected_errors"), _MOST) for page in log.values()]
    if known := [count for count in counts if count is not None]:
        found["uncorrectable_errors"] = sum(known)
    if "scsi_percentage_used_endurance_indicator" in said:
        found["percentage_used"] = _whole(said.get("scsi_percentage_used_endurance_indicator"), 255)
    return found


def _kind(said: Mapping[str, Any]) -> str:
    device = _map(said.get("device"))
    if device.get("protocol") == "NVMe" or "nvme_smart_health_information_log" in said:
        return "nvme"
    turns = said.get("rotation_rate")
    if not isinstance(turns, int):
        return "unknown"
    return "hdd" if turns > 0 else "ssd"


def _model(said: Mapping[str, Any]) -> str | None:
    parts = (_text(said.get(f"scsi_{name}")) or _text(said.get(name)) for name in ("vendor", "product"))
    name = _text(said.get("model_name")) or _text(said.get("scsi_model_name")) or " ".join(filter(None, parts))
    return told(name) or None


def _revision(said: Mapping[str, Any]) -> str:
    return _text(said.get("revision")) or _text(said.get("scsi_revision"))


def _temperature(said: Mapping[str, Any]) -> int | None:
    # Nothing at all is what a bridge or a RAID volume says when it does not know.
    return _whole(_map(said.get("temperature")).get("current"), _HOTTEST) or None


def _hours(said: Mapping[str, Any]) -> int | None:
    return _whole(_map(said.get("power_on_time")).get("hours"), _MOST_HOURS)


def _status(said: Mapping[str, Any]) -> int:
    return _whole(_map(said.get("smartctl")).get("exit_status"), 255) or 0


def _object(text: str) -> Mapping[str, Any]:
    try:
        return _map(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _map(thing: object) -> Mapping[str, Any]:
    return thing if isinstance(thing, dict) else {}


def _list(thing: object) -> list[object]:
    return thing[:256] if isinstance(thing, list) else []


def _text(thing: object) -> str:
    return thing[:512] if isinstance(thing, str) else ""


def _whole(thing: object, most: int) -> int | None:
    return thing if isinstance(thing, int) and not isinstance(thing, bool) and 0 <= thing <= most else None
