"""Takes what was recorded on to the series store. An item leaves the inbox only when it is stored for certain.

A store that is away for a week costs nothing but room in the ledger. What the store will never take goes to
quarantine with the store's own reason; the rest goes on.
"""

from __future__ import annotations

from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import Quarantined
from schoolwacht_collector.domain.series import Frame, Refusal
from schoolwacht_collector.ports import Ledger, SeriesStore

AT_ONCE = 1000
"""Items in one go: some 100,000 numbers, well under a second for each of our stores."""


def drain_inbox(ledger: Ledger, store: SeriesStore, now: datetime) -> int:
    """Hands the oldest items to the store; gives how many left the inbox. Raises Busy when the store is away."""
    items = ledger.read(lambda books: books.inbox.oldest(AT_ONCE))
    if not items:
        return 0
    refusals = store.append([item.entry for item in items])

    def settle(books: Books) -> None:
        if refusals:
            books.inbox.quarantine([_quarantined(refusal, now) for refusal in refusals])
        books.inbox.remove([item.number for item in items])

    ledger.write(settle)
    return len(items)


def _quarantined(refusal: Refusal, now: datetime) -> Quarantined:
    entry = refusal.entry
    device_id = entry.origin.device_id if isinstance(entry, Frame) else entry.tags.get("device_id", "")
    return Quarantined(device_id, f"the series store refused it: {refusal.reason}", now, repr(entry).encode())
