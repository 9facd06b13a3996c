from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

from schoolwacht_collector.entrypoints.console.charts.axes import PERCENT
from schoolwacht_collector.entrypoints.console.charts.draw import Chart, Line, draw

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
MINUTES = [(SINCE + timedelta(minutes=number), number % 60 + 20.0) for number in range(1440)]
CHART = Chart(
    key="cpu",
    title="Processor",
    about="Hoogste 79 %.",
    lines=(Line(MINUTES),),
    since=SINCE,
    until=NOW,
    scale=PERCENT,
    value_text=lambda value: f"{value:.0f} %",
    times=((SINCE + timedelta(hours=6), "18:00"), (NOW, "12:00")),
    parted_at=(SINCE + timedelta(hours=12),),
    threshold=90.0,
)


def parsed(chart: Chart) -> Element:
    return fromstring(str(draw(chart)))  # noqa: S314 - what we drew ourselves


def paths(chart: Chart, kind: str) -> list[str]:
    return [one.attrib["d"] for one in parsed(chart).iter("path") if kind in one.attrib["class"].split()]


def test_a_chart_has_a_name_a_description_and_words_on_both_axes() -> None:
    svg = parsed(CHART)
    assert svg.attrib["role"] == "img"
    assert [one.text for one in svg.iter() if one.tag in {"title", "desc"}] == ["Processor", "Hoogste 79 %."]
    assert [one.text for one in svg.iter("text")] == ["0 %", "50 %", "100 %", "18:00"], "12:00 would be cut off"


def test_a_chart_of_a_day_of_minutes_stays_small_and_has_no_style_in_it() -> None:
    text = str(draw(CHART))
    assert len(text) < 12_000
    assert "style" not in text


def test_buckets_show_between_which_values_they_moved() -> None:
    hours = [SINCE + timedelta(hours=n) for n in range(3)]
    low, mean, high = ([(at, value) for at in hours] for value in (10.0, 20.0, 90.0))
    banded = replace(CHART, lines=(Line(mean, low=low, high=high),))
    assert paths(banded, "fill") == ["M0 10L42 10L83 10L83 90L42 90L0 90Z"]
    assert paths(banded, "line") == ["M0 80L42 80L83 80"]


def test_what_buckets_moved_between_is_broken_where_the_line_is() -> None:
    hours = [SINCE + timedelta(hours=n) for n in (0, 1, 2, 9)]
    low, mean, high = ([(at, value) for at in hours] for value in (10.0, 20.0, 90.0))
    banded = replace(CHART, lines=(Line(mean, low=low, high=high),))
    assert paths(banded, "fill") == ["M0 10L42 10L83 10L83 90L42 90L0 90Z", "M375 10L377 10L377 90L375 90Z"]
    assert len(paths(banded, "line")) == 2


def test_the_threshold_is_a_line_at_its_height() -> None:
    assert paths(CHART, "threshold") == ["M0 10H1000"]
    assert paths(replace(CHART, threshold=None), "threshold") == []


def test_a_gap_is_never_bridged() -> None:
    without_a_night = [point for number, point in enumerate(MINUTES) if not 300 <= number < 900]
    lines = paths(replace(CHART, lines=(Line(without_a_night),)), "line")
    assert len(lines) == 2
    assert max(int(step.split()[0]) for step in lines[0][1:].split("L")) < 210
    assert min(int(step.split()[0]) for step in lines[1][1:].split("L")) > 620


def test_values_outside_the_scale_stay_inside_the_chart() -> None:
    wild = replace(CHART, lines=(Line([(SINCE, -50.0), (SINCE + timedelta(minutes=1), 900.0)]),))
    assert paths(wild, "line") == ["M0 100L1 0"]


def test_a_lone_value_is_seen() -> None:
    assert paths(replace(CHART, lines=(Line([(SINCE, 50.0)]),)), "line") == ["M0 50L2 50"]


def test_a_chart_without_a_value_is_an_empty_plot() -> None:
    assert paths(replace(CHART, lines=(Line([]),)), "line") == []


def test_words_in_a_chart_cannot_become_markup() -> None:
    hostile = replace(CHART, title="</title><script>alert(1)</script>", key='x" onload="alert(1)')
    text = str(draw(hostile))
    assert "<script" not in text
    assert '" onload' not in text
