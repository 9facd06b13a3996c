"""What a device measured over a day or a week, as charts, and how full its volumes are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from schoolwacht_collector.domain.series import Series, Window
from schoolwacht_collector.entrypoints.console.charts import axes, table
from schoolwacht_collector.entrypoints.console.charts.draw import Chart, Line, draw
from schoolwacht_collector.entrypoints.console.charts.lines import Point, rate
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.ports import SeriesStore

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7)}
_EVERY_MS = {"day": None, "week": 5 * 60_000}
"""A week of minutes would be 10,080 points a line; every fifth still shows each lesson hour."""
_MOST_VOLUMES = 4
_MOST_CARDS = 2
_RECENT = timedelta(days=31)


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


@dataclass(frozen=True, slots=True)
class _Look:
    """The store, asked about one device and one span."""

    store: SeriesStore
    device_id: str
    since: datetime
    until: datetime
    every_ms: int | None

    def series(self, metric: str) -> Sequence[Series]:
        return self.store.window(
            Window(metric, _ms(self.since), _ms(self.until), device_id=self.device_id, every_ms=self.every_ms)
        )


def measurements(
    store: SeriesStore, device_id: str, span: str, disk_limit: float | None, speech: Speech, now: datetime
) -> Measurements:
    """Asks the store. Raises Busy when it does not answer."""
    look = _Look(store, device_id, now - SPANS[span], now, _EVERY_MS[span])
    disks = look.series("disk.used_percent")
    charts = [
        *_processor(look, speech),
        *_memory(look, speech),
        *_volumes(look, disks, disk_limit, speech),
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


def _processor(look: _Look, speech: Speech) -> list[Chart]:
    active = [one for one in look.series("cpu.usage_active") if one.tags.get("cpu", "cpu-total") == "cpu-total"]
    if active:
        points: list[Point] = list(active[0].points)
    else:
        idle = [one for one in look.series("cpu.usage_idle") if one.tags.get("cpu", "cpu-total") == "cpu-total"]
        points = [(at, 100 - value) for at, value in idle[0].points] if idle else []
    return _percent_chart(look, speech, "cpu", speech.gettext("Processor in use"), points, axes.PERCENT)


def _memory(look: _Look, speech: Speech) -> list[Chart]:
    found = look.series("mem.used_percent")
    points = list(found[0].points) if found else []
    return _percent_chart(look, speech, "mem", speech.gettext("Memory in use"), points, axes.PERCENT)


def _volumes(look: _Look, disks: Sequence[Series], limit: float | None, speech: Speech) -> list[Chart]:
    charts: list[Chart] = []
    for number, one in enumerate(sorted(disks, key=lambda one: natural(one.tags.get("path", "")))[:_MOST_VOLUMES]):
        title = speech.gettext("Volume {path} in use").format(path=one.tags.get("path", ""))
        scale = axes.fullness(one.points, limit)
        charts += _percent_chart(look, speech, f"disk{number}", title, list(one.points), scale, limit)
    return charts


def _percent_chart(
    look: _Look,
    speech: Speech,
    key: str,
    title: str,
    points: list[Point],
    scale: axes.Scale,
    threshold: float | None = None,
) -> list[Chart]:
    if not points:
        return []
    values = [value for _, value in points]
    about = speech.gettext("Lowest {low}, highest {high}, last {last}.").format(
        low=speech.percent(min(values)), high=speech.percent(max(values)), last=speech.percent(values[-1])
    )
    chart = Chart(
        key=key,
        title=title,
        about=about,
        lines=(Line(points),),
        since=look.since,
        until=look.until,
        scale=scale,
        value_text=speech.percent,
        times=axes.times(look.since, look.until, speech.zone, speech.weekday, speech.clock),
        parted_at=tuple(axes.midnights(look.since, look.until, speech.zone)),
        threshold=threshold,
    )
    return [chart]


def _network(look: _Look, speech: Speech) -> list[Chart]:
    """The busiest cards, what came in and what went out."""
    incoming = {_card(one): rate(one.points) for one in look.series("net.bytes_recv")}
    outgoing = {_card(one): rate(one.points) for one in look.series("net.bytes_sent")}
    busiest = sorted(incoming, key=lambda card: sum(value for _, value in incoming[card]), reverse=True)[:_MOST_CARDS]
    return [
        _network_chart(look, speech, number, card, incoming[card], outgoing.get(card, []))
        for number, card in enumerate(busiest)
        if incoming[card]
    ]


def _network_chart(
    look: _Look, speech: Speech, number: int, card: str, incoming: list[Point], outgoing: list[Point]
) -> Chart:
    highest = max(value for _, value in [*incoming, *outgoing])
    return Chart(
        key=f"net{number}",
        title=speech.gettext("Network {card}").format(card=card),
        about=speech.gettext("Highest {high}.").format(high=speech.rate(highest)),
        lines=(Line(incoming, speech.gettext("received")), Line(outgoing, speech.gettext("sent"))),
        since=look.since,
        until=look.until,
        scale=axes.amounts(highest),
        value_text=speech.rate,
        times=axes.times(look.since, look.until, speech.zone, speech.weekday, speech.clock),
        parted_at=tuple(axes.midnights(look.since, look.until, speech.zone)),
    )


def _newest_volumes(store: SeriesStore, device_id: str, limit: float | None, now: datetime) -> list[Volume]:
    """The last measurement of each volume within a month; a machine in a cupboard had volumes too."""
    look = _Look(store, device_id, now - _RECENT, now, 86_400_000)
    free = {one.tags.get("path", ""): one.points[-1][1] for one in look.series("disk.free") if one.points}
    total = {one.tags.get("path", ""): one.points[-1][1] for one in look.series("disk.total") if one.points}
    volumes = [
        Volume(path, used, free.get(path), total.get(path), at, _worst(used, limit))
        for one in look.series("disk.used_percent")
        for path, (at, used) in [(one.tags.get("path", ""), one.points[-1])]
    ]
    return sorted(volumes, key=lambda volume: natural(volume.path))


def _worst(used: float, limit: float | None) -> str:
    return "warning" if limit is not None and used > limit else ""


def _card(series: Series) -> str:
    return series.tags.get("interface", "")


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
