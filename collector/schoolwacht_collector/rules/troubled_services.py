"""A service of a server that should run and has failed. On other machines such services come and go unnoticed.

One that is only stopped may have been stopped on purpose: that opens nothing, and solves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import text
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """None: a service that failed is one that failed."""


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a service."""
    del limits, now
    service, state = text(row.cells, "service"), text(row.cells, "state")
    if not service or row.device.device_class is not DeviceClass.SERVER:
        return
    subject = Subject(row.device.device_id, service)
    if state not in {"failed", "stopped"}:
        yield Unsure(subject)
        return
    yield Finding(
        subject,
        Severity.WARNING,
        _summary(service, state, text(row.cells, "reason")),
        say("Look in its log why, mend that and start it again. If nobody needs it, let it not start any more."),
        value=1.0,
        limit=0.0,
        opens=state == "failed",
    )


def _summary(service: str, state: str, reason: str) -> Message:
    if state == "stopped":
        return say("Service {service} should run and is stopped", service=service)
    if reason:
        return say("Service {service} should run and has failed: {reason}", service=service, reason=reason)
    return say("Service {service} should run and has failed", service=service)


RULE = Rule(
    name="troubled_services",
    title=say("Service failed"),
    about=say("A service that should run on a server has failed, so something that people count on may not work."),
    source="systemd's and Windows' own verdict; only of services that start by themselves or were started.",
    question=Rows("troubled_services", heard_within=timedelta(days=1)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(minutes=15),  # the agent looks every six hours; a server that is just starting may be among them
    clear=timedelta(minutes=15),
)
