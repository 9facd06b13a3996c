r"""Virus scanners: what Windows' security centre knows of them, and what Defender says of itself.

`productState` of AntiVirusProduct (root\SecurityCenter2, not on servers) holds bytes, of which the second is the
scanner (0x10 on, 0x00 off, 0x20 put to sleep, 0x30 run out) and the lowest the signatures (0x00 new, 0x10 old): the
states of WSC_SECURITY_PRODUCT_STATE and WSC_SECURITY_SIGNATURE_STATUS (iwscapi.h).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, moment_of, number_of, told_of

COLUMNS = ("displayName", "productState", "timestamp")
DEFENDER = (
    "AMServiceEnabled",
    "AntivirusEnabled",
    "RealTimeProtectionEnabled",
    "AntivirusSignatureAge",
    "AntivirusSignatureLastUpdated",
    "AntivirusSignatureVersion",
    "AMRunningMode",
    "IsTamperProtected",
    "QuickScanAge",
    "FullScanAge",
)
_STATES = {0x00: "off", 0x10: "on", 0x20: "snoozed", 0x30: "expired"}
_SIGNATURES = {0x00: True, 0x10: False}
_NEVER = 65_535  # days; and all ones in 32 bits
_OLDEST = 36_500


@dataclass(frozen=True, slots=True)
class Antivirus:
    """One virus scanner that is signed in at the security centre."""

    name: str
    state: str
    """on, off, snoozed, expired or unknown."""
    up_to_date: bool | None


@dataclass(frozen=True, slots=True)
class Defender:
    """Windows' own scanner by its own account."""

    running: bool | None
    real_time: bool | None
    mode: str | None
    """Normal, Passive Mode (another scanner is at work), EDR Block Mode, Not running."""
    signature_age: int | None
    """Days."""
    signature_date: str | None
    """Year-month-day."""
    tamper_protected: bool | None
    days_since_scan: int | None


def antivirus(row: Row) -> Antivirus | None:
    """One scanner; None without a name."""
    name = told_of(row, "displayName")
    if name is None:
        return None
    state = number_of(row, "productState")
    if state is None:
        return Antivirus(name, "unknown", None)
    return Antivirus(
        name=name,
        state=_STATES.get(state >> 8 & 0xF0, "unknown"),
        up_to_date=_SIGNATURES.get(state & 0xF0),
    )


def scanners(rows: Iterable[Row]) -> tuple[Antivirus, ...]:
    """Every scanner once; an old sign-in of a scanner that is on counts no more."""
    found: dict[str, Antivirus] = {}
    for row in rows:
        one = antivirus(row)
        if one and (one.name not in found or one.state == "on"):
            found[one.name] = one
    return tuple(found.values())


def defender(row: Row) -> Defender | None:
    """Windows' own scanner; None where it says nothing at all."""
    if flag_of(row, "AMServiceEnabled") is None and flag_of(row, "AntivirusEnabled") is None:
        return None
    last = moment_of(row, "AntivirusSignatureLastUpdated")
    scans = [days for name in ("QuickScanAge", "FullScanAge") if (days := _days(row, name)) is not None]
    return Defender(
        running=flag_of(row, "AntivirusEnabled"),
        real_time=flag_of(row, "RealTimeProtectionEnabled"),
        mode=told_of(row, "AMRunningMode"),
        signature_age=_days(row, "AntivirusSignatureAge"),
        signature_date=last.date().isoformat() if last else None,
        tamper_protected=flag_of(row, "IsTamperProtected"),
        days_since_scan=min(scans, default=None),
    )


def _days(row: Row, name: str) -> int | None:
    number = number_of(row, name)
    return number if number is not None and number < min(_NEVER, _OLDEST) else None
