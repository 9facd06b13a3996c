"""Which volumes can fill up at all. A disc that was written once is full from its first day, and that is no news."""

from __future__ import annotations

from collections.abc import Mapping

ALWAYS_FULL = frozenset({"cd9660", "cdfs", "cramfs", "erofs", "iso9660", "romfs", "squashfs", "udf"})
"""File systems of media that are written once, and so are full from the first day."""

FIRMWARE_MOUNTS = frozenset({"/boot/efi", "/efi", "/boot/firmware"})
"""Volumes the firmware starts from: small, made to fit, and filled by nothing but an installer."""


def can_fill_up(tags: Mapping[str, str]) -> bool:
    """Whether somebody can write on the volume that has these tags."""
    return (
        tags.get("mode") != "ro"
        and tags.get("fstype", "").lower() not in ALWAYS_FULL
        and tags.get("path") not in FIRMWARE_MOUNTS
    )


def volume_name(tags: Mapping[str, str]) -> str:
    """What people call the volume: where it is found, else its device."""
    return tags.get("path", "") or tags.get("device", "")
