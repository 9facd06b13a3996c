"""Which machine is which: what a person must tell, the two answers, and taking an answer back."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.identities import Question
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.identity_matching import Candidate
from schoolwacht_collector.entrypoints.api.devices import fields_of
from schoolwacht_collector.entrypoints.api.finding import DeviceWord, device_of
from schoolwacht_collector.entrypoints.api.gate import Caller, Reader, Writer
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.devices import DeviceLine
from schoolwacht_collector.entrypoints.api.models.identities import CandidateLine, QuestionLine, SameAs
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.usecases import tell_identity

router = APIRouter(tags=["devices"])

_COLUMNS = ("host", "site", "room", "looks_like", "reason", "asked_at", "device_id")


@add_list(router, "/identity-questions", QuestionLine, "listIdentityQuestions", "Machines that may be known already")
def list_questions(given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """What a person still has to tell, the oldest first."""

    def key(one: tuple[Question, Device]) -> Key:
        return round(one[0].asked_at.timestamp() * 1000), one[0].device_id

    def work(books: Books) -> Cut[QuestionLine]:
        return wanted.cut(tell_identity.open_questions(books), key).of(lambda one: _line(books, *one))

    return wanted.answer(given.read(caller, work), "identity-questions", _COLUMNS)


@router.post("/devices/{device}/same", operation_id="sameDevice", summary="It is a device that was known already")
def same(device: DeviceWord, answer: SameAs, given: Given, caller: Writer) -> DeviceLine:
    """Its keys belong to the known device from now on, whose own keys end. The answer is that device."""

    def deed(books: Books, machine: Device) -> Device:
        known = device_of(books, answer.known or _only_candidate(books, machine), caller)
        return tell_identity.same(books, machine, known, caller.name, given.clock())

    return _told(given, caller, device, deed)


@router.post("/devices/{device}/separate", operation_id="separateDevice", summary="It is another machine")
def separate(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """A device of its own, which the answer shows."""
    return _told(given, caller, device, lambda b, one: tell_identity.separate(b, one, caller.name, given.clock()))


@router.post("/devices/{device}/undecide", operation_id="undecideDevice", summary="Take such an answer back")
def undecide(device: DeviceWord, given: Given, caller: Writer) -> DeviceLine:
    """Keys and states are as they were, and the question is open again."""
    return _told(given, caller, device, lambda b, one: tell_identity.take_back(b, one, caller.name, given.clock()))


def _told(given: Services, caller: Caller, word: str, deed: Callable[[Books, Device], Device]) -> DeviceLine:
    after = given.write(caller, lambda books: deed(books, device_of(books, word, caller)))
    given.devices_changed()
    return DeviceLine.model_validate(fields_of(after))


def _only_candidate(books: Books, machine: Device) -> str:
    question = books.identities.question(machine.device_id)
    candidates = question.candidates if question is not None else ()
    if question is not None and question.moment == "reporting":
        return machine.device_id
    if len(candidates) != 1:
        raise Problem("conflict", "name the device that it was before: there is no candidate, or more than one")
    return candidates[0].device_id


def _line(books: Books, question: Question, device: Device) -> QuestionLine:
    found = [(one, books.devices.get(one.device_id)) for one in question.candidates]
    candidates = [_candidate(one, known) for one, known in found if known is not None]
    return QuestionLine(
        device_id=device.device_id,
        host=device.host,
        site=device.site,
        room=device.room,
        moment=question.moment,
        asked_at=question.asked_at,
        looks_like=candidates[0].host if candidates else "",
        reason=question.candidates[0].reason if question.candidates else "",
        candidates=candidates,
    )


def _candidate(one: Candidate, known: Device) -> CandidateLine:
    return CandidateLine(
        device_id=known.device_id,
        host=known.host,
        site=known.site,
        room=known.room,
        state=known.state,
        last_seen=known.last_seen,
        reason=one.reason,
    )
