"""A volume that is nearly full. Hysteresis, not waiting, keeps it from flapping: it clears only below 85 %.

Levels follow what Netdata ships (a warning above 90 %, critical with less than 5 GB) and the Prometheus node mixin (5 %
left), which alone would be too early on a large volume: urgent asks for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.message import Bytes, Message, Percent, say
from schoolwacht_collector.domain.rule import Latest, LatestValues, Rule
from schoolwacht_collector.domain.volumes import can_fill_up, volume_name


@dataclass(frozen=True, slots=True)
class Limits:
    """When a volume is called full."""

    warning_percent: float = 90.0
    urgent_percent: float = 95.0
    urgent_free_bytes: float = 5e9
    clear_percent: float = 85.0


def judge(volume: LatestValues, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a volume."""
    del now  # a level is a level at any hour
    used, free = volume.fields.get("used_percent"), volume.fields.get("free")
    if used is None or free is None or used <= limits.clear_percent or not can_fill_up(volume.tags):
        return
    path = volume_name(volume.tags)
    urgent = used > limits.urgent_percent and free < limits.urgent_free_bytes
    yield Finding(
        Subject(volume.device.device_id, path),
        Severity.URGENT if urgent else Severity.WARNING,
        say("{volume} is {used} full, {free} left", volume=path, used=Percent(used), free=Bytes(free)),
        _advice(path),
        value=used,
        limit=limits.urgent_percent if urgent else limits.warning_percent,
        opens=used > limits.warning_percent,
    )


def covers(volume: LatestValues) -> Iterable[Subject]:
    """The volume that was measured."""
    yield Subject(volume.device.device_id, volume_name(volume.tags))


def _advice(path: str) -> Message:
    if path == "/boot":
        return say("Remove old kernels: without room here the next update of the system fails.")
    return say("Empty the bin and the downloads, remove what nobody uses, or move large files elsewhere.")


RULE = Rule(
    name="disk_full",
    title=say("Disk almost full"),
    about=say("A volume is so full that programs, updates and log-ins will soon fail."),
    source="Netdata: a warning above 90 %, critical under 5 GB; the Prometheus node mixin: 5 % left.",
    question=Latest("disk"),
    limits=Limits(),
    judge=judge,
    covers=covers,
)
