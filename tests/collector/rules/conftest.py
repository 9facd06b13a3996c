from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.school import School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """An empty school with a real ledger."""
    made = School.open(tmp_path)
    yield made
    made.ledger.close()
