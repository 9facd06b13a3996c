"""How alike two sets of signs are: one word, with the reason in it. Pure.

Hardware outranks what lies on the disk: an image is copied to thirty machines in an hour, a board is not. A number that
two machines share only by a careless maker is told from one machine by whether anything else agrees.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from schoolwacht_collector.domain.identity_signs import STRONG, Signs


class Likeness(StrEnum):
    """What two sets of signs say of each other."""

    SAME_HARDWARE = "same_hardware"
    """Every strong sign that both have agrees."""
    BOARD_REPLACED = "board_replaced"
    """The serial number of the case agrees, the board is another."""
    STRONG_SIGNS_DISAGREE = "strong_signs_disagree"
    """Some strong signs agree, others do not, and a new board does not explain it."""
    REPEATED_NUMBER = "repeated_number"
    """One strong number agrees and everything else differs: a maker gave it to a whole series."""
    SAME_PARTS = "same_parts"
    """No strong sign to compare; two weak ones agree, a part among them."""
    DISK_REPLACED = "disk_replaced"
    """No strong sign to compare; the card that is soldered on agrees, the disk is another."""
    DISK_ELSEWHERE = "disk_elsewhere"
    """A disk of the one, in hardware that is not its hardware."""
    FEW_SIGNS = "few_signs"
    """One weak sign agrees, and nothing speaks for or against."""
    COPIED_IMAGE = "copied_image"
    """The number of the installed system agrees, the hardware does not."""
    COPIED_VM = "copied_vm"
    """The same, of virtual machines, whose disks are copied with everything that is written on them."""
    SHARED_CARD = "shared_card"
    """Only a network card that may travel agrees."""
    CONTAINER = "container"
    """One of them is a container: its numbers are its host's, its system came with an image."""
    OTHER_HARDWARE = "other_hardware"
    """What both have differs."""
    NO_SIGNS = "no_signs"
    """They have no kind of sign in common."""


def compare(one: Signs, other: Signs) -> Likeness:
    """What two machines, or one machine at two moments, have in common. The order makes no difference."""
    if one.of("container") or other.of("container"):
        return Likeness.CONTAINER
    kinds = (*STRONG, "disk_serial", "onboard_mac", "mac", "system_id")
    both = [kind for kind in kinds if one.of(kind) and other.of(kind)]
    agree = frozenset(kind for kind in both if one.of(kind) & other.of(kind))
    differ = frozenset(both) - agree
    if agree & set(STRONG):
        return _some_strong(agree, differ)
    if differ & set(STRONG):
        return _no_strong(agree, virtual=bool(one.of("virtual_machine") or other.of("virtual_machine")))
    return _weak(agree, differ)


def _some_strong(agree: Collection[str], differ: Collection[str]) -> Likeness:
    strong = [kind for kind in STRONG if kind in agree]
    against = [kind for kind in STRONG if kind in differ]
    if not against:
        return Likeness.SAME_HARDWARE
    supported = {"disk_serial", "onboard_mac", "mac", "system_id"}.intersection(agree)
    refuted = {"disk_serial", "onboard_mac", "mac"}.intersection(differ)
    if len(strong) == 1 and refuted and not supported:
        return Likeness.REPEATED_NUMBER
    return Likeness.BOARD_REPLACED if "serial" in agree else Likeness.STRONG_SIGNS_DISAGREE


def _no_strong(agree: Collection[str], *, virtual: bool) -> Likeness:
    copied = "system_id" in agree or "disk_serial" in agree
    if virtual:
        return Likeness.COPIED_VM if copied else Likeness.OTHER_HARDWARE
    if "disk_serial" in agree:
        return Likeness.DISK_ELSEWHERE
    return Likeness.COPIED_IMAGE if copied else Likeness.OTHER_HARDWARE


def _weak(agree: Collection[str], differ: Collection[str]) -> Likeness:
    if not agree:
        return Likeness.OTHER_HARDWARE if differ else Likeness.NO_SIGNS
    if "onboard_mac" in agree and "disk_serial" in differ:
        return Likeness.DISK_REPLACED
    if "disk_serial" in agree and "onboard_mac" in differ:
        return Likeness.DISK_ELSEWHERE
    if {"disk_serial", "onboard_mac"}.intersection(agree):
        return Likeness.SAME_PARTS if len(agree) > 1 else Likeness.FEW_SIGNS
    if set(agree) == {"mac"}:
        return Likeness.SHARED_CARD
    # Only the installed system agrees, or with it a card that may travel.
    parts_differ = {"disk_serial", "onboard_mac", "mac"}.intersection(differ)
    return Likeness.COPIED_IMAGE if parts_differ else Likeness.FEW_SIGNS
