"""Licences that Windows itself keeps account of: Windows and Office, out of SoftwareLicensingProduct.

The class lists every edition that could be licensed; those with a partial key are. Office 2010 on Windows 7 has a
class of its own with the same properties, OfficeSoftwareProtectionProduct. What is found is evidence, never an
entitlement. The name of a KMS host or of an account is never read, of a key only its last five characters.

Properties: "SoftwareLicensingProduct class" on learn.microsoft.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, moment_of, number_of, told_of

COLUMNS = (
    "Name",
    "Description",
    "ApplicationID",
    "LicenseFamily",
    "LicenseStatus",
    "LicenseStatusReason",
    "ProductKeyChannel",
    "PartialProductKey",
    "GracePeriodRemaining",
    "EvaluationEndDate",
    "LicenseIsAddon",
    "KeyManagementServiceMachine",
    "DiscoveredKeyManagementServiceMachineName",
)
WITH_KEY = "PartialProductKey IS NOT NULL"
SERVICE = ("Version", "OA3xOriginalProductKey", "OA3xOriginalProductKeyDescription")

APPLICATIONS: Mapping[str, str] = {
    "55c92734-d682-4d71-983e-d6ec3f16059f": "Windows",
    "0ff1ce15-a989-479d-af6e-f275c6370663": "Office",
    "59a52881-a989-479d-af46-f275c6370663": "Office",
}
STATES: Mapping[int, str] = {
    0: "unlicensed",
    1: "licensed",
    2: "initial_grace",
    3: "hardware_grace",
    4: "not_genuine",
    5: "notification",
    6: "extended_grace",
}
"""LicenseStatus: 3 is after a change of hardware, 5 a grace time that ran out, 6 one that was lengthened."""
GENERIC = frozenset({"8HVX7", "3V66T", "WXCHW", "PKCKT", "7CFBY", "6F4BT"})
"""Ends of keys that everybody has: set-up puts them in when the licence is a digital one, or comes with an upgrade."""
_KEY = re.compile(r"[0-9A-Z]{5}")
_DESCRIBED = re.compile(r",\s*([A-Z0-9_]+(?:\([\w :]+\))?)(?:\s+channel)?\s*$", re.IGNORECASE)
_CHANNELS: Mapping[str, str] = {
    "retail": "Retail",
    "oem": "OEM",
    "oem_dm": "OEM:DM",
    "oem_slp": "OEM:SLP",
    "oem_coa": "OEM:COA",
    "oem_coa_nslp": "OEM:NONSLP",
    "oem_coa_slp": "OEM:COA",
    "volume_mak": "Volume:MAK",
    "volume_kmsclient": "Volume:GVLK",
    "volume_kms": "Volume:CSVLK",
    "virtual_machine_activation": "Volume:AVMA",
    "timebased_eval": "Retail:TB:Eval",
    "timebased_sub": "Retail:TB:Sub",
    "retail(subscription)": "Retail:TB:Sub",
}
_EDITION = re.compile(r"\(R\)|®|\bedition\b|^Windows\S*,?\s*|^Office \d+,?\s*", re.IGNORECASE)
_MINUTES = 1440
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence that Windows keeps account of."""

    product: str
    """Windows or Office."""
    name: str
    edition: str | None
    state: str
    channel: str | None
    partial_key: str | None
    generic_key: bool | None = None
    days_left: int | None = None
    """Until it must be renewed or paid for; None when it does not end."""
    evaluation_ends: str | None = None
    kms_host: bool | None = None
    """Whether it found a host to be licensed by; None for a licence that needs none."""


def licences(rows: Iterable[Row]) -> tuple[Licence, ...]:
    """Every licence with a key."""
    return tuple(one for row in rows if (one := licence(row)))


def licence(row: Row) -> Licence | None:
    """One licence; None for an edition without a key, for what is neither Windows nor Office, and for an add-on."""
    key = line_of(row, "PartialProductKey").upper()
    product = APPLICATIONS.get(line_of(row, "ApplicationID").strip("{}").casefold())
    name = told_of(row, "Name")
    if not _KEY.fullmatch(key) or product is None or name is None or flag_of(row, "LicenseIsAddon") is True:
        return None
    channel = channel_of(row)
    ends = moment_of(row, "EvaluationEndDate")
    return Licence(
        product=product,
        name=name,
        edition=told_of(row, "LicenseFamily") or _edition(name),
        state=STATES.get(_state(row), "unknown"),
        channel=channel,
        partial_key=key,
        generic_key=key in GENERIC,
        days_left=_days(row),
        evaluation_ends=ends.date().isoformat() if ends else None,
        kms_host=_has_host(row) if channel == "Volume:GVLK" else None,
    )


def _state(row: Row) -> int:
    number = number_of(row, "LicenseStatus")
    return -1 if number is None else number


def channel_of(row: Row) -> str | None:
    """`Retail`, `OEM:DM`, `Volume:MAK`, ...; before Windows 8 out of the end of the description."""
    if said := told_of(row, "ProductKeyChannel"):
        return said
    found = _DESCRIBED.search(line_of(row, "Description"))
    return _CHANNELS.get(found[1].casefold()) if found else None


def _edition(name: str) -> str | None:
    return " ".join(_EDITION.sub("", name).strip(" ,").split()) or None


def _days(row: Row) -> int | None:
    """0 means: without end, when it is licensed; without any left, when it is not."""
    minutes = number_of(row, "GracePeriodRemaining")
    if minutes is None or minutes > _LONGEST * _MINUTES:
        return None
    if minutes == 0:
        return None if _state(row) in {0, 1} else 0
    return minutes // _MINUTES


def _has_host(row: Row) -> bool:
    return bool(
        line_of(row, "KeyManagementServiceMachine") or line_of(row, "DiscoveredKeyManagementServiceMachineName")
    )


def key_in_firmware(rows: Iterable[Row] | None) -> bool | None:
    """Whether the maker put a key into the firmware (ACPI table MSDM); the key itself goes no further than here."""
    for row in rows or ():
        return bool(line_of(row, "OA3xOriginalProductKey") or line_of(row, "OA3xOriginalProductKeyDescription"))
    return None


def edition_in_firmware(rows: Iterable[Row] | None) -> str | None:
    """The edition that this key is for: `[4.0] Professional OEM:DM` -> `Professional`."""
    for row in rows or ():
        said = told_of(row, "OA3xOriginalProductKeyDescription") or ""
        return re.sub(r"^\[[\d.]+\]\s*|\s*OEM:\w+\s*$", "", said) or None
    return None
