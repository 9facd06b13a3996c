"""What a rule's test file shows of the rule, so that `test_rules.py` can put every rule through the same mill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """Answers to a rule's question, all about the same subject, at `collector.school.NOW`.

    `raised` opens an alert; `kept` lies between the levels (None for a rule that only has a time to clear); `well` is
    no news; `unknown` tells nothing about the subject, where an answer can do that.
    """

    raised: Any
    well: Any
    kept: Any = None
    unknown: Sequence[Any] = ()
