"""Secure Boot, from the variables of UEFI (UEFI Specification 2.10, 32.3) as Linux shows them in efivarfs.

A file holds four bytes of attributes and then the value. `db` is the list of certificates that a boot loader may be
signed with. Microsoft's of 2011 end from June 2026 on, and each has a successor of 2023
(https://support.microsoft.com/topic/windows-secure-boot-certificate-expiration-and-ca-updates).
"""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import SecureBoot

_GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
_DATABASES = "d719b2cb-3d3a-4596-a3bc-dad00e67656f"
_ATTRIBUTES = 4
_MOST_BYTES = 1 << 20
# Common names in the certificates: what ends, and what takes its place.
_SUCCESSORS = (
    (b"Microsoft Windows Production PCA 2011", b"Windows UEFI CA 2023"),  # Windows itself
    (b"Microsoft Corporation UEFI CA 2011", b"Microsoft UEFI CA 2023"),  # shim, so Linux
)


def read(root: Path = Path("/")) -> SecureBoot | None:
    """What the firmware does; None where it cannot be seen (not started by UEFI, or efivarfs is not mounted)."""
    folder = root / "sys/firmware/efi/efivars"
    state = _value(folder / f"SecureBoot-{_GLOBAL}")
    if not state:
        return None
    database = _value(folder / f"db-{_DATABASES}")
    return SecureBoot({0: False, 1: True}.get(state[0]), None if database is None else knows_2023(database))


def knows_2023(database: bytes) -> bool | None:
    """Whether each certificate of 2011 in `db` has its successor beside it; None where the school has its own only."""
    pairs = [(old in database, new in database) for old, new in _SUCCESSORS]
    if any(old for old, _ in pairs):
        return all(new for old, new in pairs if old)
    return True if any(new for _, new in pairs) else None


def _value(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES)
    except OSError:
        return None
    return data[_ATTRIBUTES:] if len(data) > _ATTRIBUTES else None
