"""Finds out which device a machine is: gathers what is known and lets `domain/identity_matching.py` decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.books.identities import Moment, Question
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.identity_matching import Ask, Decision, Known, decide_enrolment, decide_report
from schoolwacht_collector.domain.identity_signs import Signs, believed

SIGNS_TABLE = "identity_signals"
"""The agent's table of signs."""
HEARD_NOW = timedelta(minutes=5)
"""A device that was heard this recently is at work: agents call every minute unless they are told otherwise."""


def who_joins(books: Books, token: Token, signs: Signs, proven: Device | None, now: datetime) -> Decision:
    """Which device a machine is that asks for a certificate."""
    known = _known(books, signs, token, now)
    if proven is None:
        return decide_enrolment(signs, list(known.values()))
    itself = known.pop(proven.device_id, None) or _one(proven, books.identities.signs(proven.device_id), token, now)
    return decide_enrolment(signs, list(known.values()), itself)


def watch_report(books: Books, device: Device, rows: Mapping[str, Cells], now: datetime) -> None:
    """A device told its signs: keeps them, and asks a person when its key is in another machine than before.

    Nothing is held back meanwhile: what it measured is stored, whoever it turns out to be.
    """
    signs = believed((row.get("signal"), row.get("value")) for row in rows.values())
    before = books.identities.signs(device.device_id)
    if signs == before:
        return
    books.identities.keep_signs(device.device_id, signs)
    if not signs.numbers or not before.numbers:
        return
    open_one = books.identities.question(device.device_id)
    if open_one is not None and is_open(open_one, device) and _is_back(signs, open_one.before, device):
        # Both machines are at work with one key: that is a copy, not a disk that was moved.
        books.devices.change(device.device_id, {"cloned_at": now})
        return
    others = [one for one in _known(books, signs, None, now).values() if one.device_id != device.device_id]
    decision = decide_report(signs, before, device.device_id, others)
    if isinstance(decision, Ask) and not (open_one is not None and is_open(open_one, device)):
        books.identities.put(Question(device.device_id, Moment.REPORTING, decision.candidates, now, before))
        reason = decision.candidates[0].reason.value
        books.audit.note(Deed(now, "agent", "device.other_hardware", device.device_id, reason))


def is_open(question: Question, device: Device | None) -> bool:
    """Whether a person still has to answer. Approving, retiring or deleting a device is an answer as well."""
    waits = DeviceState.PENDING if question.moment is Moment.JOINING else DeviceState.ACTIVE
    return not question.answer and device is not None and device.state is waits


def _is_back(signs: Signs, before: Signs, device: Device) -> bool:
    back = decide_report(signs, before, device.device_id)
    return bool(before.numbers) and not isinstance(back, Ask)


def _known(books: Books, signs: Signs, token: Token | None, now: datetime) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for device_id, theirs in books.identities.alike(signs).items():
        device = books.devices.get(device_id)
        # Whoever still waits is no device yet: a machine that asks twice does not stand in its own way.
        if device is not None and device.state is not DeviceState.PENDING:
            found[device_id] = _one(device, theirs, token, now)
    return found


def _one(device: Device, signs: Signs, token: Token | None, now: datetime) -> Known:
    known = Known(device.device_id, signs, device.state)
    heard = device.last_seen is not None and device.last_seen > now - HEARD_NOW
    here = token is not None and token.resets and (device.site, device.room) == (token.site, token.room)
    return replace(known, heard_now=heard, resettable=here and device.device_class is DeviceClass.SHARED)
