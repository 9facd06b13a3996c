"""An operating system that its maker will soon stop mending, or does not mend any more.

The dates come from a file of the agent that cites the makers. Whether a paid prolongation was bought for a machine
nobody can see, so past its ordinary end it is a notice to look. What the file does not know is neither good nor bad.
Machines other than servers are told of in the daily round, for one release mostly stands on all of a room.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import text
from schoolwacht_collector.domain.daily_round import is_round
from schoolwacht_collector.domain.day_cells import day
from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.domain.message import Lasting, Message, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule

_ENDLESS = frozenset({"rolling", "no_date"})
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many days before the end it is a notice, and how many days after it is urgent."""

    notice_days: float = 180.0
    urgent_days: float = 90.0


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a device."""
    device = row.device
    ends, longer = day(row.cells, "ends"), day(row.cells, "longer")
    if ends is None:
        if text(row.cells, "state") not in _ENDLESS:
            yield Unsure(Subject(device.device_id))
        return
    today = now.astimezone(row.calendar.zone).date()
    system = _system(row)
    opens = device.device_class is DeviceClass.SERVER or is_round(row.calendar, now)
    if today > ends and longer is not None and today <= longer:
        yield _prolonged(device, row, system, _left(longer, today), opens=opens)
    elif today > ends:
        last = max(ends, longer or ends)
        yield _ended(device, system, (today - last).days, limits, opens=opens)
    elif _left(ends, today) <= limits.notice_days:
        yield _ending(device, system, _left(ends, today), limits, opens=opens)


def _system(row: DeviceRow) -> str:
    told = f"{text(row.cells, 'product')} {text(row.cells, 'release')}".strip()
    return told or row.device.operating_system or "?"


def _left(last: date, today: date) -> int:
    """Days until the end of the last day."""
    return (last - today).days + 1


def _ending(device: Device, system: str, left: int, limits: Limits, *, opens: bool) -> Finding:
    return Finding(
        Subject(device.device_id),
        Severity.NOTICE,
        say("{system} gets security updates for {time} more", system=system, time=_days(left)),
        say("Plan now when this machine gets a newer release, or which machine takes its place."),
        value=float(left),
        limit=limits.notice_days,
        opens=opens,
    )


def _prolonged(device: Device, row: DeviceRow, system: str, left: int, *, opens: bool) -> Finding:
    by = text(row.cells, "longer_by")
    return Finding(
        Subject(device.device_id),
        Severity.NOTICE,
        _prolonged_words(system, by, left),
        say(
            "Look whether this machine has that prolongation: without it, known holes stay open. Plan a newer release."
        ),
        value=float(left),
        limit=0.0,
        opens=opens,
    )


def _prolonged_words(system: str, by: str, left: int) -> Message:
    if by:
        return say(
            "The ordinary support of {system} has ended. For {time} more there is: {by}",
            system=system,
            time=_days(left),
            by=by,
        )
    return say(
        "The ordinary support of {system} has ended; a prolongation lasts {time} more", system=system, time=_days(left)
    )


def _ended(device: Device, system: str, past: int, limits: Limits, *, opens: bool) -> Finding:
    urgent = past >= limits.urgent_days and device.device_class is not DeviceClass.SPARE
    return Finding(
        Subject(device.device_id),
        Severity.URGENT if urgent else Severity.WARNING,
        say("{system} has had no security updates for {time}: its maker stopped", system=system, time=_days(past)),
        say("Put a newer release on this machine. If it cannot run one, replace it, or take it off the network."),
        value=float(past),
        limit=limits.urgent_days if urgent else 0.0,
        opens=opens,
    )


def _days(count: int) -> Lasting:
    return Lasting(count * _DAY_SECONDS)


RULE = Rule(
    name="os_support_ended",
    title=say("System out of support"),
    about=say("The maker of an operating system will stop mending it, or did so; new holes in it then stay open."),
    source="The makers' own dates; half a year is what a school needs to plan, a quarter what attackers need.",
    question=Rows("support_dates", heard_within=timedelta(days=14)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(minutes=10),  # within the half hour of the daily round
    clear=timedelta(hours=1),
)
