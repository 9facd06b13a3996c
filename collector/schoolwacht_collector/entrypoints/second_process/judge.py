"""Judging elsewhere: the same call as judging here, answered by the second process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.entrypoints.second_process.lines import state_to_line, verdicts_from_lines
from schoolwacht_collector.usecases.judge_all import Verdict


@dataclass(frozen=True, slots=True)
class JudgedElsewhere:
    """One round, asked of the second process. Raises Busy when it did not answer; the next round asks again."""

    ask: Callable[[Mapping[str, Any]], dict[str, Any]]
    rules: Mapping[str, AnyRule]
    days_off: Callable[[], Sequence[date]] = tuple
    """The school's own, which may change while both processes run."""

    def __call__(self, now: datetime, listening_since: datetime, state: CollectorState) -> list[Verdict]:
        """The verdicts of all rules."""
        answer = self.ask(
            {
                "do": "judge",
                "now": now.isoformat(),
                "listening_since": listening_since.isoformat(),
                "days_off": [day.isoformat() for day in self.days_off()],
                "state": state_to_line(state),
            }
        )
        return verdicts_from_lines(answer["verdicts"], self.rules)
