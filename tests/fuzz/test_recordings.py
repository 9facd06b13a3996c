"""2,000 cases for each of these parsers; `make fuzz` runs more of them."""

from __future__ import annotations

import pytest

from fuzz.kinds_parsers import KINDS
from fuzz.parser import Parser
from fuzz.trying import CASES, fuzz


@pytest.mark.parametrize("parser", KINDS, ids=lambda parser: parser.name)
def test_nothing_it_is_fed_breaks_it(parser: Parser) -> None:
    fuzz(parser, CASES, number=1)
