"""A person tells which machine it is: the same device, or another one; and may take that back.

The same: the keys of the machine that joined belong to the known device, whose own keys are worth nothing any more, and
what was reported before stays where it was reported. Nothing is deleted.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.identities import Merge, Moment, Question
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.identity_signs import Sign, Signs
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.identify import is_open

SAME, SEPARATE = "same", "separate"


def open_questions(books: Books) -> list[tuple[Question, Device]]:
    """What a person still has to answer, with the device that it is about; oldest first."""
    found = [(question, books.devices.get(question.device_id)) for question in books.identities.questions()]
    return [(question, device) for question, device in found if device is not None and is_open(question, device)]


def same(books: Books, machine: Device, known: Device, who: str, now: datetime) -> Device:
    """The machine is the known device. Also where nobody asked: somebody may see it who knows. Raises BadRequest."""
    question = books.identities.question(machine.device_id)
    if question is not None and question.moment is Moment.REPORTING and is_open(question, machine):
        if known.device_id != machine.device_id:
            raise BadRequest(f"{machine.host} has its key already: it is the same machine as before, or another one")
        _answer(books, question, SAME, who, now, None)
        return machine
    if known.device_id == machine.device_id:
        raise BadRequest("name two devices: the one that joined, and the one that it was before")
    if known.state is DeviceState.PENDING:
        raise BadRequest(f"{known.host} waits for approval itself; name the device that was known before")
    if machine.state in (DeviceState.REVOKED, DeviceState.RETIRED):
        raise BadRequest(f"{machine.host} is {machine.state} here, and has no key to give to another device")
    merge = _merged(books, machine, known, now)
    question = question or Question(machine.device_id, Moment.JOINING, (), now)
    _answer(books, question, SAME, who, now, merge)
    return books.devices.get(known.device_id) or known


def separate(books: Books, machine: Device, who: str, now: datetime) -> Device:
    """The machine is another one than the candidates: a device of its own. Raises BadRequest."""
    question = books.identities.question(machine.device_id)
    if question is None or not is_open(question, machine):
        raise BadRequest(f"nobody asked about {machine.host}; 'schoolwacht device asks' lists what is asked")
    if question.moment is Moment.JOINING:
        books.devices.change(machine.device_id, {"state": DeviceState.ACTIVE})
        _answer(books, question, SEPARATE, who, now, None)
        return replace(machine, state=DeviceState.ACTIVE)
    # What reports now goes on as a device of its own; the history of the hardware before stays with the old one.
    own = replace(machine, device_id=str(uuid.uuid4()), enrolled_at=now, last_seen=None, cloned_at=None)
    books.devices.add(own)
    signs = books.identities.signs(machine.device_id)
    books.identities.keep_signs(own.device_id, signs)
    books.identities.keep_signs(machine.device_id, question.before)
    keys = tuple(books.identities.keys(machine.device_id))
    books.identities.hand_over(keys, own.device_id)
    books.devices.change(machine.device_id, {"state": DeviceState.RETIRED})
    merge = Merge(own.device_id, machine.device_id, keys, DeviceState.RETIRED, machine.state, _pairs(signs))
    _answer(books, question, SEPARATE, who, now, merge)
    return own


def take_back(books: Books, machine: Device, who: str, now: datetime) -> Device:
    """Undoes the answer about a machine: the question is open again. Raises BadRequest."""
    question = books.identities.question(machine.device_id)
    if question is None or not question.answer or question.answered_at is None:
        raise BadRequest(f"nothing was answered about {machine.host}")
    merge = question.merge
    if merge is not None:
        if books.devices.get(merge.kept) is None:
            raise BadRequest("the device that it became was deleted since; enrol the machine with a new token")
        books.identities.hand_over(merge.keys, merge.left)
        books.identities.unrevoke(merge.kept, question.answered_at)
        books.identities.keep_signs(merge.left, _signs(merge.signs))
        books.identities.keep_signs(merge.kept, _signs(merge.kept_signs))
        books.devices.change(merge.left, {"state": DeviceState(merge.left_state)})
        books.devices.change(merge.kept, {"state": DeviceState(merge.kept_state)})
    elif question.moment is Moment.JOINING:
        books.devices.change(machine.device_id, {"state": DeviceState.PENDING})
    books.identities.put(replace(question, answer="", answered_at=None, answered_by="", merge=None))
    books.audit.note(Deed(now, who, "device.undecide", machine.device_id, question.answer))
    return books.devices.get(machine.device_id) or machine


def _merged(books: Books, machine: Device, known: Device, now: datetime) -> Merge:
    keys = tuple(books.identities.keys(machine.device_id))
    signs, before = books.identities.signs(machine.device_id), books.identities.signs(known.device_id)
    books.identities.hand_over(keys, known.device_id)
    books.identities.revoke_others(known.device_id, keys, now)
    if signs.numbers:
        books.identities.keep_signs(known.device_id, signs)
    books.identities.keep_signs(machine.device_id, Signs())
    books.devices.change(machine.device_id, {"state": DeviceState.RETIRED})
    books.devices.change(known.device_id, {"state": DeviceState.ACTIVE, "cloned_at": None})
    return Merge(known.device_id, machine.device_id, keys, known.state, machine.state, _pairs(signs), _pairs(before))


def _answer(books: Books, question: Question, answer: str, who: str, now: datetime, merge: Merge | None) -> None:
    books.identities.put(replace(question, answer=answer, answered_at=now, answered_by=who, merge=merge))
    which = merge.kept if merge else question.device_id
    books.audit.note(Deed(now, who, f"device.{answer}", question.device_id, which))


def _signs(pairs: tuple[tuple[str, str], ...]) -> Signs:
    return Signs(frozenset(Sign(*pair) for pair in pairs))


def _pairs(signs: Signs) -> tuple[tuple[str, str], ...]:
    return tuple((sign.kind, sign.value) for sign in sorted(signs.all))
