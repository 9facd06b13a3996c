"""The Windows registry as a tree of keys, read and never written.

What reads keys takes a `Key`, so the same reader runs on the real registry, on exported files (`registry_export`) and
on trees that a test makes up. Names of keys and values are the same whatever their case, as in Windows. Hives of people
who are not logged on are never loaded: that breaks the Store programs of someone who is just logging on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol, cast

Value = str | int | bytes | tuple[str, ...]
"""REG_SZ and REG_EXPAND_SZ (not expanded), REG_DWORD and REG_QWORD, REG_BINARY and all else, REG_MULTI_SZ."""

_LOCAL_MACHINE = 0x80000002
_USERS = 0x80000003
_READ = 0x20019
_VIEWS = {64: 0x0100, 32: 0x0200}
_MOST = 100_000  # keys or values in one key; Windows itself grows slow long before
# Accounts of a domain or of the machine, and of Entra; services and the system have other numbers (MS-DTYP 2.4.2.4).
_PERSON = re.compile(r"S-1-(?:5-21|12-1)(?:-\d+)+", re.IGNORECASE)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class NoRegistry(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The registry cannot be read at all; the message is a sentence."""


class Key(Protocol):
    """One key. A key that may not be read has no values and no children."""

    @property
    def name(self) -> str:
        """Last part of its path. Below `users()` that is the number of an account, which must not leave."""
        ...

    @property
    def values(self) -> Mapping[str, Value]:
        """By name in any case; the default value is called ''."""
        ...

    @property
    def children(self) -> Iterable[Key]:
        """Keys below it, one by one as they are asked for."""
        ...

    @property
    def written(self) -> datetime | None:
        """When a value or a key right below it was last written; None where that is not recorded."""
        ...

    def child(self, path: str) -> Key | None:
        r"""The key at `A\B\C` below it, if there is one."""
        ...


class Values(Mapping[str, Value]):
    """Values of one key, found by name in any case."""

    __slots__ = ("_found",)

    def __init__(self, pairs: Iterable[tuple[str, Value]] = ()) -> None:
        self._found = {name.casefold(): (name, value) for name, value in pairs}

    def __getitem__(self, name: str) -> Value:
        return self._found[name.casefold()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"Values({dict(self._found.values())!r})"


def text_of(key: Key, name: str) -> str | None:
    """A value that is text and not empty, without NUL and blanks around it; of several texts the first."""
    value = key.values.get(name)
    if isinstance(value, tuple):
        value = next(iter(value), None)
    if not isinstance(value, str):
        return None
    return value.partition("\0")[0].strip() or None


def number_of(key: Key, name: str) -> int | None:
    """A value that is a number, or text of digits as some installers write it."""
    value = key.values.get(name)
    if isinstance(value, int):
        return value
    found = text_of(key, name)
    return int(found) if found and len(found) < 19 and found.isascii() and found.isdigit() else None  # noqa: PLR2004 - more does not fit a QWORD


def moment(filetime: int) -> datetime | None:
    """A Windows FILETIME: tenths of a microsecond since 1601. None for 0 and for what no calendar holds."""
    if not 0 < filetime < 1 << 63:
        return None
    with suppress(OverflowError):
        return _EPOCH + timedelta(microseconds=filetime // 10)
    return None


class Winreg(Protocol):
    """The part of Python's `winreg` that is used here; a handle closes itself when nobody holds it."""

    def OpenKey(self, key: int, sub_key: str, reserved: int, access: int) -> int: ...  # noqa: D102, N802 - Python's own name

    def QueryInfoKey(self, key: int) -> tuple[int, int, int]: ...  # noqa: D102, N802 - Python's own name

    def EnumKey(self, key: int, index: int) -> str: ...  # noqa: D102, N802 - Python's own name

    def EnumValue(self, key: int, index: int) -> tuple[str, object, int]: ...  # noqa: D102, N802 - Python's own name


class LiveKey:
    """A key of the registry of this machine."""

    def __init__(self, api: Winreg, handle: int, name: str, view: int) -> None:
        self._api, self._handle, self._view = api, handle, view
        self._values: Values | None = None
        self.name = name

    @property
    def values(self) -> Mapping[str, Value]:
        """Read once, when they are first asked for."""
        if self._values is None:
            self._values = Values(self._pairs())
        return self._values

    @property
    def children(self) -> Iterator[Key]:
        """Each is opened when it is asked for; those that may not be opened are left out."""
        for index in range(_MOST):
            try:
                name = self._api.EnumKey(self._handle, index)
            except OSError:  # no more of them
                return
            if found := _opened(self._api, self._handle, name, self._view):
                yield found

    @property
    def written(self) -> datetime | None:
        """By the registry's own account."""
        try:
            return moment(self._api.QueryInfoKey(self._handle)[2])
        except OSError:
            return None

    def child(self, path: str) -> Key | None:
        r"""Opened in one go, whatever the number of parts."""
        return _opened(self._api, self._handle, path.strip("\\"), self._view)

    def _pairs(self) -> Iterator[tuple[str, Value]]:
        try:
            count = min(self._api.QueryInfoKey(self._handle)[1], _MOST)
        except OSError:
            return
        for index in range(count):
            with suppress(OSError, ValueError, OverflowError):  # one broken value does not hide the others
                name, value, _ = self._api.EnumValue(self._handle, index)
                yield name, _plain(value)


def _plain(value: object) -> Value:
    match value:
        case str() | bytes():
            return value
        case int():
            return value
        case list():
            return tuple(str(item) for item in value)
        case _:  # Python says None for binary data of no length
            return b""


def _opened(api: Winreg, handle: int, path: str, view: int) -> LiveKey | None:
    try:
        found = api.OpenKey(handle, path, 0, _READ | _VIEWS.get(view, 0))
    except (OSError, ValueError):
        return None
    return LiveKey(api, found, path.rpartition("\\")[2], view)


def _api() -> Winreg | None:
    found: Winreg | None = None
    if sys.platform == "win32":
        import winreg

        found = cast("Winreg", winreg)  # its handles are objects that stand for numbers
    return found


def machine(path: str, *, view: int = 64, api: Winreg | None = None) -> Key | None:
    """A key below HKEY_LOCAL_MACHINE as programs of 64 or of 32 bits see it; None where it is not, or not readable."""
    api = api or _api()
    return _opened(api, _LOCAL_MACHINE, path.strip("\\"), view) if api else None


def users(*, api: Winreg | None = None) -> Iterator[Key]:
    """The hives of people who are logged on now. Nobody else's is loaded."""
    api = api or _api()
    root = _opened(api, _USERS, "", 64) if api else None
    return (key for key in root.children if _PERSON.fullmatch(key.name)) if root else iter(())
