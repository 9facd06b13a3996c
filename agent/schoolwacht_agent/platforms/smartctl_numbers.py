"""The numbers in what smartctl says of a disk, under Telegraf's names (plugin inputs.smart) where it has one.

An ATA attribute counts only when its number and its name agree, since makers use the same numbers for other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schoolwacht_agent.platforms.json_pieces import a_list, a_map, a_text, whole

# Number, words of which one must be in the name, our name.
ATTRIBUTES = {
    5: (("realloc", "retired", "bad_block"), "reallocated_sectors_count"),
    10: (("spin_retry",), "spin_retry_count"),
    184: (("end-to-end", "end_to_end"), "end_to_end_error"),
    187: (("uncorr",), "uncorrectable_errors"),
    188: (("timeout",), "command_timeout"),
    197: (("pending",), "pending_sector_count"),
    198: (("uncorr",), "uncorrectable_sector_count"),
    199: (("crc",), "udma_crc_errors"),
}
# Attributes of solid-state disks whose worth goes from 100 (new) down to 0 or 1 (worn), best witness first.
_WEAR = {
    231: ("life_left", "lifeleft", "life_remain"),
    202: ("lifetime", "life_remain"),
    169: ("remaining_life",),
    233: ("media_wearout",),
    177: ("wear_leveling",),
    173: ("wear_leveling", "ave_block-erase", "avg_block-erase"),
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
_NEW = 100
_MOST_WORN = 255


def numbers(said: Mapping[str, Any], verdict: str) -> dict[str, int]:
    """Every number that the disk gave, and its verdict as one."""
    found: dict[str, int | None] = {
        "health_ok": {"passed": 1, "failed": 0}.get(verdict),
        "temp_c": _temperature(said),
        "power_on_hours": hours(said),
    }
    found |= _ata(said) | _nvme(said) | _scsi(said)
    if found.get("percentage_used") is None:
        found["percentage_used"] = _wear(said)
    return {name: value for name, value in found.items() if value is not None}


def hours(said: Mapping[str, Any]) -> int | None:
    """Hours switched on in its life."""
    return whole(a_map(said.get("power_on_time")).get("hours"), _MOST_HOURS)


def _temperature(said: Mapping[str, Any]) -> int | None:
    # Nought is what a bridge or a RAID volume says when it does not know.
    return whole(a_map(said.get("temperature")).get("current"), _HOTTEST) or None


def _attributes(said: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    for one in a_list(a_map(said.get("ata_smart_attributes")).get("table")):
        attribute = a_map(one)
        number = whole(attribute.get("id"), 255)
        if number:
            yield number, a_text(attribute.get("name")).casefold(), attribute


def _ata(said: Mapping[str, Any]) -> dict[str, int | None]:
    found = {}
    for number, name, attribute in _attributes(said):
        words, field_name = ATTRIBUTES.get(number, ((), ""))
        if any(word in name for word in words):
            found[field_name] = _raw(attribute, low_word=number == _COMMAND_TIMEOUT)
    return found


def _raw(attribute: Mapping[str, Any], *, low_word: bool) -> int | None:
    """The count in an attribute. The text shows it first; the number packs up to three counts in six bytes."""
    raw = a_map(attribute.get("raw"))
    value = whole(raw.get("value"), _MOST)
    if low_word:  # Seagate packs three counters of 16 bits into 188
        return None if value is None else value & _LOW_WORD
    shown = re.match(r"\d{1,15}(?![\dh])", a_text(raw.get("string")), re.ASCII)
    return int(shown[0]) if shown else value


def _wear(said: Mapping[str, Any]) -> int | None:
    """Per cent of its life that a solid-state disk has used, by the first of its witnesses that speaks."""
    endurance = whole(a_map(said.get("endurance_used")).get("current_percent"), _MOST_WORN)
    if endurance is not None:
        return endurance
    left = {}
    for number, name, attribute in _attributes(said):
        if any(word in name for word in _WEAR.get(number, ())):
            left[number] = whole(attribute.get("value"), _NEW)
    known = (left[number] for number in _WEAR if left.get(number) is not None)
    worth = next(known, None)
    return None if worth is None else _NEW - worth


def _nvme(said: Mapping[str, Any]) -> dict[str, int | None]:
    log = a_map(said.get("nvme_smart_health_information_log"))
    return {name: whole(log.get(name), 1 << 62) for name in _NVME if name in log}


def _scsi(said: Mapping[str, Any]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    if "scsi_grown_defect_list" in said:
        found["reallocated_sectors_count"] = whole(said.get("scsi_grown_defect_list"), _MOST)
    log = a_map(said.get("scsi_error_counter_log"))
    counts = [whole(a_map(page).get("total_uncorrected_errors"), _MOST) for page in log.values()]
    if known := [count for count in counts if count is not None]:
        found["uncorrectable_errors"] = sum(known)
    if "scsi_percentage_used_endurance_indicator" in said:
        found["percentage_used"] = whole(said.get("scsi_percentage_used_endurance_indicator"), _MOST_WORN)
    return found
