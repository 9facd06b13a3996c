"""What smartctl prints for people: versions before 7.0 know no JSON, and recordings often hold this form.

The lines are turned into the shape of smartctl's JSON and judged by the very same `smartctl.judge`. Forms of 5.x to 7.x
for ATA, NVMe and SCSI disks, `-i`, `-H`, `-A`, `-a`, `-x`, also of several disks one after another; the words are those
of smartmontools' ataprint, nvmeprint and scsiprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schoolwacht_agent.platforms.smartctl import AT_LIMIT, OPEN_FAILED, Door, Health, judge, safe_doors

_MOST_LINES = 20_000
_MOST_DISKS = 64
_WIDEST = 400
_HEADER = re.compile(r"smartctl (?:version )?\d+\.\d+\b")
_BEGINS = re.compile(rf"{_HEADER.pattern}|=== START OF (?:INFORMATION|READ SMART|SMART DATA)|Device Model:")
_ATTRIBUTE = re.compile(
    r"\s*(?P<id>\d{1,3})\s+(?P<name>[\w/%+.-]+)\s+(?P<flag>0x[0-9a-fA-F]{4}|[POSRCK+-]{6,7})\s+(?P<value>\d{1,3}|---)"
    r"\s+(?:\d{1,3}|---)\s+(?:\d{1,3}|---)\s+(?:(?P<type>Pre-fail|Old_age)\s+\S+\s+)?(?P<failed>[A-Za-z_-]+)\s+"
    r"(?P<raw>\S.*)",
    re.ASCII,
)
_FIELD = re.compile(r"\s{0,2}([A-Za-z][A-Za-z0-9 ,/#*()-]{1,60}?)\s*[:=]\s*(\S.*)?")
_OLD_SCSI = re.compile(r"(.*?)\s+Version:\s*(\S.*)?")
_COUNTER = re.compile(r"(read|write|verify):\s+.*\s(\d{1,15})", re.ASCII)
_POWERED = re.compile(r"power(?:ed)? (?:on time|up).*?(\d{1,7})[:.]\d+", re.ASCII | re.IGNORECASE)
_HEALTH_PART = re.compile(r"=== START OF (?:READ )?SMART")
_SLEEP = re.compile(r"Device is in .{1,40} mode")
_PROBLEM = re.compile(
    r"\bopen device\b.*\bfailed\b|Permission denied|No such device|Unable to detect device", re.IGNORECASE
)
_NVME = {
    "critical warning": "critical_warning",
    "percentage used": "percentage_used",
    "available spare": "available_spare",
    "available spare threshold": "available_spare_threshold",
    "media and data integrity errors": "media_errors",
    "unsafe shutdowns": "unsafe_shutdowns",
}
_POWER_ON, _TEMPERATURES = 9, (194, 190)


def parse(text: str) -> list[Health]:
    """Every disk that the text speaks of; none if it is not smartctl's."""
    return [judge(one) for one in documents(text)]


def doors(text: str) -> list[Door]:
    """The disks that `smartctl --scan` lists, as `/dev/sda -d scsi # /dev/sda, SCSI device`."""
    lines = (
        re.match(r"(/dev/\S+) -d (\S+) #", line[:_WIDEST])
        for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]
    )
    return safe_doors([(line[1], line[2]) for line in lines if line])


def documents(text: str) -> Iterator[dict[str, Any]]:
    """One document for each disk, in the shape of smartctl's JSON."""
    parts: list[list[str]] = []
    for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]:
        if _HEADER.match(line) or not parts:
            parts.append([])
        parts[-1].append(line[:_WIDEST].rstrip())
    # The header may have been cut away, and a prompt or a warning may stand before it.
    yield from (_document(part) for part in parts[:_MOST_DISKS] if any(map(_BEGINS.match, part)))


def _document(lines: list[str]) -> dict[str, Any]:
    said = _fields(lines)
    attributes = [found for found in map(_ATTRIBUTE.fullmatch, lines) if found]
    document = _identity(said) | _support(lines) | _status(said, lines, attributes) | _scsi(said, lines)
    if nvme := {ours: _number(said[theirs]) for theirs, ours in _NVME.items() if theirs in said}:
        document["nvme_smart_health_information_log"] = nvme
    document["ata_smart_attributes"] = {"table": [_attribute(one) for one in attributes]}
    document["temperature"] = {"current": _temperature(said, attributes)}
    document["power_on_time"] = {"hours": _hours(said, lines, attributes)}
    return document


def _fields(lines: list[str]) -> dict[str, str]:
    """What stands behind each name, by the name in small letters; the first counts."""
    said: dict[str, str] = {}
    for found in map(_FIELD.fullmatch, lines):
        if found and found[2]:
            said.setdefault(" ".join(found[1].casefold().split()), found[2].strip())
    return said


def _identity(said: Mapping[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "model_name": said.get("device model") or said.get("model number") or "",
        "vendor": said.get("vendor", ""),
        "product": said.get("product", ""),
        "serial_number": said.get("serial number", ""),
        "firmware_version": said.get("firmware version") or said.get("revision", ""),
    }
    if old := _OLD_SCSI.fullmatch(said.get("device", "")):
        document |= {"model_name": old[1], "firmware_version": old[2] or ""}
    nvme = any(name in said for name in ("nvme version", "total nvm capacity", "critical warning"))
    if document["model_name"] or document["product"] or document["vendor"]:
        document["device"] = {"protocol": "NVMe" if nvme else "unknown"}
    sizes = (said.get(name) for name in ("user capacity", "total nvm capacity", "namespace 1 size/capacity"))
    if size := next(filter(None, sizes), None):
        document["user_capacity"] = {"bytes": _number(re.split(r"bytes|\[", size)[0])}
    turns = said.get("rotation rate", "")
    if turns.casefold().startswith("solid state"):
        document["rotation_rate"] = 0
    elif turns.casefold().endswith("rpm"):
        document["rotation_rate"] = _number(turns)
    return document


def _support(lines: list[str]) -> dict[str, Any]:
    """Whether the disk can tell its health and is allowed to; said twice, the second time of the switch."""
    text = "\n".join(line for line in lines if "SMART support is" in line or "does not support SMART" in line)
    support: dict[str, bool] = {}
    if re.search(r"\bUnavailable\b|does not support", text):
        support["available"] = False
    if re.search(r"\bDisabled\b", text):
        support["enabled"] = False
    return {"smart_support": support}


def _status(said: Mapping[str, str], lines: list[str], attributes: list[re.Match[str]]) -> dict[str, Any]:
    """The verdict, and what smartctl would have told by its exit status and its messages."""
    verdict = said.get("smart overall-health self-assessment test result") or said.get("smart health status") or ""
    passed = True if re.match(r"PASSED|OK\b", verdict) else None
    if re.search(r"FAIL|PREDICTION|\basc ?=", verdict):
        passed = False
    at_limit = any(_foretells(one) and one["failed"] in {"FAILING_NOW", "NOW"} for one in attributes)
    troubled = any(map(_PROBLEM.search, lines))
    notes = [line for line in lines if _SLEEP.search(line) or "Unknown USB bridge" in line]
    # Without the section of health it was not asked for, unless the disk refused.
    refused = any("SMART command failed" in line or "Terminate command early" in line for line in lines)
    described_only = not any(_HEALTH_PART.match(line) for line in lines) and not refused
    return {
        "smart_status": {} if passed is None else {"passed": passed},
        "smartctl": {
            "exit_status": AT_LIMIT * at_limit | OPEN_FAILED * troubled,
            "messages": [{"string": note} for note in notes],
            "argv": ["smartctl", "--info"] if described_only else [],
        },
    }


def _foretells(attribute: re.Match[str]) -> bool:
    flag = attribute["flag"]
    return bool(int(flag, 16) & 1) if flag.startswith("0x") else "P" in flag


def _scsi(said: Mapping[str, str], lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "elements in grown defect list" in said:
        found["scsi_grown_defect_list"] = _number(said["elements in grown defect list"])
    if counters := [counter for counter in map(_COUNTER.fullmatch, lines) if counter]:
        found["scsi_error_counter_log"] = {one[1]: {"total_uncorrected_errors": int(one[2])} for one in counters}
    if "percentage used endurance indicator" in said:
        found["scsi_percentage_used_endurance_indicator"] = _number(said["percentage used endurance indicator"])
    return found


def _attribute(line: re.Match[str]) -> dict[str, Any]:
    shown = line["raw"]
    # Three words, highest first, are what a packed counter looks like when smartctl unpacked it.
    words = re.fullmatch(r"(\d{1,5}) (\d{1,5}) (\d{1,5})", shown, re.ASCII)
    value = int(words[3]) if words else _number(shown.split("(")[0].split()[0] if shown.split("(")[0].split() else "")
    worth = int(line["value"]) if line["value"].isdigit() else None
    return {"id": int(line["id"]), "name": line["name"], "value": worth, "raw": {"value": value, "string": shown}}


def _temperature(said: Mapping[str, str], attributes: list[re.Match[str]]) -> int | None:
    for name in ("current drive temperature", "temperature", "current temperature"):
        if found := re.match(r"(\d{1,3}) C", said.get(name, ""), re.ASCII):
            return int(found[1])
    for wanted in _TEMPERATURES:
        for one in attributes:
            if int(one["id"]) == wanted and "temp" in one["name"].casefold():
                first = re.match(r"\d{1,15}", one["raw"], re.ASCII)
                return int(first[0]) & 0xFF if first else None  # higher bytes hold the lowest and highest ever
    return None


def _hours(said: Mapping[str, str], lines: list[str], attributes: list[re.Match[str]]) -> int | None:
    if "power on hours" in said:
        return _number(said["power on hours"])
    for one in attributes:
        if int(one["id"]) == _POWER_ON and "hour" in one["name"].casefold():
            first = re.match(r"\d{1,9}", one["raw"], re.ASCII)
            return int(first[0]) if first else None
    powered = next(filter(None, map(_POWERED.search, lines)), None)
    return int(powered[1]) if powered else None


def _number(text: str) -> int | None:
    """A number as people write it: `1,234`, `128 035 676 160`, `0x04`, `10025 rpm`, `3%`."""
    text = text.strip()
    if re.match(r"0x[0-9a-fA-F]{1,8}\b", text):
        return int(text.split()[0], 16) if re.fullmatch(r"0x[0-9a-fA-F]{1,8}", text.split()[0]) else None
    found = re.match(r"\d[\d.,'\u2019\u00a0\u202f\ufffd ]*", text[:60], re.ASCII)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return int(digits) if digits and digits.isascii() else None
