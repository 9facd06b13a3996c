"""The limits of rules, in units that people think in: hours and days instead of seconds, GB instead of bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import AnyRule, LimitOverride
from schoolwacht_collector.entrypoints.console.speech import Speech

SCOPES = ("site", "room", "class", "device")
MOST = 1e12
_DAY, _HOUR, _MINUTE, _GB = 86_400.0, 3_600.0, 60.0, 1e9
_LONG = 2
"""From two of a unit on, that unit is the one to write in."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How a limit is written: its value divided by `size`, with a word behind it."""

    size: float
    word: Message | None


_PERCENT, _GIGABYTES = Unit(1, say("%")), Unit(_GB, say("GB"))
_DAYS, _HOURS, _MINUTES = Unit(_DAY, say("days")), Unit(_HOUR, say("hours")), Unit(_MINUTE, say("minutes"))
_CELSIUS, _PLAIN = Unit(1, say("°C")), Unit(1, None)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a rule. `value` is the default, in its unit; `otherwise` is what it is elsewhere."""

    rule: str
    name: str
    value: float
    unit: Unit
    otherwise: Sequence[LimitOverride]

    def written(self, value: float, speech: Speech) -> str:
        """A value of this limit (in its unit) with the word for the unit."""
        word = f" {speech.say(self.unit.word)}" if self.unit.word else ""
        return f"{speech.number(value)}{word}"

    def in_unit(self, override: LimitOverride) -> float:
        """An override, in this limit's unit."""
        return override.value / self.unit.size


def limits_of(rules: Mapping[str, AnyRule], overrides: Sequence[LimitOverride]) -> dict[str, list[Limit]]:
    """Every limit by its rule. Limits that are no number are not for people to change."""
    return {
        name: [
            _limit(name, key, value, overrides)
            for key, value in asdict(rule.limits).items()
            if isinstance(value, int | float | timedelta) and not isinstance(value, bool)
        ]
        for name, rule in rules.items()
    }


def _limit(rule: str, name: str, value: float | timedelta, overrides: Sequence[LimitOverride]) -> Limit:
    mine = [one for one in overrides if one.rule == rule and one.name == name]
    plain = value.total_seconds() if isinstance(value, timedelta) else float(value)
    unit = _unit(name, value)
    return Limit(rule, name, plain / unit.size, unit, mine)


def _unit(name: str, value: float | timedelta) -> Unit:
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        return _DAYS if seconds >= _LONG * _DAY else _HOURS if seconds >= _LONG * _HOUR else _MINUTES
    endings = {"percent": _PERCENT, "bytes": _GIGABYTES, "celsius": _CELSIUS, "days": _DAYS_PLAIN}
    return next((unit for ending, unit in endings.items() if name.endswith(ending)), _PLAIN)


_DAYS_PLAIN = Unit(1, say("days"))


def number_of(text: str) -> float | None:
    """A number as somebody in Flanders or elsewhere writes it; None when it is none, or absurd.

    >>> number_of("92,5"), number_of("3"), number_of("veel"), number_of("-1"), number_of("inf")
    (92.5, 3.0, None, None, None)
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= MOST else None
