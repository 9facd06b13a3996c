"""By what machines are known again, and what a person must still tell about them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.adapters.ledger_sql.schema.devices import APPLICATIONS, CERTIFICATES, DEVICES
from schoolwacht_collector.adapters.ledger_sql.schema.identities import IDENTITY_QUESTIONS, IDENTITY_SIGNS
from schoolwacht_collector.adapters.ledger_sql.upsert import put_row
from schoolwacht_collector.books.identities import Merge, Moment, Question
from schoolwacht_collector.domain.identity_likeness import Likeness
from schoolwacht_collector.domain.identity_matching import Candidate, Reason, Why
from schoolwacht_collector.domain.identity_signs import Sign, Signs

_MOST_ALIKE = 500
"""Devices that are looked at for one machine: a number that so many share tells nobody apart."""


class SqlIdentityBook:
    """Implements IdentityBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def signs(self, device_id: str) -> Signs:
        """What a device is known by."""
        return self._of([device_id]).get(device_id, Signs())

    def keep_signs(self, device_id: str, signs: Signs) -> None:
        """Replaces what a device is known by."""
        number = self._number(device_id)
        self._connection.execute(delete(IDENTITY_SIGNS).where(IDENTITY_SIGNS.c.device == number))
        if signs.all:
            rows = [{"device": number, "kind": one.kind, "value": one.value} for one in sorted(signs.all)]
            self._connection.execute(insert(IDENTITY_SIGNS), rows)

    def alike(self, signs: Signs) -> Mapping[str, Signs]:
        """Every device that has at least one of these numbers, with all that it is known by."""
        wanted = (
            select(DEVICES.c.device_id).distinct().join(IDENTITY_SIGNS, IDENTITY_SIGNS.c.device == DEVICES.c.number)
        )
        wanted = wanted.where(IDENTITY_SIGNS.c.value.in_(sorted(signs.numbers))).order_by(DEVICES.c.device_id)
        return self._of(list(self._connection.execute(wanted.limit(_MOST_ALIKE)).scalars())) if signs.numbers else {}

    def question(self, device_id: str) -> Question | None:
        """The newest question about a device, answered or not."""
        row = self._connection.execute(_questions().where(DEVICES.c.device_id == device_id)).first()
        return None if row is None else _question(row)

    def questions(self) -> Sequence[Question]:
        """The newest question about each device, oldest first."""
        oldest_first = _questions().order_by(IDENTITY_QUESTIONS.c.asked_at_ms, IDENTITY_QUESTIONS.c.device)
        return [_question(row) for row in self._connection.execute(oldest_first)]

    def put(self, question: Question) -> None:
        """A new question, or its answer; an earlier one about this device is replaced."""
        row: dict[str, object] = {
            "device": self._number(question.device_id),
            "moment": question.moment.value,
            "candidates": _json([[one.device_id, one.reason.value] for one in question.candidates]),
            "asked_at_ms": to_ms(question.asked_at),
            "signs_before": _json([[one.kind, one.value] for one in sorted(question.before.all)]),
            "answer": question.answer,
            "answered_at_ms": to_ms_or_none(question.answered_at),
            "answered_by": question.answered_by,
            "merge": _json(asdict(question.merge)) if question.merge else None,
        }
        put_row(IDENTITY_QUESTIONS, self._connection, [row])

    def drop(self, device_id: str) -> None:
        """Forgets the question about a device."""
        mine = IDENTITY_QUESTIONS.c.device == self._number(device_id)
        self._connection.execute(delete(IDENTITY_QUESTIONS).where(mine))

    def keys(self, device_id: str) -> Sequence[str]:
        """Fingerprints of the public keys that a device applied with or has a certificate for."""
        applied = select(APPLICATIONS.c.key_fingerprint).where(APPLICATIONS.c.device_id == device_id)
        certified = select(CERTIFICATES.c.key_fingerprint).where(CERTIFICATES.c.device_id == device_id)
        return sorted(self._connection.execute(applied.union(certified)).scalars())

    def hand_over(self, keys: Sequence[str], device_id: str) -> None:
        """From now on these keys, their certificates included, are this device's."""
        for some in chunks(keys):
            for table in (APPLICATIONS, CERTIFICATES):
                mine = update(table).where(table.c.key_fingerprint.in_(some))
                self._connection.execute(mine.values(device_id=device_id))

    def revoke_others(self, device_id: str, keys: Sequence[str], now: datetime) -> None:
        """Revokes the certificates of a device whose keys are not among these."""
        living = CERTIFICATES.c.revoked_at_ms.is_(None)
        others = (CERTIFICATES.c.device_id == device_id, living, CERTIFICATES.c.key_fingerprint.not_in(list(keys)))
        self._connection.execute(update(CERTIFICATES).where(*others).values(revoked_at_ms=to_ms(now)))

    def unrevoke(self, device_id: str, at: datetime) -> None:
        """Takes back what was revoked at exactly this moment."""
        then = (CERTIFICATES.c.device_id == device_id, CERTIFICATES.c.revoked_at_ms == to_ms(at))
        self._connection.execute(update(CERTIFICATES).where(*then).values(revoked_at_ms=None))

    def _of(self, device_ids: Sequence[str]) -> dict[str, Signs]:
        found: dict[str, set[Sign]] = defaultdict(set)
        for some in chunks(device_ids):
            rows = select(DEVICES.c.device_id, IDENTITY_SIGNS.c.kind, IDENTITY_SIGNS.c.value)
            rows = rows.join(IDENTITY_SIGNS, IDENTITY_SIGNS.c.device == DEVICES.c.number)
            for row in self._connection.execute(rows.where(DEVICES.c.device_id.in_(some))):
                found[row.device_id].add(Sign(row.kind, row.value))
        return {device_id: Signs(frozenset(signs)) for device_id, signs in found.items()}

    def _number(self, device_id: str) -> int:
        number: int = self._connection.execute(
            select(DEVICES.c.number).where(DEVICES.c.device_id == device_id)
        ).scalar_one()
        return number


def _questions() -> Select[Any]:
    questions = select(IDENTITY_QUESTIONS, DEVICES.c.device_id)
    return questions.join(DEVICES, DEVICES.c.number == IDENTITY_QUESTIONS.c.device)


def _question(row: Row[Any]) -> Question:
    return Question(
        device_id=row.device_id,
        moment=Moment(row.moment),
        candidates=tuple(Candidate(device_id, _reason(word)) for device_id, word in json.loads(row.candidates)),
        asked_at=from_ms(row.asked_at_ms),
        before=Signs(frozenset(Sign(kind, value) for kind, value in json.loads(row.signs_before))),
        answer=row.answer,
        answered_at=from_ms_or_none(row.answered_at_ms),
        answered_by=row.answered_by,
        merge=_merge(row.merge),
    )


def _merge(text: str | None) -> Merge | None:
    if text is None:
        return None
    said = json.loads(text)
    pairs = {name: tuple((kind, value) for kind, value in said[name]) for name in ("signs", "kept_signs")}
    return Merge(**said | pairs | {"keys": tuple(said["keys"])})


def _reason(word: str) -> Reason:
    return Why(word) if word in set(Why) else Likeness(word)


def _json(content: object) -> str:
    return json.dumps(content, separators=(",", ":"))
