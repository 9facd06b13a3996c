"""The last thing somebody did, for as long as it can be undone: a move, a retirement, a licence removed, use measured.

One for each user, kept as a setting, so that it outlives a restart. It holds what was there before; whether that still
fits is looked at when somebody presses the button.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.manage_devices import approve, place
from schoolwacht_collector.usecases.measure_use import measure, measured_classes
from schoolwacht_collector.usecases.tell_identity import take_back

LASTS = timedelta(minutes=10)
"""Long enough to see the mistake; after that, doing it the other way round is as easy."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: move, retire, licence or usage. `subject` is its device or title, `name` what people call it."""

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


def measured(before: Iterable[DeviceClass], after: Iterable[DeviceClass], now: datetime) -> Done:
    """Use of paid titles is counted of other classes of devices."""
    return Done("usage", "", "", dict.fromkeys(before, "on"), dict.fromkeys(after, "on"), _until(now))


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


def told(device: Device, now: datetime) -> Done:
    """Which machine a device is was told."""
    return Done("identity", device.device_id, device.host, {}, {}, _until(now))


def _put_back(books: Books, done: Done, user: str, now: datetime) -> bool:
    if done.kind == "licence":
        right = _right(done)
        books.licences.put([right], now)
        books.audit.note(Deed(now, user, "licence.add", right.title, "undo"))
        return True
    if done.kind == "usage":
        same = {one.value for one in measured_classes(books)} == set(done.after)
        return same and measure(books, [DeviceClass(one) for one in done.before], user, now, "undo")
    device = books.devices.get(done.subject)
    return device is not None and _device_put_back(books, done, device, user, now)


def _device_put_back(books: Books, done: Done, device: Device, user: str, now: datetime) -> bool:
    if done.kind == "identity":
        return _taken_back(books, device, user, now)
    if done.kind == "retire" and device.state is DeviceState.RETIRED:
        approve(books, device, user, now)
        return True
    here = {"site": device.site, "room": device.room, "device_class": device.device_class.value}
    if done.kind == "move" and here == done.after:
        place(books, device, done.before, user, now)
        return True
    return False


def _taken_back(books: Books, device: Device, user: str, now: datetime) -> bool:
    try:
        take_back(books, device, user, now)
    except BadRequest:
        return False
    return True


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
