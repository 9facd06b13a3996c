"""Takes the letters that are due and hands them to their notifiers.

Sending happens outside any transaction, for a mail server may take half a minute. A crash between sending and noting
that it was sent therefore sends again: at least once, never not at all. The repeat carries the same message id, by
which a receiver can tell; a repeated digest carries the same id as long as it holds the same letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

import structlog

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.alerts import Letter
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import Busy, Ledger, Notifier
from schoolwacht_collector.usecases.write_letter import LetterWriter

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1))
"""How long to wait after the first, second, ... failure. A letter is never given up: the alert is real."""

AT_ONCE = 200
"""Letters taken in one round."""

DIGEST_ABOVE = 5
"""More letters than this for one notifier at one moment become one: a switch that failed, a morning after a storm."""

_LONGEST_REASON = 300
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many letters went out and how many have to wait."""

    delivered: int
    failed: int


def deliver_alerts(
    ledger: Ledger,
    notifiers: Mapping[str, Notifier],
    writer: LetterWriter,
    now: datetime,
) -> Delivery:
    """Delivers what is due. Must not run twice at once."""
    due = ledger.read(lambda books: books.outbox.due(now, AT_ONCE))
    piles: dict[str, list[Letter]] = defaultdict(list)
    for letter in due:
        piles[letter.notifier].append(letter)
    delivered = failed = 0
    for name, pile in piles.items():
        out = _deliver_pile(ledger, notifiers.get(name), writer, pile, now)
        delivered, failed = delivered + out, failed + len(pile) - out
    return Delivery(delivered, failed)


def _deliver_pile(
    ledger: Ledger,
    notifier: Notifier | None,
    writer: LetterWriter,
    pile: Sequence[Letter],
    now: datetime,
) -> int:
    """Sends one notifier's letters in order, up to the first that fails; gives how many went out."""
    parcels = [list(pile)] if len(pile) > DIGEST_ABOVE else [[letter] for letter in pile]
    out = 0
    for parcel in parcels:
        try:
            _send(notifier, writer, parcel)
        except Busy as behind:
            _note_failure(ledger, pile[out:], str(behind), now)
            break
        ledger.write(partial(_note_delivery, parcel=parcel, now=now))
        out += len(parcel)
    return out


def _send(notifier: Notifier | None, writer: LetterWriter, parcel: Sequence[Letter]) -> None:
    if notifier is None:
        raise Busy(f"there is no notifier {parcel[0].notifier} any more; put its address back into [notify]")
    if len(parcel) == 1:
        (letter,) = parcel
        notifier.send(writer.subject(letter), writer.body(letter), message_id=letter.message_id)
        return
    contents = "\n".join(sorted(letter.message_id for letter in parcel))
    message_id = f"digest-{sha256(contents.encode()).hexdigest()[:32]}"
    notifier.send(writer.digest_subject(parcel), writer.digest_body(parcel), message_id=message_id)


def _note_delivery(books: Books, parcel: Sequence[Letter], now: datetime) -> None:
    for letter in parcel:
        books.outbox.delivered(letter.number, now)


def _note_failure(ledger: Ledger, letters: Sequence[Letter], reason: str, now: datetime) -> None:
    """Every letter behind a failure waits as well: one dead mail server is asked once a round, not once a letter."""
    reason = clean(reason, _LONGEST_REASON)
    _log.warning("not_delivered", notifier=letters[0].notifier, letters=len(letters), reason=reason)

    def note(books: Books) -> None:
        for letter in letters:
            wait = BACK_OFF[min(letter.attempts, len(BACK_OFF) - 1)]
            books.outbox.failed(letter.number, now + wait, reason)

    ledger.write(note)
