"""A protection of a machine that is off, and was there to be on: scanner, firewall, encryption, a door without key.

What a machine does not tell is neither good nor bad, so a room that reports no scanner raises nothing. What a system
is delivered without is no alert either: Linux has no scanner of its own, and many of its makers leave the firewall to
the owner. Servers are told of at once. Others must be as they are since the evening before and are told of in the daily
round: three hundred machines with one wrong setting are one letter, and one line a room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.daily_round import is_round
from schoolwacht_collector.domain.day_cells import day
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting, Message, say
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow, Rows, Rule, Several

_PARTS = ("antivirus", "firewall", "encryption", "guest")
_CARRIED = frozenset({DeviceClass.LOAN, DeviceClass.TROLLEY})
"""Machines that leave the building or get lost on the way; what is on their disk goes with them."""
_CLOCKS_DIFFER_DAYS = 2.0
"""News of a scanner that is further ahead than this was dated by a wrong clock."""
_DELIVERED_OFF = frozenset({"", "macOS"})
_SWITCHED_OFF = say(
    "Switch it on again. If it goes off by itself, look for a second scanner, a licence that ended, or something bad."
)
_LET_LEARN = say("Let it update now, and see why it does not by itself: no network, or a licence that ended?")
_CLOSE = say("Switch it on again. If a program needs a way in, open that one way instead.")
_ENCRYPT = say(
    "Encrypt it and keep the recovery key at school: whoever finds a lost laptop can read all that is on its disk."
)
_NO_GUESTS = say("Switch the guest account off, unless this machine is there for guests.")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long it must be so on a machine that is no server, and how old what a scanner knows may be.

    The age counts in days; for machines other than servers in school days too, as a holiday lets nobody learn, and for
    loan and trolley laptops in more of them.
    """

    lasting: timedelta = timedelta(hours=12)
    signature_days: float = 7.0
    signature_school_days: float = 5.0
    carried_school_days: float = 10.0


@dataclass(frozen=True, slots=True)
class _Lack:
    """One protection that is not there. `opens` False: not bad enough to open an alert, too bad to solve one."""

    part: str
    severity: Severity
    summary: Message
    advice: Message
    row: DeviceRow
    value: float = 1.0
    limit: float = 0.0
    opens: bool = True


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a protection."""
    device = answers.device
    server = device.device_class is DeviceClass.SERVER
    here = server or is_round(answers.calendar, now)
    settings = next((row for row in answers.rows if text(row.cells, "kind") == "security"), None)
    scanners = [row for row in answers.rows if text(row.cells, "product")]
    found = {"antivirus": _antivirus(answers, settings, scanners, limits, now)}
    looks = {"firewall": _firewall, "encryption": _encryption, "guest": _guest}
    found |= {part: look(answers, settings) if settings else None for part, look in looks.items()}
    for part, lack in found.items():
        subject = Subject(device.device_id, part)
        if lack is None:
            yield Unsure(subject)
        elif isinstance(lack, _Lack):
            lasting = server or now - lack.row.first_seen >= limits.lasting
            opens = lack.opens and here and lasting
            yield Finding(subject, lack.severity, lack.summary, lack.advice, lack.value, lack.limit, opens=opens)


def covers(answers: DeviceAnswers) -> Iterator[Subject]:
    """All protections: of one that is not told of, the rule says that it cannot tell."""
    yield from (Subject(answers.device.device_id, part) for part in _PARTS)


_WELL = "well"
_Look = _Lack | str | None
"""A lack, `_WELL`, or None where nobody can tell."""


def _is_windows(answers: DeviceAnswers, settings: DeviceRow | None) -> bool:
    by_settings = settings is not None and text(settings.cells, "firewall_by") == "Windows"
    return by_settings or answers.device.operating_system.casefold().startswith("windows")


def _worth_much(answers: DeviceAnswers) -> Severity:
    return Severity.URGENT if answers.device.device_class is DeviceClass.SERVER else Severity.WARNING


def _antivirus(
    answers: DeviceAnswers, settings: DeviceRow | None, scanners: list[DeviceRow], limits: Limits, now: datetime
) -> _Look:
    """One scanner that watches and knows what is new is enough."""
    watching = [row for row in scanners if _flag(row, "enabled")]
    if watching:
        stale = [_stale(answers, row, limits, now) for row in watching]
        return next((look for look in stale if look == _WELL), None) or (None if None in stale else stale[0])
    if not scanners or any(_flag(row, "enabled") is None for row in scanners):
        return None
    if not _is_windows(answers, settings):
        return _WELL  # a scanner that scans when asked is what such a system has
    first = scanners[0]
    told = say("The virus scanner is off: {product}", product=text(first.cells, "product"))
    return _Lack("antivirus", _worth_much(answers), told, _SWITCHED_OFF, first)


def _stale(answers: DeviceAnswers, row: DeviceRow, limits: Limits, now: datetime) -> _Look:
    """Whether a scanner knows what is new. It may not have been on to learn it: see `Limits`."""
    product, learnt = text(row.cells, "product"), day(row.cells, "signatures_day")
    severity = _worth_much(answers)
    if learnt is None:
        current = _flag(row, "up_to_date")
        if current is None:
            return None
        told = say("The virus scanner {product} says itself that it is out of date", product=product)
        return _WELL if current else _Lack("antivirus", severity, told, _LET_LEARN, row)
    since = datetime.combine(learnt, time(), answers.calendar.zone)
    days = (now - since) / timedelta(days=1)
    if days < -_CLOCKS_DIFFER_DAYS:
        return None
    if days <= limits.signature_days or _was_off(answers, since, limits, now):
        return _WELL
    told = say(
        "The virus scanner {product} has learnt nothing new for {time}",
        product=product,
        time=Lasting((now - since).total_seconds()),
    )
    return _Lack("antivirus", severity, told, _LET_LEARN, row, days, limits.signature_days)


def _was_off(answers: DeviceAnswers, since: datetime, limits: Limits, now: datetime) -> bool:
    """Whether there were too few school days to learn on."""
    if answers.device.device_class is DeviceClass.SERVER:
        return False
    carried = answers.device.device_class in _CARRIED
    needed = limits.carried_school_days if carried else limits.signature_school_days
    return answers.calendar.school_days_between(since, now) <= needed


def _firewall(answers: DeviceAnswers, settings: DeviceRow) -> _Look:
    """`configured` says that nobody could look; `partly` may be meant, so it opens nothing."""
    state, keeper = text(settings.cells, "firewall"), text(settings.cells, "firewall_by")
    if state == "on":
        return _WELL
    if state not in {"off", "partly"}:
        return None
    windows, server = _is_windows(answers, settings), answers.device.device_class is DeviceClass.SERVER
    if not windows and not server and keeper in _DELIVERED_OFF:
        return _WELL  # as it was delivered: none was put there, or Apple left it off
    severity = _worth_much(answers) if windows else Severity.WARNING if server else Severity.NOTICE
    told = say("The firewall is off") if state == "off" else say("The firewall is partly off")
    return _Lack("firewall", severity, told, _CLOSE, settings, opens=state == "off")


def _encryption(answers: DeviceAnswers, settings: DeviceRow) -> _Look:
    if answers.device.device_class not in _CARRIED:
        return _WELL  # a machine that stays in the building
    system, disks = _flag(settings, "root_encrypted"), text(settings.cells, "disk_encryption")
    if system or disks == "all":
        return _WELL
    if system is None and disks != "none":
        return None
    return _Lack("encryption", Severity.NOTICE, say("The disk of this laptop is not encrypted"), _ENCRYPT, settings)


def _guest(answers: DeviceAnswers, settings: DeviceRow) -> _Look:
    allowed = _flag(settings, "guest_account")
    if not allowed:
        return None if allowed is None else _WELL
    server = answers.device.device_class is DeviceClass.SERVER
    told = say("Anybody can log in as a guest, without an account")
    return _Lack("guest", Severity.URGENT if server else Severity.NOTICE, told, _NO_GUESTS, settings)


def _flag(row: DeviceRow, column: str) -> bool | None:
    """What a column says that is 1 or 0; None where it says anything else."""
    said = number(row.cells, column)
    return bool(said) if said in {0.0, 1.0} else None


RULE = Rule(
    name="protection_off",
    title=say("Protection off"),
    about=say(
        "A virus scanner, firewall, disk encryption or the lock on the door of a machine is not as it should be."
    ),
    source="GLPI and Fleet collect these; scanners fetch news daily, so a week without is a scanner that stopped.",
    question=Several((Rows("security", timedelta(days=1)), Rows("antivirus", timedelta(days=1)))),
    limits=Limits(),
    judge=judge,
    covers=covers,
    hold=timedelta(minutes=10),  # within the half hour of the daily round
    clear=timedelta(hours=1),
)
