"""A machine that installed updates and has been waiting for a restart ever since: until then they protect nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import moment, number, text
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting, Message, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a restart may wait."""

    waits: timedelta = timedelta(days=7)


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for what installs updates on a device."""
    subject = Subject(row.device.device_id, text(row.cells, "source"))
    needed = number(row.cells, "reboot_needed")
    if needed is None:
        yield Unsure(subject)
        return
    if not needed:
        return
    since = moment(row.cells, "reboot_since_ms") or row.first_seen
    waited = now - since
    if waited <= limits.waits:
        return
    yield Finding(
        subject,
        Severity.WARNING,
        _summary(waited, text(row.cells, "reboot_reason")),
        _advice(row.device.device_class),
        value=waited.total_seconds(),
        limit=limits.waits.total_seconds(),
    )


def _summary(waited: timedelta, reason: str) -> Message:
    time = Lasting(waited.total_seconds())
    if reason:
        return say("Waiting for a restart for {time}: {reason}", time=time, reason=reason)
    return say("Waiting for a restart for {time}", time=time)


def _advice(device_class: DeviceClass) -> Message:
    if device_class is DeviceClass.SERVER:
        return say("Restart this server after school hours, and look afterwards whether everything on it runs again.")
    return say(
        "Restart it (not only shut it down: some systems then wake up as they were), or let it restart at night."
    )


RULE = Rule(
    name="reboot_needed",
    title=say("Restart needed"),
    about=say("Updates are installed but only work after a restart, which has been waiting for over a week."),
    source="Practice: security updates should work within a week or two; a week leaves one weekend to restart in.",
    question=Rows("updates", heard_within=timedelta(days=1)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(hours=2),  # after a holiday a machine starts, and tells a little later that it has restarted
    clear=timedelta(minutes=30),
)
