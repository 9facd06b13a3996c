"""What a service manager can refuse."""

from __future__ import annotations


class ServiceTrouble(Exception):  # noqa: N818 - a state, told to a person
    """The service manager would not; the message says what to do."""
