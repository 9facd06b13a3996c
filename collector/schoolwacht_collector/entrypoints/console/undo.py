"""The last thing somebody did, for as long as it can be undone: a move, a retirement, a licence that was removed.

One for each user, kept as a setting, so that it outlives a restart. It holds what was there before; whether that still
fits is looked at when somebody presses the button.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.usecases.manage_devices import approve, place

LASTS = timedelta(minutes=10)
"""Long enough to see the mistake; after that, doing it the other way round is as easy."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `kind` is move, retire or licence; `subject` its device or title, `name` what people call it."""

    kind: str
    subject: str
    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    until_ms: int


def moved(device: Device, after: Mapping[str, str], now: datetime) -> Done:
    """A device was given another site, room or class."""
    before = {"site": device.site, "room": device.room, "device_class": device.device_class.value}
    return Done("move", device.device_id, device.host, before, after, _until(now))


def retired(device: Device, now: datetime) -> Done:
    """A device was taken out of use."""
    return Done("retire", device.device_id, device.host, {}, {}, _until(now))


def removed(right: Entitlement, now: datetime) -> Done:
    """A licence was taken away."""
    before = {
        "publisher": right.publisher,
        "scope": right.scope.value,
        "seats": "" if right.seats is None else str(right.seats),
        "valid_until": right.valid_until.isoformat() if right.valid_until else "",
        "site": right.site,
    }
    return Done("licence", right.title, right.title, before, {}, _until(now))


def remember(books: Books, user: str, done: Done) -> None:
    """From now on this is what the user can undo."""
    books.settings.put(_key(user), json.dumps(asdict(done)))


def undoable(books: Books, user: str, now: datetime) -> Done | None:
    """What the user can undo, if anything."""
    text = books.settings.get(_key(user))
    done = Done(**json.loads(text)) if text else None
    return done if done is not None and done.until_ms > _ms(now) else None


def undo(books: Books, user: str, session_now: datetime, now: datetime) -> Done | None:
    """Undoes it; None when there is nothing to undo, or somebody changed the same thing since."""
    done = undoable(books, user, session_now)
    books.settings.put(_key(user), "")
    if done is None:
        return None
    return done if _put_back(books, done, user, now) else None


def _put_back(books: Books, done: Done, user: str, now: datetime) -> bool:
    if done.kind == "licence":
        right = _right(done)
        books.licences.put([right], now)
        books.audit.note(Deed(now, user, "licence.add", right.title, "undo"))
        return True
    device = books.devices.get(done.subject)
    if device is None:
        return False
    if done.kind == "retire" and device.state is DeviceState.RETIRED:
        approve(books, device, user, now)
        return True
    here = {"site": device.site, "room": device.room, "device_class": device.device_class.value}
    if done.kind == "move" and here == done.after:
        place(books, device, done.before, user, now)
        return True
    return False


def _right(done: Done) -> Entitlement:
    until, seats = done.before["valid_until"], done.before["seats"]
    return Entitlement(
        title=done.subject,
        publisher=done.before["publisher"],
        scope=Scope(done.before["scope"]),
        seats=int(seats) if seats else None,
        valid_until=date.fromisoformat(until) if until else None,
        site=done.before["site"],
    )


def _until(now: datetime) -> int:
    return _ms(now + LASTS)


def _ms(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)


def _key(user: str) -> str:
    return f"undo:{user}"
