"""A machine that is no longer heard. A silent laptop is normal, a silent server is not: it depends on the class.

Servers are judged by the clock. All others are judged in school days, so that no weekend, holiday or Wednesday
afternoon makes an alert, and 1 September makes no flood of them: none of these opens on the first two school days after
a holiday, nor while an alert says that the whole room is silent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting, Moment, say
from schoolwacht_collector.domain.rule import Presence, Rule, Silence


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each class may be silent: servers by the clock, the others in school days. Spare machines always may."""

    server: timedelta = timedelta(minutes=10)
    shared_school_days: float = 10.0
    staff_school_days: float = 10.0
    trolley_school_days: float = 20.0
    loan_school_days: float = 20.0


def judge(silence: Silence, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a device."""
    del now  # the question measured the silence already
    if silence.device.device_class is DeviceClass.SERVER:
        if silence.lasted > limits.server:
            yield _silent_server(silence, limits.server)
        return
    limit = _school_days(silence.device.device_class, limits)
    if limit is not None and silence.school_days >= limit:
        yield _silent_machine(silence, limit)


def _silent_server(silence: Silence, limit: timedelta) -> Finding:
    return Finding(
        Subject(silence.device.device_id),
        Severity.URGENT,
        say("Not heard for {time}, last on {moment}", time=_lasting(silence), moment=Moment(silence.since)),
        say("Go and see whether it is on and has network. If so, start the service schoolwacht-agent again."),
        value=silence.lasted.total_seconds(),
        limit=limit.total_seconds(),
        # After a restart of the collector an open alert stays, but none opens before there was time to hear.
        opens=silence.listened > limit,
    )


def _silent_machine(silence: Silence, limit: float) -> Finding:
    days = int(silence.school_days)
    return Finding(
        Subject(silence.device.device_id),
        Severity.NOTICE,
        say("Not heard for {days} school days, last on {moment}", days=days, moment=Moment(silence.since)),
        say("Look for it in its room. Is it in use elsewhere, broken or gone? Move it or retire it here."),
        value=silence.school_days,
        limit=limit,
        opens=not silence.settling and not silence.room_told,
    )


def _lasting(silence: Silence) -> Lasting:
    return Lasting(silence.lasted.total_seconds())


def _school_days(device_class: DeviceClass, limits: Limits) -> float | None:
    return {
        DeviceClass.SHARED: limits.shared_school_days,
        DeviceClass.STAFF: limits.staff_school_days,
        DeviceClass.TROLLEY: limits.trolley_school_days,
        DeviceClass.LOAN: limits.loan_school_days,
    }.get(device_class)


RULE = Rule(
    name="host_silent",
    title=say("Machine silent"),
    about=say("A machine has not been heard for longer than is normal for its kind."),
    source="A school has 182 days a year: pupils' machines are rightly off 85 % of the time. Servers: 10 minutes.",
    question=Presence(),
    limits=Limits(),
    judge=judge,
    clear=timedelta(minutes=2),  # heard once may be the last thing a failing machine says
)
