"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def logs_go_nowhere_else_afterwards() -> Iterator[None]:
    """A command that a test runs in this process points the log at its own stderr, which is closed after that test."""
    yield
    import structlog

    structlog.reset_defaults()
