"""Windows Server Backup and Windows Backup: the log Microsoft-Windows-Backup/Operational, and `wbadmin get versions`.

Events by their manifest: 4 finished, 14 completed, 1 started; 5, 8, 9, 17 to 22, 49, 50 and 52 are the failures that
Microsoft's own monitoring listens for (learn.microsoft.com, Backup Operation, Event IDs). 4 and 14 carry HRESULT, 0 if
all went well, and a list of volumes with what was transferred. wbadmin speaks the language of Windows, but its version
identifier, MM/DD/YYYY-HH:MM in UTC, does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.backup_tools import event_xml
from schoolwacht_agent.platforms.backup_tools.event_xml import WindowsEvent
from schoolwacht_agent.platforms.backup_tools.moments import milliseconds
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record, whole
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds
from schoolwacht_agent.platforms.backup_tools.targets import LOCAL, NETWORK, UNKNOWN, USB, Target

CHANNEL = "Microsoft-Windows-Backup"
JOB = TOOL = "Windows Server Backup"
_STARTED, _DONE = 1, frozenset({4, 14})
_FAILED = frozenset({5, 8, 9, 17, 18, 19, 20, 21, 22, 49, 50, 52})
_VOLUME = re.compile(r"<VolumeInfoItem\s[^<>]{1,4000}>")
_VALUE = re.compile(r"(\w{1,40})\s*=\s*[\"']([^\"']{0,400})[\"']")
_VERSION = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})-(\d\d):(\d\d)\b", re.ASCII)
_LONGEST_RUN_MS = 24 * 3_600_000
_MOST_VERSIONS = 5_000


def of_events(events: list[WindowsEvent], now_ms: int) -> Record | None:
    """The job as the log tells it; None if nothing in it is about a run."""
    known = sorted((event for event in events if event.at_ms is not None), key=lambda event: event.at_ms or 0)
    ends = [(event, _outcome(event)) for event in known if event.number in _DONE | _FAILED]
    ends = [(event, outcome) for event, outcome in ends if outcome is not Outcome.UNKNOWN]
    starts = [event.at_ms or 0 for event in known if event.number == _STARTED]
    good = [event.at_ms or 0 for event, outcome in ends if outcome.result == "ok"]
    if not ends and not starts:
        return None
    last_ms = ends[-1][0].at_ms or 0 if ends else 0
    if starts and starts[-1] > last_ms:
        running = now_ms - starts[-1] < _LONGEST_RUN_MS
        outcome = Outcome.RUNNING if running else Outcome.FAILED
        details, message = ends[-1][0] if ends else None, "" if running else "the last run began and never ended"
    else:
        details, outcome = ends[-1]
        code = details.data.get("DetailedHRESULT") or details.data.get("HRESULT") or ""
        message = f"event {details.number}, code {code[:20]}" if outcome is not Outcome.OK else ""
    every = usual_seconds(good)
    items, skipped, size = _volumes(details) if details else (None, None, None)
    target = _target(details.data.get("BackupTarget", "")) if details else UNKNOWN
    return Record(
        JOB,
        "windows_events",
        TOOL,
        outcome,
        last_try_ms=max(last_ms, starts[-1] if starts else 0),
        last_good_ms=max(good, default=None),
        every_seconds=every,
        every_from="seen" if every else None,
        size_bytes=size,
        items=items,
        skipped=skipped,
        target=target.kind,
        off_site=target.off_site,
        message=message,
    )


def _outcome(event: WindowsEvent) -> Outcome:
    if event.number in _FAILED:
        return Outcome.FAILED
    codes = [_code(event.data.get(name)) for name in ("HRESULT", "DetailedHRESULT")]
    if any(codes):
        return Outcome.FAILED
    skipped = _volumes(event)[1]
    # 14 ends good and bad runs alike, so it counts only with its code.
    if event.number != 4 and codes[0] is None:  # noqa: PLR2004 - see the module
        return Outcome.UNKNOWN
    return Outcome.WARNING if skipped else Outcome.OK


def _code(said: str | None) -> int | None:
    try:
        return int(said or "", 0) if len(said or "") <= 20 else None  # noqa: PLR2004 - digits of 64 bits
    except ValueError:
        return None


def _volumes(event: WindowsEvent) -> tuple[int | None, int | None, int | None]:
    """How many volumes there were, how many of them were not whole, and what was transferred."""
    listed = [dict(_VALUE.findall(item)) for item in _VOLUME.findall(event.data.get("VolumesInfo", ""))[:512]]
    if not listed:
        counted = whole(_code(event.data.get("NumOfVolumes")))
        return counted, None, None
    flawed = sum(bool(_code(one.get("HResult"))) or (_code(one.get("NumUnreadableBytes")) or 0) > 0 for one in listed)
    sizes = [whole(_code(one.get("DataTransferred"))) for one in listed]
    known = [size for size in sizes if size is not None]
    return len(listed), flawed, sum(known) if known and sum(known) else None


def of_versions(text: str) -> Record | None:
    """The versions that wbadmin lists; None if it lists none, which may also be for want of rights."""
    moments: list[int] = []
    for month, day, year, hour, minute in _VERSION.findall(text)[:_MOST_VERSIONS]:
        try:
            moments.append(milliseconds(datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=UTC)))
        except ValueError:
            continue
    if not moments:
        return None
    every = usual_seconds(moments)
    target = _target(text)
    return Record(
        JOB,
        "wbadmin",
        TOOL,
        Outcome.OK,
        last_try_ms=max(moments),
        last_good_ms=max(moments),
        every_seconds=every,
        every_from="seen" if every else None,
        versions=len(set(moments)),
        target=target.kind,
        off_site=target.off_site,
    )


def _target(said: str) -> Target:
    if re.search(r"\\\\[^\s\\?.]", said):
        return NETWORK
    if re.search(r"\busb\b", said, re.IGNORECASE):
        return USB
    return LOCAL if re.search(r"\b[A-Z]:|\\\\\?\\Volume", said) else UNKNOWN


def look(now_ms: int) -> Iterator[Record]:
    """What log and catalogue of this machine tell; wbadmin is only asked where the log shows that it is used."""
    logged = of_events(event_xml.parse(event_xml.recent(CHANNEL)), now_ms)
    if logged is None:
        return
    yield logged
    with suppress(programs.NoAnswer):
        listed = of_versions(programs.ask("wbadmin", "get", "versions", seconds=20).text)
        if listed is not None:
            yield listed
