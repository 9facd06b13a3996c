"""A certificate that is not renewed in time. Agents renew theirs by themselves, long before it ends.

So an end that comes near is told only of machines that were heard since it did: those had the chance. A machine that
was off all summer renews when it is back; one whose certificate ended meanwhile cannot, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Message, Moment, say
from schoolwacht_collector.domain.rule import CertificateEnd, Certificates, Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """How long before its end a certificate should have been renewed."""

    warning: timedelta = timedelta(days=30)
    urgent: timedelta = timedelta(days=7)
    clear: timedelta = timedelta(days=35)


def judge(end: CertificateEnd, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a certificate."""
    left = end.expires_at - now
    if left >= limits.clear:
        return
    device = end.device
    important = device is None or device.device_class is DeviceClass.SERVER
    yield Finding(
        Subject("" if device is None else device.device_id, end.name),
        Severity.URGENT if left < limits.urgent and important else Severity.WARNING,
        _summary(end, ended=left <= timedelta(0)),
        _advice(end, ended=left <= timedelta(0)),
        value=left.total_seconds(),
        limit=(limits.urgent if left < limits.urgent else limits.warning).total_seconds(),
        opens=left < limits.warning and (left <= timedelta(0) or _had_the_chance(end, limits, now)),
    )


def _had_the_chance(end: CertificateEnd, limits: Limits, now: datetime) -> bool:
    """Whether the machine called when its certificate should have been renewed, a day after that at the earliest."""
    if end.device is None:
        return True
    heard, due = end.device.last_seen, end.expires_at - limits.warning
    return heard is not None and due + timedelta(days=1) <= heard <= now


def _summary(end: CertificateEnd, *, ended: bool) -> Message:
    when = Moment(end.expires_at)
    if end.device is None:
        if ended:
            return say("The certificate of Schoolwacht for {door} ended on {moment}", door=end.name, moment=when)
        return say("The certificate of Schoolwacht for {door} ends on {moment}", door=end.name, moment=when)
    if ended:
        return say("The agent's certificate ended on {moment}: it can no longer report", moment=when)
    return say("The agent's certificate ends on {moment} and was not renewed", moment=when)


def _advice(end: CertificateEnd, *, ended: bool) -> Message:
    if end.device is None:
        return say("Renew this certificate, put the new one in its place, and restart the collector.")
    if ended:
        return say("Make a new token here and let the agent enrol again with it; it stays the same machine.")
    return say("Restart the agent on this machine. If that does not renew it, run: schoolwacht-agent doctor")


RULE = Rule(
    name="certificate_ending",
    title=say("Certificate ending"),
    about=say("A certificate was not renewed in time. When it has ended, the connection it is for fails."),
    source="Telegraf and Uptime Kuma: 30 and 7 days before the end.",
    question=Certificates(),
    limits=Limits(),
    judge=judge,
    clear=timedelta(minutes=15),
)
