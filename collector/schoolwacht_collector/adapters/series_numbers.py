"""The small numbers that stand for devices and dictionaries in the rows of the embedded store."""

from __future__ import annotations

import sqlite3

from schoolwacht_collector.adapters.series_rows import digest_of, shapes_json
from schoolwacht_collector.domain.series import Dictionary

_DAY_MS = 86_400_000
_REMEMBERED = 4096


class Numbers:
    """Gives numbers out and remembers them; `forget` after a transaction that did not come through."""

    def __init__(self) -> None:
        self._devices: dict[str, int] = {}
        # By identity, because comparing dictionaries is dearer than storing a frame; holding them keeps that sound.
        self._dictionaries: dict[int, tuple[Dictionary, int, int]] = {}

    def forget(self) -> None:
        """Starts from the file again."""
        self._devices.clear()
        self._dictionaries.clear()

    def of_device(self, connection: sqlite3.Connection, device_id: str) -> int:
        """The number of a device, a new one at first sight."""
        if device_id not in self._devices:
            connection.execute("INSERT OR IGNORE INTO devices (device_id) VALUES (?)", (device_id,))
            found = connection.execute("SELECT id FROM devices WHERE device_id = ?", (device_id,))
            (self._devices[device_id],) = found.fetchone()
        return self._devices[device_id]

    def of_dictionary(self, connection: sqlite3.Connection, dictionary: Dictionary, at_ms: int) -> int:
        """The number of a dictionary. Notes, a day ahead, until when it is used, so that pruning knows what is over."""
        known = self._dictionaries.get(id(dictionary))
        if known is None or known[2] < at_ms:
            if len(self._dictionaries) >= _REMEMBERED:
                self._dictionaries.clear()
            known = self._noted(connection, dictionary, at_ms + _DAY_MS)
            self._dictionaries[id(dictionary)] = known
        return known[1]

    def _noted(self, connection: sqlite3.Connection, dictionary: Dictionary, until: int) -> tuple[Dictionary, int, int]:
        shapes = shapes_json(dictionary)
        found = connection.execute(
            "INSERT INTO dictionaries (digest, shapes, used_until) VALUES (?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET used_until = max(used_until, excluded.used_until)"
            " RETURNING id, used_until",
            (digest_of(shapes), shapes, until),
        ).fetchall()
        ((number, used_until),) = found
        return (dictionary, number, used_until)
