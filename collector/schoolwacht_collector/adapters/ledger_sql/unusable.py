"""Why a ledger cannot be opened. Each carries a sentence that says what to do."""

from __future__ import annotations


class LedgerUnusable(Exception):  # noqa: N818 - read as a sentence, "the ledger is unusable"
    """The ledger cannot be opened, and nothing was changed."""


class LedgerInUse(LedgerUnusable):
    """Another collector has it."""


class LedgerTooNew(LedgerUnusable):
    """A newer version of Schoolwacht wrote it."""
