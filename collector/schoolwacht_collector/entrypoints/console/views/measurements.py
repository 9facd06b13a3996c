"""What a device measured over a day, a week, a month or a year, as charts, and how full its volumes are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from schoolwacht_collector.domain.series import Window
from schoolwacht_collector.entrypoints.console.charts import axes, table
from schoolwacht_collector.entrypoints.console.charts.draw import Chart, Line, draw
from schoolwacht_collector.entrypoints.console.charts.lines import Point
from schoolwacht_collector.entrypoints.console.charts.spans import SPANS
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.look import Course, Look, look_at, mirrored
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.ports import SeriesStore

__all__ = ["SPANS", "Measurements", "Picture", "Volume", "measurements"]

_MOST_VOLUMES = 4
_MOST_CARDS = 2
_RECENT = timedelta(days=31)
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, ready to print: as a drawing and as a table."""

    key: str
    title: str
    drawing: Markup
    rows: Sequence[table.Row]
    threshold: float | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """How full a volume was when it was last measured."""

    path: str
    used_percent: float
    free: float | None
    total: float | None
    taken_at: datetime
    worst: str


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything measured that the page shows."""

    pictures: Sequence[Picture]
    volumes: Sequence[Volume]


def measurements(
    store: SeriesStore, device_id: str, span: str, disk_limit: float | None, speech: Speech, now: datetime
) -> Measurements:
    """Asks the store. Raises Busy when it does not answer."""
    look = look_at(store, device_id, SPANS[span], now)
    charts = [
        *_processor(look, speech),
        *_memory(look, speech),
        *_volumes(look, disk_limit, speech),
        *_network(look, speech),
    ]
    pictures = [
        Picture(
            key=chart.key,
            title=chart.title,
            drawing=draw(chart),
            rows=table.rows(chart, speech.zone),
            threshold=chart.threshold,
            labels=tuple(line.label for line in chart.lines if line.label),
        )
        for chart in charts
    ]
    return Measurements(pictures, _newest_volumes(store, device_id, disk_limit, now))


def _processor(look: Look, speech: Speech) -> list[Chart]:
    whole = _whole_processor(look.courses("cpu.usage_active"))
    if not whole:
        whole = [mirrored(course) for course in _whole_processor(look.courses("cpu.usage_idle"))]
    return [_percent_chart(look, speech, "cpu", speech.gettext("Processor in use"), course) for course in whole[:1]]


def _whole_processor(courses: Sequence[Course]) -> list[Course]:
    return [one for one in courses if one.tags.get("cpu", "cpu-total") == "cpu-total"]


def _memory(look: Look, speech: Speech) -> list[Chart]:
    found = look.courses("mem.used_percent")[:1]
    return [_percent_chart(look, speech, "mem", speech.gettext("Memory in use"), course) for course in found]


def _volumes(look: Look, limit: float | None, speech: Speech) -> list[Chart]:
    charts: list[Chart] = []
    found = sorted(look.courses("disk.used_percent"), key=lambda one: natural(one.tags.get("path", "")))
    for number, one in enumerate(found[:_MOST_VOLUMES]):
        title = speech.gettext("Volume {path} in use").format(path=one.tags.get("path", ""))
        chart = _percent_chart(look, speech, f"disk{number}", title, one)
        charts.append(replace(chart, scale=axes.fullness(one.low, limit), threshold=limit))
    return charts


def _percent_chart(look: Look, speech: Speech, key: str, title: str, course: Course) -> Chart:
    low, high = (pick(value for _, value in points) for pick, points in ((min, course.low), (max, course.high)))
    about = speech.gettext("Lowest {low}, highest {high}, last {last}.").format(
        low=speech.percent(low), high=speech.percent(high), last=speech.percent(course.points[-1][1])
    )
    line = Line(course.points, low=course.low, high=course.high)
    return _chart(look, speech, (key, title, about), [line], axes.PERCENT, speech.percent)


def _network(look: Look, speech: Speech) -> list[Chart]:
    """The busiest cards, what came in and what went out."""
    incoming = {tags.get("interface", ""): points for tags, points in look.rates("net.bytes_recv")}
    outgoing = {tags.get("interface", ""): points for tags, points in look.rates("net.bytes_sent")}
    busiest = sorted(incoming, key=lambda card: sum(value for _, value in incoming[card]), reverse=True)[:_MOST_CARDS]
    return [
        _network_chart(look, speech, (f"net{number}", card), incoming[card], outgoing.get(card, []))
        for number, card in enumerate(busiest)
        if incoming[card]
    ]


def _network_chart(
    look: Look, speech: Speech, name: tuple[str, str], incoming: list[Point], outgoing: list[Point]
) -> Chart:
    key, card = name
    highest = max(value for _, value in [*incoming, *outgoing])
    title = speech.gettext("Network {card}").format(card=card)
    about = speech.gettext("Highest {high}.").format(high=speech.rate(highest))
    lines = [Line(incoming, speech.gettext("received")), Line(outgoing, speech.gettext("sent"))]
    return _chart(look, speech, (key, title, about), lines, axes.amounts(highest), speech.rate)


def _chart(
    look: Look,
    speech: Speech,
    words: tuple[str, str, str],
    lines: Sequence[Line],
    scale: axes.Scale,
    value_text: Callable[[float], str],
) -> Chart:
    """A chart with its key, title and description, and with its days, weeks or months below."""
    key, title, about = words
    return Chart(
        key=key,
        title=title,
        about=about,
        lines=lines,
        since=look.since,
        until=look.until,
        scale=scale,
        value_text=value_text,
        times=axes.times(look.since, look.until, speech.zone, speech.weekday, speech.clock),
        parted_at=axes.parts(look.since, look.until, speech.zone),
    )


def _newest_volumes(store: SeriesStore, device_id: str, limit: float | None, now: datetime) -> list[Volume]:
    """The last measurement of each volume within a month; a machine in a cupboard had volumes too."""

    def newest(metric: str) -> dict[str, Point]:
        wanted = Window(metric, _ms(now - _RECENT), _ms(now), device_id=device_id, every_ms=_DAY_MS)
        return {one.tags.get("path", ""): one.points[-1] for one in store.window(wanted) if one.points}

    free, total = newest("disk.free"), newest("disk.total")
    volumes = [
        Volume(path, used, _value(free.get(path)), _value(total.get(path)), at, _worst(used, limit))
        for path, (at, used) in newest("disk.used_percent").items()
    ]
    return sorted(volumes, key=lambda volume: natural(volume.path))


def _value(point: Point | None) -> float | None:
    return None if point is None else point[1]


def _worst(used: float, limit: float | None) -> str:
    return "warning" if limit is not None and used > limit else ""


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
