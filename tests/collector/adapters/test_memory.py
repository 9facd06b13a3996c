from __future__ import annotations

import pytest

from collector.adapters.frames import frame
from collector.adapters.series_store_contract import SeriesStoreContract
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.ports import SeriesStore


class TestMemory(SeriesStoreContract):
    @pytest.fixture
    def store(self) -> SeriesStore:
        return MemorySeries()


def test_it_says_that_it_forgets() -> None:
    store = MemorySeries()
    store.append([frame(100)])
    assert store.health() == "memory, 1 series; gone when the collector stops"
