"""A machine whose clock is wrong now. Log-ins by Kerberos fail from five minutes on; certificates may fail too.

The collector compares clocks at every call, so only machines that were heard just now are judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting, Message, say
from schoolwacht_collector.domain.rule import FRESH, Presence, Rule, Silence

_MAY_BE_URGENT = frozenset({DeviceClass.SERVER, DeviceClass.SHARED, DeviceClass.STAFF, DeviceClass.TROLLEY})
_DEAD_BATTERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a clock may be off, ahead or behind."""

    warning: timedelta = timedelta(seconds=60)
    urgent: timedelta = timedelta(minutes=5)
    clear: timedelta = timedelta(seconds=30)


def judge(silence: Silence, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a device."""
    del now  # the clocks were compared when the device was heard
    ahead = timedelta(milliseconds=silence.device.clock_offset_ms)
    off = abs(ahead)
    if off <= limits.clear:
        return
    urgent = off > limits.urgent and silence.device.device_class in _MAY_BE_URGENT
    by = Lasting(off.total_seconds())
    yield Finding(
        Subject(silence.device.device_id),
        Severity.URGENT if urgent else Severity.WARNING,
        say("The clock is {time} ahead", time=by) if ahead > timedelta(0) else say("The clock is {time} slow", time=by),
        _advice(off),
        value=off.total_seconds(),
        limit=(limits.urgent if urgent else limits.warning).total_seconds(),
        opens=off > limits.warning,
    )


def _advice(off: timedelta) -> Message:
    if off > _DEAD_BATTERY:
        return say(
            "Set the clock. If it is wrong again after a night without power, replace the clock's small battery."
        )
    return say(
        "Set the clock, and let the system keep it right by itself: switch on setting the time from the network."
    )


RULE = Rule(
    name="clock_wrong",
    title=say("Clock wrong"),
    about=say("A machine's clock is wrong, so log-ins and secure connections may fail and files get wrong dates."),
    source="Kerberos refuses clocks that are 5 minutes off (RFC 4120); a time server leaves far less than a minute.",
    question=Presence(heard_within=FRESH),
    limits=Limits(),
    judge=judge,
    hold=timedelta(minutes=10),  # right after the start a system is still setting its clock
    clear=timedelta(minutes=10),
)
