"""Decides whether a machine is a device that we know: the same, a new one, or a question for a person. Pure.

The rule behind the rules (docs/identity.md): signs are claims, and anybody who has read a sticker can claim. Without
proof of the old key nobody becomes a device that is in use, except where the school said for a room that its machines
lose their key at every start. A wrong "new" costs a click; a wrong "same" gives a device away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.identity_likeness import Likeness, compare
from schoolwacht_collector.domain.identity_signs import Signs

MOST_CANDIDATES = 5

_RANKS = (
    Likeness.SAME_HARDWARE, Likeness.BOARD_REPLACED, Likeness.SAME_PARTS, Likeness.DISK_REPLACED,
    Likeness.DISK_ELSEWHERE, Likeness.STRONG_SIGNS_DISAGREE, Likeness.FEW_SIGNS,
)  # fmt: skip
"""Likenesses that are worth a question, the best first. All others mean: not this device."""
_NEARLY = (
    Likeness.REPEATED_NUMBER, Likeness.COPIED_VM, Likeness.COPIED_IMAGE, Likeness.SHARED_CARD, Likeness.CONTAINER,
    Likeness.OTHER_HARDWARE,
)  # fmt: skip
"""Of those, which one explains best why a machine is new."""
_ELSEWHERE = frozenset(
    {
        Likeness.DISK_ELSEWHERE, Likeness.COPIED_IMAGE, Likeness.COPIED_VM, Likeness.OTHER_HARDWARE,
        Likeness.REPEATED_NUMBER,
    }
)  # fmt: skip
"""What a replaced part does not explain: this key is in another machine than before."""


class Why(StrEnum):
    """Reasons that come from more than likeness."""

    PROVEN_KEY = "proven_key"
    RESET_AT_BOOT = "reset_at_boot"
    UNCHANGED = "unchanged"
    COPIED_KEY = "copied_key"
    KEY_IN_OTHER_HARDWARE = "key_in_other_hardware"
    DISKS_SWAPPED = "disks_swapped"
    STILL_HEARD = "still_heard"
    RETIRED_COMES_BACK = "retired_comes_back"
    SHUT_OUT_COMES_BACK = "shut_out_comes_back"


Reason = Likeness | Why


@dataclass(frozen=True, slots=True)
class Known:
    """A device that we know. `heard_now`: within the last minutes. `resettable`: see `decide_enrolment`."""

    device_id: str
    signs: Signs = field(default_factory=Signs)
    state: DeviceState = DeviceState.ACTIVE
    heard_now: bool = False
    resettable: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """It is this device."""

    device_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class New:
    """It is a device that we do not know."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that it may be, and why."""

    device_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ask:
    """A person must tell. The most likely device stands first."""

    candidates: tuple[Candidate, ...]


Decision = Same | New | Ask


def decide_enrolment(signs: Signs, known: Sequence[Known], proven: Known | None = None) -> Decision:
    """Who a machine is that asks for a certificate. `proven`: the device whose old key it holds.

    Known devices that are `resettable` stand in the room of a token for machines that lose their key at every start,
    and may be taken up again without proof while they are not heard.
    """
    if proven is not None:
        return _with_proof(signs, known, proven)
    likenesses = [(device, compare(signs, device.signs)) for device in known]
    found = sorted(
        ((device, likeness) for device, likeness in likenesses if likeness in _RANKS),
        key=lambda one: (_RANKS.index(one[1]), one[0].state is not DeviceState.ACTIVE, one[0].device_id),
    )
    if not found:
        said = {likeness for _, likeness in likenesses}
        return New(next((likeness for likeness in _NEARLY if likeness in said), Likeness.NO_SIGNS))
    best = [device for device, likeness in found if likeness is found[0][1]]
    if found[0][1] in (Likeness.SAME_HARDWARE, Likeness.SAME_PARTS) and len(best) == 1 and _may_reset(best[0]):
        return Same(best[0].device_id, Why.RESET_AT_BOOT)
    if found[0][1] is Likeness.SAME_HARDWARE:
        # The hardware was found: where its disk or its image was before does not matter.
        found = [one for one in found if one[1] is Likeness.SAME_HARDWARE]
    return Ask(
        tuple(Candidate(device.device_id, _why(device, likeness)) for device, likeness in found[:MOST_CANDIDATES])
    )


def decide_report(signs: Signs, before: Signs, itself: str, others: Sequence[Known] = ()) -> Same | Ask:
    """Whether what reports with a device's certificate is still that device. `before`: what it showed until now."""
    likeness = compare(signs, before)
    if likeness not in _ELSEWHERE:
        changed = likeness in (Likeness.BOARD_REPLACED, Likeness.STRONG_SIGNS_DISAGREE, Likeness.DISK_REPLACED)
        return Same(itself, likeness if changed else Why.UNCHANGED)
    owners = [one for one in others if compare(signs, one.signs) is Likeness.SAME_HARDWARE][: MOST_CANDIDATES - 1]
    reason = Why.DISKS_SWAPPED if owners else Why.KEY_IN_OTHER_HARDWARE
    return Ask((Candidate(itself, reason), *(Candidate(one.device_id, Likeness.SAME_HARDWARE) for one in owners)))


def _with_proof(signs: Signs, known: Sequence[Known], proven: Known) -> Decision:
    if compare(signs, proven.signs) in _ELSEWHERE:
        if proven.heard_now:
            return New(Why.COPIED_KEY)  # it is at work elsewhere at this very moment
        answer = decide_report(signs, proven.signs, proven.device_id, known)
        return answer if isinstance(answer, Ask) else New(Why.COPIED_KEY)
    if proven.state is DeviceState.RETIRED:
        return Ask((Candidate(proven.device_id, Why.RETIRED_COMES_BACK),))
    return Same(proven.device_id, Why.PROVEN_KEY)


def _may_reset(device: Known) -> bool:
    return device.resettable and device.state is DeviceState.ACTIVE and not device.heard_now


def _why(device: Known, likeness: Likeness) -> Reason:
    if device.state is DeviceState.RETIRED:
        return Why.RETIRED_COMES_BACK
    if device.state is DeviceState.REVOKED:
        return Why.SHUT_OUT_COMES_BACK
    return Why.STILL_HEARD if device.heard_now else likeness
