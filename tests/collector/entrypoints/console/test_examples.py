"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from schoolwacht_collector.entrypoints.console import addresses, languages
from schoolwacht_collector.entrypoints.console.views import rooms


@pytest.mark.parametrize("module", [addresses, languages, rooms], ids=lambda module: module.__name__)
def test_examples_are_true(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
