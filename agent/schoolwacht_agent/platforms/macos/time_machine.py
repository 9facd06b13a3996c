"""Time Machine: where it backs up to, and when that last went well.

com.apple.TimeMachine.plist keeps `AutoBackup` and, for each destination, `SnapshotDates` (backups that were completed),
`RESULT` (0: the last try went well), `BytesUsed`, `BytesAvailable`, `LastKnownEncryptionState`. Since 10.14 reading it
needs "Full Disk Access"; `tmutil destinationinfo -X` and `tmutil latestbackup` (man 8 tmutil) tell less. Addresses
and names of volumes are never kept: both may name a person. No Mac was at hand: documented formats only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.macos.plist import NoPlist, Value
from schoolwacht_agent.platforms.programs import NoAnswer, ask
from schoolwacht_agent.probe import NoData

SETTINGS = "Library/Preferences/com.apple.TimeMachine.plist"
MOST = 64
_SECONDS = 30
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)(\d\d)")
_IDENTITY = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_REMEDY = 'Give the agent "Full Disk Access" in System Settings, Privacy & Security.'


@dataclass(frozen=True, slots=True)
class Destination:
    """One place that backups go to."""

    identity: str
    """UUID that Time Machine gave it; `unknown` where it has none."""
    kind: str | None = None
    """local or network."""
    encrypted: bool | None = None
    last_success: datetime | None = None
    oldest: datetime | None = None
    backups: int | None = None
    """How many are kept there, as far as this Mac knows."""
    result: int | None = None
    """What the last try ended with; 0 is good."""
    bytes_used: int | None = None
    bytes_available: int | None = None


@dataclass(frozen=True, slots=True)
class TimeMachine:
    """What is known of it; no destination means that it was never set up."""

    automatic: bool | None = None
    destinations: tuple[Destination, ...] = ()


def look(root: Path = Path("/")) -> TimeMachine:
    """By its settings, or else by what tmutil says; raises NoData when neither tells."""
    found = plist.read_file(root / SETTINGS)
    if found is not None:
        return of_settings(found.value)
    try:
        said = of_destinations(ask("tmutil", "destinationinfo", "-X", seconds=_SECONDS).text)
        latest = latest_backup(ask("tmutil", "latestbackup", seconds=_SECONDS).text)
    except NoAnswer as error:
        raise NoData("Time Machine did not tell its state.", _REMEDY) from error
    if said is None:
        raise NoData("Time Machine did not tell its state.", _REMEDY)
    # "latestbackup" does not say on which destination; with one there is no doubt.
    if latest is not None and len(said.destinations) == 1:
        return replace(said, destinations=(replace(said.destinations[0], last_success=latest),))
    return said


def of_settings(settings: Value) -> TimeMachine:
    """Out of com.apple.TimeMachine.plist; before 10.8 the one destination stood at the top."""
    if not isinstance(settings, dict):
        return TimeMachine()
    automatic = settings.get("AutoBackup")
    rows = settings.get("Destinations")
    if not isinstance(rows, list):
        rows = [settings] if "DestinationID" in settings or "SnapshotDates" in settings else []
    return TimeMachine(
        bool(automatic) if isinstance(automatic, int) else None,
        tuple(_destination(row) for row in rows[:MOST] if isinstance(row, dict)),
    )


def _destination(row: dict[str, Value]) -> Destination:
    dates = row.get("SnapshotDates")
    moments = sorted(_aware(one) for one in dates if isinstance(one, datetime)) if isinstance(dates, list) else []
    state = str(row.get("LastKnownEncryptionState", "")).casefold()
    url = row.get("NetworkURL")
    return Destination(
        identity=_identity(row.get("DestinationID")),
        kind="network" if isinstance(url, str) and url else "local" if row.get("BackupAlias") or moments else None,
        encrypted={"encrypted": True, "notencrypted": False}.get(state),
        last_success=moments[-1] if moments else None,
        oldest=moments[0] if moments else None,
        backups=len(moments) if isinstance(dates, list) else None,
        result=_number(row.get("RESULT")),
        bytes_used=_number(row.get("BytesUsed")),
        bytes_available=_number(row.get("BytesAvailable")),
    )


def of_destinations(text: str) -> TimeMachine | None:
    """Out of `tmutil destinationinfo -X`; None when it is no property list."""
    if "no destinations configured" in text.casefold():
        return TimeMachine()
    try:
        top = plist.read(text.encode()).value
    except NoPlist:
        return None
    rows = top.get("Destinations") if isinstance(top, dict) else None
    if not isinstance(rows, list):
        return None
    kinds = {"local": "local", "network": "network"}
    found = [row for row in rows[:MOST] if isinstance(row, dict)]
    return TimeMachine(
        None,
        tuple(Destination(_identity(row.get("ID")), kinds.get(str(row.get("Kind", "")).casefold())) for row in found),
    )


def latest_backup(text: str, zone: tzinfo | None = None) -> datetime | None:
    """The moment in the name of the newest backup, which is local time; None when the text names none."""
    stamps = _STAMP.findall(text[:4000])
    if not stamps:
        return None
    try:
        moment = datetime(*(int(part) for part in stamps[-1]))  # type: ignore[arg-type]  # noqa: DTZ001 - made aware below
        return (moment if zone is None else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _identity(value: Value | None) -> str:
    return value.casefold() if isinstance(value, str) and _IDENTITY.fullmatch(value) else "unknown"


def _number(value: Value | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62 else None


def _aware(moment: datetime) -> datetime:
    """Dates of property lists are UTC; plistlib gives them without saying so."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
