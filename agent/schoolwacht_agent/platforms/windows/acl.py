"""Folders of Windows that only administrators and the system can write: made so, and checked.

ProgramData lets every user make folders, so whoever comes first owns one. A folder that somebody else owns or may
write is therefore refused, not mended: what lies in it already is not ours to trust. Masks and flags:
https://learn.microsoft.com/windows/win32/fileio/file-security-and-access-rights.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM = "S-1-5-18"
ADMINISTRATORS = "S-1-5-32-544"
_TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
_CREATOR_OWNER = "S-1-3-0"
_OWNER_RIGHTS = "S-1-3-4"
EVERYONE = "S-1-1-0"
TRUSTED = frozenset({SYSTEM, ADMINISTRATORS, _TRUSTED_INSTALLER})
_CHANGES = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000
"""Add a file, add a folder, delete a child, delete, change rights, change owner, and what generic rights stand for."""
_INHERIT_ONLY = 0x8
FOR_ADMINISTRATORS = f"D:PAI(A;OICI;FA;;;{SYSTEM})(A;OICI;FA;;;{ADMINISTRATORS})"
_ADD_A_FILE = "0x1000a2"
_CHANGE_OWN_FILE = "0x1301bf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an access list: who, what, and how it is handed down."""

    sid: str
    mask: int
    flags: int = 0
    allows: bool = True


def strangers(owner: str, entries: Iterable[Entry] | None, trusted: frozenset[str]) -> list[str]:
    """Who else may change the folder or what will be made in it. No list at all allows everything to everyone."""
    if entries is None:
        return [EVERYONE]
    found = [] if owner in trusted else [owner]
    for entry in entries:
        # "Whoever makes it" and "whoever owns it" are the trusted as long as nobody else may make or own.
        own = entry.sid == _OWNER_RIGHTS or (entry.sid == _CREATOR_OWNER and entry.flags & _INHERIT_ONLY)
        if entry.allows and entry.mask & _CHANGES and entry.sid not in trusted and not own:
            found.append(entry.sid)
    return list(dict.fromkeys(found))


def remedy(folder: Path) -> str:
    """The command that makes a folder the administrators' own again."""
    return (
        f'as administrator, look what lies in it, then run: icacls "{folder}" /setowner *{ADMINISTRATORS} and '
        f'icacls "{folder}" /inheritance:r /grant:r *{SYSTEM}:(OI)(CI)F *{ADMINISTRATORS}:(OI)(CI)F'
    )


if sys.platform == "win32":
    import pywintypes
    import win32api
    import win32file
    import win32security

    def make(folder: Path, sddl: str = FOR_ADMINISTRATORS) -> bool:
        """Makes a folder that has its rights from the first moment; false if there is one already."""
        attributes = pywintypes.SECURITY_ATTRIBUTES()
        attributes.SECURITY_DESCRIPTOR = win32security.ConvertStringSecurityDescriptorToSecurityDescriptor(
            sddl, win32security.SDDL_REVISION_1
        )
        try:
            win32file.CreateDirectoryW(str(folder), attributes)
        except pywintypes.error as error:
            if folder.is_dir():
                return False
            raise PermissionError(f"cannot make {folder}: {error.strerror}") from error
        return True

    def own_sid() -> str:
        """Who this process runs as."""
        token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), win32security.TOKEN_QUERY)
        return _text(win32security.GetTokenInformation(token, win32security.TokenUser)[0])

    def check(folder: Path) -> None:
        """Refuses a folder that others own or may write, in a sentence."""
        found = strangers(*_read(folder), TRUSTED | {own_sid()})
        if found:
            names = ", ".join(_name(sid) for sid in found)
            raise PermissionError(f"others may write in {folder}: {names}; {remedy(folder)}")

    def open_to(folder: Path, group: str) -> None:
        """Lets members of a local group, if there is one, add files that only they and administrators can read."""
        try:
            sid, _, _ = win32security.LookupAccountName("", group)
        except pywintypes.error:
            return
        sddl = f"{FOR_ADMINISTRATORS}(A;;{_ADD_A_FILE};;;{_text(sid)})(A;OIIO;{_CHANGE_OWN_FILE};;;{_CREATOR_OWNER})"
        wanted = win32security.ConvertStringSecurityDescriptorToSecurityDescriptor(sddl, win32security.SDDL_REVISION_1)
        win32security.SetNamedSecurityInfo(
            str(folder),
            win32security.SE_FILE_OBJECT,
            win32security.DACL_SECURITY_INFORMATION | win32security.PROTECTED_DACL_SECURITY_INFORMATION,
            None,
            None,
            wanted.GetSecurityDescriptorDacl(),
            None,
        )

    def _read(folder: Path) -> tuple[str, list[Entry] | None]:
        """Owner and access list as Windows has them."""
        wanted = win32security.OWNER_SECURITY_INFORMATION | win32security.DACL_SECURITY_INFORMATION
        try:
            said = win32security.GetNamedSecurityInfo(str(folder), win32security.SE_FILE_OBJECT, wanted)
        except pywintypes.error as error:
            raise PermissionError(f"cannot read who may write in {folder}: {error.strerror}") from error
        owner = said.GetSecurityDescriptorOwner()
        listed: Any = said.GetSecurityDescriptorDacl()  # nothing, where there is no list
        if listed is None:
            return _text(owner), None
        entries = []
        for number in range(listed.GetAceCount()):
            ace: tuple[Any, ...] = listed.GetAce(number)
            (kind, flags), mask, sid = ace[0], ace[1], ace[-1]
            # Kinds 0, 5, 9 and 11 allow; all others deny, audit or label.
            allows = kind in {0, 5, 9, 11}
            entries.append(Entry(_text(sid), mask & 0xFFFF_FFFF, flags, allows))
        return _text(owner), entries

    def _text(sid: Any) -> str:  # noqa: ANN401 - pywin32's own type, which lives in no module
        return str(win32security.ConvertSidToStringSid(sid))

    def _name(sid: str) -> str:
        """A group or account as this Windows calls it, since "Everyone" has a name in each language."""
        try:
            return str(win32security.LookupAccountSid("", win32security.ConvertStringSidToSid(sid))[0])
        except pywintypes.error:
            return sid
