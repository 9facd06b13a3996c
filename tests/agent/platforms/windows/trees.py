"""Keys of the registry that a test makes up, in the form in which people know them: an exported file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.registry_export import parse

HEAD = "Windows Registry Editor Version 5.00\n\n"
UNINSTALL = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\"
UNINSTALL_32 = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\"


def entry(key: str, *, start: str = UNINSTALL, **values: str | int) -> str:
    """One key with its values."""
    lines = [
        f'"{name}"=' + (f"dword:{value:08x}" if isinstance(value, int) else f'"{value}"')
        for name, value in values.items()
    ]
    return f"{start}{key}]\n" + "\n".join(lines) + "\n\n"


def machine(text: str) -> Callable[..., Key | None]:
    """HKEY_LOCAL_MACHINE of such a file, with its view of 32 bits."""
    root = parse((HEAD + text).encode()).root

    def look(path: str, *, view: int = 64) -> Key | None:
        if view == 32:
            path = path.replace("SOFTWARE\\", "SOFTWARE\\Wow6432Node\\", 1)
        return root.child(f"HKEY_LOCAL_MACHINE\\{path}")

    return look


def hives(text: str) -> Callable[[], Iterable[Key]]:
    """HKEY_USERS of such a file."""
    users = parse((HEAD + text).encode()).root.child("HKEY_USERS")
    return lambda: users.children if users else ()
