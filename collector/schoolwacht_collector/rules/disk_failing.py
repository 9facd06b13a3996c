"""A disk that says, in one way or another, that it is failing: its own verdict, or counters that should be still.

Each counter is judged by itself, and by its change where a still count means little (Backblaze's studies as tabled by
Scrutiny: what share of disks with such a count failed within a year). Unknown is neither good nor bad. Attribute 188 is
three numbers in one on Seagate disks; only its low word counts, else every such disk would be called failing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import text
from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.domain.disk_past import Past, past_of
from schoolwacht_collector.domain.message import Message, Percent, Value, say
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow, Latest, LatestValues, Rows, Rule, Several, Trend

_COUNTERS = (
    "pending_sector_count", "uncorrectable_sector_count", "uncorrectable_errors", "reallocated_sectors_count",
    "command_timeout", "udma_crc_errors", "spin_retry_count", "end_to_end_error", "media_errors", "percentage_used",
)  # fmt: skip
_LOW_WORD = 0xFFFF
_TOO_WARM = 0b10
"""The bit of an NVMe disk's critical warning that means heat, which is no damage yet."""
_WORN = 100.0


@dataclass(frozen=True, slots=True)
class Limits:
    """From which count on, or which rise, a sign is a notice, a warning or urgent."""

    pending_urgent: float = 8.0
    pending_urgent_days: float = 3.0
    uncorrectable_warning: float = 1.0
    uncorrectable_urgent: float = 2.0
    reported_warning: float = 1.0
    reported_urgent: float = 3.0
    reallocated_notice: float = 1.0
    reallocated_warning: float = 4.0
    reallocated_urgent: float = 70.0
    reallocated_urgent_a_week: float = 10.0
    timeouts_warning_a_day: float = 5.0
    timeouts_urgent_an_hour: float = 100.0
    cable_warning_a_week: float = 10.0
    wear_notice: float = 70.0
    wear_warning: float = 80.0
    wear_urgent: float = 95.0
    wear_clear: float = 65.0
    wear_warning_days: float = 90.0
    spare_warning_margin: float = 10.0
    media_urgent_days: float = 3.0


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing that a disk shows. Without a severity it opens nothing, but an open alert stays."""

    severity: Severity | None
    template: Message
    advice: Message
    count: float
    limit: float
    rise: float = 0.0


_COPY = say("Copy what matters on it elsewhere today if it is not in a backup, and replace the disk.")
_WATCH = say("See that what is on it is in a backup, and have a new disk ready. Replace it when the count rises.")
_CABLE = say("Replace or reseat the cable of this disk; the disk itself is probably fine.")
_WEAR = say("Plan a new disk for this machine, and see that what is on it is in a backup until then.")
_COOL = say("Clean the fans and see that air can pass; the disk is too warm to work well.")


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a disk: its worst sign."""
    del now  # the counters were read when they were read; old ones were not handed in
    rows = {_name(text(row.cells, "device")): row for row in answers.rows}
    values = {_name(value.tags.get("device", "")): value for value in answers.values}
    for name in sorted(rows.keys() | values.keys()):
        row, value = rows.get(name), values.get(name)
        subject = Subject(answers.device.device_id, name)
        signs = [*_verdict(row, value), *(_counted(value, answers, limits) if value else ())]
        if signs:
            yield _finding(subject, answers.device, row, value, max(signs, key=_weight))
        elif not _is_known(row, value):
            yield Unsure(subject)


def covers(answers: DeviceAnswers) -> Iterator[Subject]:
    """Every disk that was read, or is in the table."""
    names = {_name(text(row.cells, "device")) for row in answers.rows}
    names |= {_name(value.tags.get("device", "")) for value in answers.values}
    yield from (Subject(answers.device.device_id, name) for name in sorted(names))


def worth(answers: DeviceAnswers) -> bool:
    """Most disks have no count at all, so the past of few is read."""
    return any(value.fields.get(counter, 0) > 0 for value in answers.values for counter in _COUNTERS)


def _name(device: str) -> str:
    return device.removeprefix("/dev/")


def _weight(sign: _Sign) -> tuple[int, float]:
    return (-1 if sign.severity is None else sign.severity.rank, sign.rise)


def _finding(
    subject: Subject, device: Device, row: DeviceRow | None, value: LatestValues | None, sign: _Sign
) -> Finding:
    model = (value.tags.get("model", "") if value else "") or (text(row.cells, "model") if row else "")
    disk = f"{subject.part} ({model})" if model else subject.part
    reason = text(row.cells, "reason") if row else ""
    severity = sign.severity or Severity.WARNING
    if severity is Severity.URGENT and device.device_class is DeviceClass.SPARE:
        severity = Severity.WARNING  # nobody works on it today
    values: dict[str, Value] = {
        "disk": disk, "count": int(sign.count), "rise": int(sign.rise), "share": Percent(sign.count), "reason": reason,
    }  # fmt: skip
    used = {name: content for name, content in values.items() if f"{{{name}}}" in sign.template.template}
    summary = Message(sign.template.template, used)
    return Finding(subject, severity, summary, sign.advice, sign.count, sign.limit, opens=sign.severity is not None)


def _is_known(row: DeviceRow | None, value: LatestValues | None) -> bool:
    """Whether anybody said that the disk is well."""
    return (value is not None and "health_ok" in value.fields) or (
        row is not None and text(row.cells, "verdict") == "passed"
    )


def _verdict(row: DeviceRow | None, value: LatestValues | None) -> Iterator[_Sign]:
    """What the disk says of itself. A fresh number counts more than a row, which may be of yesterday."""
    healthy = value.fields.get("health_ok") if value else None
    failed = healthy == 0 if healthy is not None else row is not None and text(row.cells, "verdict") == "failed"
    if failed:
        reason = text(row.cells, "reason") if row else ""
        told = say("Disk {disk} says itself that it is failing: {reason}")
        yield _Sign(Severity.URGENT, told if reason else say("Disk {disk} says itself that it is failing"), _COPY, 1, 0)
    warning = int(value.fields.get("critical_warning", 0)) if value else 0
    if warning & ~_TOO_WARM:
        yield _Sign(Severity.URGENT, say("Disk {disk} gives a critical warning about itself"), _COPY, warning, 0)
    elif warning:
        yield _Sign(Severity.WARNING, say("Disk {disk} is too warm"), _COOL, warning, 0)


def _counted(value: LatestValues, answers: DeviceAnswers, limits: Limits) -> Iterator[_Sign]:
    """What the counters of one disk show."""
    for counter, look in _LOOKS.items():
        count = value.fields.get(counter)
        if count:
            yield from look(count, _past(value, answers, counter), limits)
    yield from _spare(value.fields, limits)


def _past(value: LatestValues, answers: DeviceAnswers, counter: str) -> Past:
    metric = f"smart_device.{counter}"
    lines = [one.lines[metric] for one in answers.courses or () if metric in one.lines and _same(one.tags, value.tags)]
    return past_of(lines[0] if lines else (), (value.taken_at, value.fields[counter]))


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(tag) == other.get(tag) for tag in ("device", "model"))


def _pending(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    urgent = count >= limits.pending_urgent or past.days >= limits.pending_urgent_days
    told = say("Disk {disk}: spots that cannot be read: {count}, new this week: {rise}")
    severity = Severity.URGENT if urgent else Severity.WARNING if past.week >= 1 else None
    yield _Sign(severity, told, _COPY if urgent else _WATCH, count, limits.pending_urgent, past.week)


def _uncorrectable(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    urgent = count >= limits.uncorrectable_urgent
    limit = limits.uncorrectable_urgent if urgent else limits.uncorrectable_warning
    told = say("Disk {disk}: spots of which the content is lost: {count}")
    yield _Sign(Severity.URGENT if urgent else _from(count, limit), told, _COPY, count, limit, past.week)


def _reported(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    urgent = count >= limits.reported_urgent or past.week >= 1
    limit = limits.reported_urgent if urgent else limits.reported_warning
    told = say("Disk {disk}: times that something could not be read: {count}, this week: {rise}")
    yield _Sign(Severity.URGENT if urgent else _from(count, limit), told, _COPY, count, limit, past.week)


def _reallocated(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    told = say("Disk {disk}: bad spots replaced by spare ones: {count}, this week: {rise}")
    if count >= limits.reallocated_urgent or past.week >= limits.reallocated_urgent_a_week:
        yield _Sign(Severity.URGENT, told, _COPY, count, limits.reallocated_urgent, past.week)
    elif count >= limits.reallocated_warning or past.week >= 1:
        yield _Sign(Severity.WARNING, told, _WATCH, count, limits.reallocated_warning, past.week)
    elif count >= limits.reallocated_notice:
        yield _Sign(Severity.NOTICE, told, _WATCH, count, limits.reallocated_notice, past.week)


def _timeouts(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    del count  # three numbers in one on some disks, and history on all
    told = say("Disk {disk}: times without an answer today: {count}. The disk may be failing, or its cable or power")
    severity = Severity.WARNING if past.day >= limits.timeouts_warning_a_day else None
    if past.hour >= limits.timeouts_urgent_an_hour:
        severity = Severity.URGENT
    if past.day:
        yield _Sign(severity, told, _WATCH, past.day, limits.timeouts_warning_a_day, past.day)


def _cable(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    del count  # old errors of a cable that was replaced stay counted
    if past.week:
        severity = _from(past.week, limits.cable_warning_a_week)
        told = say("Disk {disk}: errors on its cable this week: {count}")
        yield _Sign(severity, told, _CABLE, past.week, limits.cable_warning_a_week, past.week)


def _mechanics(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    del limits  # one more of these is one too many
    if past.week:
        told = say("Disk {disk}: failures of its mechanics or electronics: {count}, this week: {rise}")
        yield _Sign(Severity.URGENT, told, _COPY, count, 0, past.week)


def _media(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    if past.week:
        urgent = past.days >= limits.media_urgent_days
        told = say("Disk {disk}: times that something could not be read: {count}, this week: {rise}")
        severity = Severity.URGENT if urgent else Severity.WARNING
        yield _Sign(severity, told, _COPY if urgent else _WATCH, count, 0, past.week)


def _wear(count: float, past: Past, limits: Limits) -> Iterator[_Sign]:
    """Wear is a plan, not a failure: 100 % is what the maker promised, and some go read-only a little later."""
    if count < limits.wear_clear and past.week < _FORECAST_STEPS:
        return
    days = (_WORN - count) / past.week * 7 if past.week >= _FORECAST_STEPS else None
    severity = Severity.URGENT if count >= limits.wear_urgent else _from(count, limits.wear_warning)
    if severity is None and days is not None and days < limits.wear_warning_days:
        severity = Severity.WARNING
    if severity is None and count >= limits.wear_notice:
        severity = Severity.NOTICE
    if severity is not None or count >= limits.wear_clear:
        advice = _COPY if severity is Severity.URGENT else _WEAR
        yield _Sign(severity, say("Disk {disk} has used {share} of its life"), advice, count, limits.wear_warning)


def _spare(fields: Mapping[str, float], limits: Limits) -> Iterator[_Sign]:
    spare, least = fields.get("available_spare"), fields.get("available_spare_threshold")
    if spare is None or least is None or spare > least + limits.spare_warning_margin or spare >= _WORN:
        return
    urgent = spare <= least
    limit = least if urgent else least + limits.spare_warning_margin
    told = say("Disk {disk} has only {share} of its spare places left")
    yield _Sign(Severity.URGENT if urgent else Severity.WARNING, told, _COPY if urgent else _WEAR, spare, limit)


def _from(count: float, limit: float) -> Severity | None:
    return Severity.WARNING if count >= limit else None


_FORECAST_STEPS = 2.0
"""Wear is told in whole percents: one of them within a week says nothing about the pace."""
_LOOKS: Mapping[str, Callable[[float, Past, Limits], Iterable[_Sign]]] = {
    "pending_sector_count": _pending,
    "uncorrectable_sector_count": _uncorrectable,
    "uncorrectable_errors": _reported,
    "reallocated_sectors_count": _reallocated,
    "command_timeout": _timeouts,
    "udma_crc_errors": _cable,
    "spin_retry_count": _mechanics,
    "end_to_end_error": _mechanics,
    "media_errors": _media,
    "percentage_used": _wear,
}

RULE = Rule(
    name="disk_failing",
    title=say("Disk failing"),
    about=say("A disk shows signs of which the makers or the large disk farms know what follows: it may stop any day."),
    source="Backblaze's failure rates by attribute, as Scrutiny tables them; Checkmk's changes since a baseline.",
    question=Several(
        (Latest("smart_device", fresh_for=timedelta(hours=3)), Rows("disk_health")),
        history=Trend(
            tuple(f"smart_device.{counter}" for counter in _COUNTERS), over=timedelta(days=8), every=timedelta(hours=1)
        ),
        worth=worth,
    ),
    limits=Limits(),
    judge=judge,
    covers=covers,
    clear=timedelta(days=1),
)
