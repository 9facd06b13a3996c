"""One chart as SVG.

The plot stretches with the page while words keep their size: it is a drawing of 1000 x 100 inside, without fixed
proportions, and every word stands beside it at a percentage. There is no style in it: colours come from classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from schoolwacht_collector.entrypoints.console.charts.axes import Scale
from schoolwacht_collector.entrypoints.console.charts.lines import MOST_POINTS, Point, drawn, stretches

_WIDTH, _HEIGHT = 1000, 100
_TOP, _BOTTOM = 8, 132
"""Pixels: where the plot begins and ends. The values stand left of it, in the margin that the style gives it."""
_EDGE = 40
"""Nearer to a side than this a word would be cut off."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart. The first one gets the accent, and a light fill down to the bottom.

    With `low` and `high` the fill shows between which values it moved, in buckets of which `points` are the means.
    """

    points: Sequence[Point]
    label: str = ""
    low: Sequence[Point] = ()
    high: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a chart shows; words are in the reader's language already."""

    key: str
    title: str
    about: str
    lines: Sequence[Line]
    since: datetime
    until: datetime
    scale: Scale
    value_text: Callable[[float], str]
    times: Sequence[tuple[datetime, str]] = ()
    parted_at: Sequence[datetime] = ()
    threshold: float | None = None


def draw(chart: Chart) -> Markup:
    """The chart as an SVG element."""
    return Markup("").join(
        [
            Markup('<svg class="chart" role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="150">').format(
                chart.key
            ),
            Markup('<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>').format(
                chart.key, chart.title, chart.about
            ),
            *_value_marks(chart),
            Markup('<svg y="{}" width="100%" height="{}" viewBox="0 0 1000 100" ').format(_TOP, _BOTTOM - _TOP),
            Markup('preserveAspectRatio="none" aria-hidden="true">'),
            *_grid(chart),
            *_lines(chart),
            Markup("</svg>"),
            *_time_marks(chart),
            Markup("</svg>"),
        ]
    )


def _value_marks(chart: Chart) -> list[Markup]:
    height = _BOTTOM - _TOP
    return [
        Markup('<text class="mark" x="-8" y="{:.0f}" text-anchor="end">{}</text>').format(
            _TOP + height * _down(mark, chart.scale) / _HEIGHT + 4, chart.value_text(mark)
        )
        for mark in chart.scale.marks
    ]


def _grid(chart: Chart) -> list[Markup]:
    across = [_level(mark, chart.scale, "grid") for mark in chart.scale.marks]
    upright = [
        Markup('<path class="grid" d="M{0} 0V100" vector-effect="non-scaling-stroke"/>').format(_across(at, chart))
        for at in chart.parted_at
    ]
    return across + upright


def _lines(chart: Chart) -> list[Markup]:
    parts: list[Markup] = []
    most = MOST_POINTS // max(1, len(chart.lines))
    for number, line in enumerate(chart.lines, start=1):
        parts += _bands(line, chart)
        for stretch in drawn(line.points, most):
            at = [(_across(moment, chart), _down(value, chart.scale)) for moment, value in stretch]
            if len(at) == 1:  # a lone value is still seen, as a short stroke
                at.append((at[0][0] + 2, at[0][1]))
            path = "M" + "L".join(f"{x} {y:.4g}" for x, y in at)
            if number == 1 and not line.low:
                parts.append(Markup('<path class="fill" d="{}V100H{}Z"/>').format(path, at[0][0]))
            parts.append(
                Markup('<path class="line line-{}" d="{}" vector-effect="non-scaling-stroke"/>').format(number, path)
            )
    if chart.threshold is not None and chart.scale.low <= chart.threshold <= chart.scale.high:
        parts.append(_level(chart.threshold, chart.scale, "threshold"))
    return parts


def _bands(line: Line, chart: Chart) -> list[Markup]:
    """What lies between the lowest and the highest of each bucket, broken where the line is."""
    parts: list[Markup] = []
    for low, high in zip(stretches(line.low), stretches(line.high), strict=False):
        around = [*high, *reversed(low)]
        if len(high) == 1:  # as wide as the stroke that shows a lone value
            at = _across(high[0][0], chart)
            path = [(at, high[0][1]), (at + 2, high[0][1]), (at + 2, low[0][1]), (at, low[0][1])]
        else:
            path = [(_across(moment, chart), value) for moment, value in around]
        corners = "L".join(f"{x} {_down(value, chart.scale):.4g}" for x, value in path)
        parts.append(Markup('<path class="fill" d="M{}Z"/>').format(corners))
    return parts


def _time_marks(chart: Chart) -> list[Markup]:
    return [
        Markup('<text class="mark" x="{:.1f}%" y="{}" text-anchor="middle">{}</text>').format(
            _across(at, chart) / _WIDTH * 100, _BOTTOM + 16, word
        )
        for at, word in chart.times
        if _EDGE < _across(at, chart) < _WIDTH - _EDGE
    ]


def _level(value: float, scale: Scale, kind: str) -> Markup:
    return Markup('<path class="{}" d="M0 {:.4g}H1000" vector-effect="non-scaling-stroke"/>').format(
        escape(kind), _down(value, scale)
    )


def _across(moment: datetime, chart: Chart) -> int:
    return round((moment - chart.since) / (chart.until - chart.since) * _WIDTH)


def _down(value: float, scale: Scale) -> float:
    share = (value - scale.low) / (scale.high - scale.low)
    return _HEIGHT * (1 - min(1.0, max(0.0, share)))
