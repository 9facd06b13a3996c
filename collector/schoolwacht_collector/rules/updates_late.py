"""A machine that has updates waiting and did not install any for long.

Servers are judged in calendar days. All others in school days, because who is off all summer cannot update: 35 and 60
days are 25 and 43 school days outside holidays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import moment, number, text
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Message, Moment, Value, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule

_LOOK_IS_OLD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days may pass since updates were installed: of the calendar for servers, of school for the others."""

    server_late_days: float = 35.0
    server_overdue_days: float = 60.0
    server_security_days: float = 14.0
    late_school_days: float = 25.0
    overdue_school_days: float = 43.0
    security_school_days: float = 10.0


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for what installs updates on a device."""
    subject = Subject(row.device.device_id, text(row.cells, "source"))
    last = moment(row.cells, "last_success_ms")
    if last is None or last > now:
        yield Unsure(subject)
        return
    server = row.device.device_class is DeviceClass.SERVER
    late, overdue, security = (
        (limits.server_late_days, limits.server_overdue_days, limits.server_security_days)
        if server
        else (limits.late_school_days, limits.overdue_school_days, limits.security_school_days)
    )
    days = (now - last) / timedelta(days=1)
    if days <= min(late, security):
        return  # school days are never more than days
    if not server:
        days = row.calendar.school_days_between(last, now)
    dangerous = (number(row.cells, "pending_security") or 0) > 0 and days > security
    if not dangerous and (days <= late or _has_all(row, now)):
        return
    yield Finding(
        subject,
        _severity(server=server, overdue=days > overdue, dangerous=dangerous),
        _summary(row, last, security=dangerous),
        say("Let it install its updates now, and see why it does not by itself: is it off at the time it should?"),
        value=days,
        limit=overdue if days > overdue else late if days > late else security,
    )


def _severity(*, server: bool, overdue: bool, dangerous: bool) -> Severity:
    """A server that stands open for two months cannot wait until next week; a pupil's machine can."""
    if server:
        return Severity.URGENT if overdue else Severity.WARNING
    return Severity.WARNING if overdue or dangerous else Severity.NOTICE


def _has_all(row: DeviceRow, now: datetime) -> bool:
    """Whether nothing is waiting, by a look that is not old itself."""
    checked = moment(row.cells, "last_check_ms")
    return number(row.cells, "pending") == 0 and checked is not None and now - checked <= _LOOK_IS_OLD


def _summary(row: DeviceRow, last: datetime, *, security: bool) -> Message:
    values: dict[str, Value] = {"source": text(row.cells, "source"), "moment": Moment(last)}
    pending = number(row.cells, "pending_security" if security else "pending")
    if not pending:
        return say("No updates were installed by {source} since {moment}", **values)
    values["count"] = int(pending)
    if security:
        return say("Security updates waiting in {source}: {count}; none was installed since {moment}", **values)
    return say("Updates waiting in {source}: {count}; none was installed since {moment}", **values)


RULE = Rule(
    name="updates_late",
    title=say("Updates late"),
    about=say("Updates are waiting and none was installed for more than a month, so known holes stay open."),
    source="Monthly update days leave 30 days between two; 35 and 60 days are one and two of them missed.",
    question=Rows("updates", heard_within=timedelta(days=1)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(hours=2),  # after a holiday updates come first thing
    clear=timedelta(hours=1),
)
