"""Accounts of the machine itself: how many, and whether the guest may come in. No name and no SID is kept.

Of a SID only the last number is used: 500 is the built-in administrator, 501 the guest, 503 the default account, 504
the one of Application Guard (MS-DTYP 2.4.2.4).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of

COLUMNS = ("SID", "LocalAccount", "Disabled", "PasswordRequired", "Lockout", "PasswordExpires")
LOCAL = "LocalAccount = TRUE"  # without it a domain's controller is asked for every pupil
_BUILT_IN = {"500": "administrator", "501": "guest", "503": "default", "504": "utility"}
_ADMINISTRATORS = "S-1-5-32-544"
_MOST = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Account:
    """One account of this machine."""

    kind: str
    """administrator (the one that is built in), guest, default, utility, other."""
    enabled: bool | None
    password_required: bool | None


def account(row: Row) -> Account | None:
    """One account; None for one of a domain, and for a line without a SID."""
    sid = line_of(row, "SID")
    if flag_of(row, "LocalAccount") is False or not sid.upper().startswith("S-1-"):
        return None
    disabled = flag_of(row, "Disabled")
    return Account(
        kind=_BUILT_IN.get(sid.rpartition("-")[2], "other"),
        enabled=None if disabled is None else not disabled,
        password_required=flag_of(row, "PasswordRequired"),
    )


def accounts(rows: Iterable[Row]) -> tuple[Account, ...]:
    """Every account of the machine."""
    return tuple(one for row in rows if (one := account(row)))


def guest_enabled(found: Iterable[Account]) -> bool | None:
    """Whether the guest may come in; None where there is no such account to be seen."""
    return next((one.enabled for one in found if one.kind == "guest"), None)


def administrators() -> int | None:
    """How many accounts and groups are direct members of the group of administrators; None where it is not told."""
    if sys.platform == "win32":
        import ctypes

        if hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
            return None  # its NetLocalGroupGetMembers ends the process
        try:
            return _members(_group(_ADMINISTRATORS))
        except (OSError, AttributeError):
            return None
    return None


def _group(sid: str) -> str:
    """The name of a group in the language of the system."""
    if sys.platform != "win32":
        raise OSError("Windows only")
    else:  # noqa: RET506 - mypy leaves out what another system would run
        import ctypes

        advapi, kernel = ctypes.WinDLL("advapi32", use_last_error=True), ctypes.WinDLL("kernel32")
        number = ctypes.c_void_p()
        if not advapi.ConvertStringSidToSidW(ctypes.c_wchar_p(sid), ctypes.byref(number)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            name, domain = ctypes.create_unicode_buffer(256), ctypes.create_unicode_buffer(256)
            sizes, use = (ctypes.c_uint32(256), ctypes.c_uint32(256)), ctypes.c_uint32()
            if not advapi.LookupAccountSidW(
                None, number, name, ctypes.byref(sizes[0]), domain, ctypes.byref(sizes[1]), ctypes.byref(use)
            ):
                raise ctypes.WinError(ctypes.get_last_error())
            return name.value
        finally:
            kernel.LocalFree(number)


def _members(group: str) -> int:
    """The number of entries, asked for at level 0, which holds nothing but SIDs; they are not looked at."""
    if sys.platform != "win32":
        raise OSError("Windows only")
    else:  # noqa: RET506 - the same
        import ctypes

        netapi = ctypes.WinDLL("netapi32")
        buffer, read, total = ctypes.c_void_p(), ctypes.c_uint32(), ctypes.c_uint32()
        failed = netapi.NetLocalGroupGetMembers(
            None,
            ctypes.c_wchar_p(group),
            0,
            ctypes.byref(buffer),
            ctypes.c_uint32(_MOST),
            ctypes.byref(read),
            ctypes.byref(total),
            None,
        )
        try:
            if failed:
                raise OSError(f"the group cannot be read ({failed})")
            return int(read.value)
        finally:
            if buffer.value:
                netapi.NetApiBufferFree(buffer)
