"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from schoolwacht_collector.entrypoints.console import addresses, languages, listing, settings_desk, setup_steps
from schoolwacht_collector.entrypoints.console.views import days_off, limits, notify_addresses, rooms

MODULES = [addresses, days_off, languages, limits, listing, notify_addresses, rooms, settings_desk, setup_steps]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_are_true(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
