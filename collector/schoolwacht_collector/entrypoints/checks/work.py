"""What goes through the collector: the stores, what waits, the jobs, the letters, the back-ups, the time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median

from schoolwacht_collector.entrypoints.api.services import Check
from schoolwacht_collector.entrypoints.ticker import Ticker
from schoolwacht_collector.entrypoints.vitals import Vitals
from schoolwacht_collector.ports import Busy, Ledger, Notifier, SeriesStore
from schoolwacht_collector.usecases.keep_backups import last_backup

INBOX_WARNING = 5000
INBOX_WAIT = timedelta(minutes=15)
FIXED_SQLITE = (3, 51, 3)
"""The first release without the WAL-reset bug (https://sqlite.org/changes.html); one writer avoids it in older ones."""
BACKUP_LATE, BACKUP_TOO_LATE = timedelta(hours=30), timedelta(days=7)
CLOCK_OFF = timedelta(minutes=2)
"""As far as an agent's own check tolerates."""
_WITNESSES = 3
_HEARD = timedelta(hours=1)


def ledger(ledger: Ledger) -> Check:
    """Whether it can be read."""
    try:
        devices = ledger.read(lambda books: len(books.devices.all()))
    except Busy as flaw:
        return Check("ledger", "bad", str(flaw), "free disk space and rights of the home are the usual causes")
    note = "" if sqlite3.sqlite_version_info >= FIXED_SQLITE else ", used by one writer only"
    return Check("ledger", "ok", f"{devices} devices, SQLite {sqlite3.sqlite_version}{note}")


def series(store: SeriesStore) -> Check:
    """Whether it can be written and read; a server is asked in more depth than just for its health."""
    try:
        look = getattr(store, "check", store.health)
        return Check("series", "ok", look())
    except Busy as flaw:
        return Check("series", "bad", str(flaw), "nothing is lost meanwhile: it waits in the ledger")


def flow(ledger: Ledger, vitals: Vitals | None) -> Iterator[Check]:
    """What waits for the series store, how long, and what it will never take."""
    waiting = ledger.read(lambda books: books.inbox.depth())
    seconds = vitals.inbox_waits() if vitals is not None and waiting else 0.0
    late = seconds > INBOX_WAIT.total_seconds()
    detail = f"{waiting} entries wait for the series store" + (
        f", the first for {seconds / 60:.0f} min" if late else ""
    )
    remedy = "see the line `series`; nothing is lost, but the disk fills up" if late else ""
    yield Check("inbox", "warning" if waiting > INBOX_WARNING or late else "ok", detail, remedy)
    newest = ledger.read(lambda books: books.inbox.quarantined(1))
    if newest:
        aside = ledger.read(lambda books: len(books.inbox.quarantined(1000)))
        yield Check("quarantine", "warning", f"{aside} set aside; the newest: {newest[0].reason}")


def jobs(ticker: Ticker) -> Check:
    """Whether what has to happen again and again does."""
    if stuck := ticker.stuck():
        return Check("jobs", "bad", "; ".join(stuck), "start the collector anew; as a service it does so by itself")
    if failing := ticker.last_error:
        said = "; ".join(f"{name}: {why}" for name, why in sorted(failing.items()))
        return Check("jobs", "warning", said, "it is tried again by itself; the log has the whole story")
    return Check("jobs", "ok", ", ".join(sorted(ticker.work())) or "about to begin")


def letters(ledger: Ledger, addresses: int, notifiers: Mapping[str, Notifier]) -> Iterator[Check]:
    """Whether somebody is told of alerts, and whether that works."""
    if not addresses:
        yield Check("notify", "warning", "nobody is told of alerts", "set [notify] urls in collector.toml")
        return
    told = f"{addresses} addresses are told of alerts" if addresses > 1 else "1 address is told of alerts"
    failure = ledger.read(lambda books: books.outbox.last_failure())
    yield Check("notify", "bad" if failure else "ok", failure or told, _TEST if failure else "")
    for flaw in unreadable(notifiers):
        yield Check("notify", "bad", flaw, "compare the address with docs/notify.md")


_TEST = "schoolwacht doctor --send-test tries it now"


def unreadable(notifiers: Mapping[str, Notifier]) -> Iterator[str]:
    """A sentence for every address that cannot be understood."""
    for notifier in notifiers.values():
        try:
            getattr(notifier, "check", lambda: None)()
        except Busy as flaw:
            yield str(flaw)


def backup(ledger: Ledger, now: datetime) -> Check:
    """When everything was last copied."""
    last = ledger.read(last_backup)
    if last.good_at is None:
        said = last.trouble or "there is no back-up of Schoolwacht itself yet"
        return Check("backup", "bad" if last.trouble else "warning", said, "schoolwacht backup makes one now")
    age = now - last.good_at
    detail = f"the last one is from {last.good_at:%Y-%m-%d %H:%M} UTC"
    if last.trouble:
        return Check(
            "backup", "bad", f"{detail}; since then: {last.trouble}", "make room, or set another [backup] folder"
        )
    if age > BACKUP_LATE:
        state = "bad" if age > BACKUP_TOO_LATE else "warning"
        return Check("backup", state, detail, "schoolwacht backup makes one now")
    return Check("backup", "ok", detail)


def clock(ledger: Ledger, now: datetime, ticker: Ticker | None) -> Check:
    """This machine's time, as its own history and the other machines see it."""
    devices = [one for one in ledger.read(lambda books: books.devices.all()) if one.last_seen is not None]
    remedy = "switch time synchronisation on: timedatectl set-ntp true"
    ahead = max((one.last_seen for one in devices if one.last_seen is not None), default=now) - now
    if ahead > CLOCK_OFF:
        return Check("time", "bad", f"this clock was set back: a machine was heard {_words(ahead)} from now", remedy)
    offsets = [one.clock_offset_ms for one in devices if one.last_seen is not None and now - one.last_seen < _HEARD]
    if len(offsets) >= _WITNESSES:
        off = timedelta(milliseconds=median(offsets))
        if abs(off) > CLOCK_OFF:
            way = "behind" if off > timedelta(0) else "ahead"
            return Check("time", "bad", f"most machines find this clock {_words(abs(off))} {way}", remedy)
    if ticker is not None and ticker.last_jump is not None and now - ticker.last_jump < _HEARD:
        return Check("time", "warning", f"this clock was set at {ticker.last_jump:%H:%M} UTC", remedy)
    return Check("time", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _words(stretch: timedelta) -> str:
    return f"{stretch.total_seconds() / 60:.0f} min"
