"""What a coordinator does to a device: move it, approve it, revoke it, retire it, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.settle_alerts import close_alerts_of


def device_by(books: Books, word: str) -> Device:
    """The one device that a host name or the start of an id means. Raises BadRequest when it is none or several."""
    found = books.devices.find(word)
    if not found:
        raise BadRequest(f"no device is called {clean(word, 64)!r}; 'schoolwacht device list' shows them all")
    if len(found) > 1:
        ids = ", ".join(device.device_id[:8] for device in found[:5])
        raise BadRequest(f"{clean(word, 64)!r} may be several devices; use the start of an id: {ids}")
    return found[0]


def place(books: Books, device: Device, changes: Mapping[str, str], who: str, now: datetime) -> Device:
    """Sets site, room or class. What was measured before stays where it was measured."""
    wanted: dict[str, str] = {}
    for name, value in changes.items():
        if name == "device_class":
            if value not in set(DeviceClass):
                raise BadRequest(f"a class is one of {', '.join(DeviceClass)}")
            wanted[name] = DeviceClass(value)
        else:
            wanted[name] = clean(value, 64)
    return _changed(books, device, wanted, who, now, "device.set")


def approve(books: Books, device: Device, who: str, now: datetime) -> Device:
    """Lets a waiting or retired device in. Raises BadRequest for a revoked one: its certificates are worth nothing."""
    if device.state is DeviceState.REVOKED:
        raise BadRequest(
            "this device was revoked, and its certificates stay worthless: enrol the machine with a new token, "
            "and delete this device"
        )
    return _changed(books, device, {"state": DeviceState.ACTIVE}, who, now, "device.approve")


def revoke(books: Books, device: Device, who: str, now: datetime) -> Device:
    """Shuts a device out at once; its certificates are worth nothing any more."""
    books.devices.revoke_certificates(device.device_id, now)
    return _changed(books, device, {"state": DeviceState.REVOKED}, who, now, "device.revoke")


def retire(books: Books, device: Device, who: str, now: datetime) -> Device:
    """Takes a device out of use: it keeps its history, counts nowhere, and its agent is not let in until `approve`."""
    return _changed(books, device, {"state": DeviceState.RETIRED}, who, now, "device.retire")


def delete(books: Books, device: Device, who: str, now: datetime) -> None:
    """Forgets a device and all that was found on it. Its certificates stay known, as revoked."""
    books.devices.revoke_certificates(device.device_id, now)
    close_alerts_of(books, device.device_id, now)  # first: deleting takes the alerts along
    books.devices.delete(device.device_id)
    books.audit.note(Deed(now, who, "device.delete", device.device_id, device.host))


def _changed(books: Books, device: Device, changes: Mapping[str, str], who: str, now: datetime, action: str) -> Device:
    books.devices.change(device.device_id, changes)
    details = ", ".join(f"{name}={value}" for name, value in changes.items())
    books.audit.note(Deed(now, who, action, device.device_id, details))
    after = books.devices.get(device.device_id)
    if after is None:
        raise BadRequest("this device was deleted a moment ago")
    return after
