"""A furnished interface for every test. The school is made once for the whole run and copied, which is quick."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_school import School, furnish
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.memory import MemorySeries


@dataclass(frozen=True, slots=True)
class Furnished:
    """A ledger file with a school in it, and a week of measurements."""

    path: Path
    school: School
    series: MemorySeries


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    path, series = tmp_path_factory.mktemp("furnished") / "ledger.db", MemorySeries()
    with SqlLedger(path) as ledger:
        return Furnished(path, furnish(ledger, series), series)


@pytest.fixture
def place(tmp_path: Path, furnished: Furnished) -> Iterator[Place]:
    with SqlLedger(Path(shutil.copy(furnished.path, tmp_path / "ledger.db"))) as ledger:
        yield Place(ledger, furnished.school, series=furnished.series)


@pytest.fixture
async def owner(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with place.as_owner() as opened:
        yield opened
