"""InfluxQL, the one query language that InfluxDB 1, 2, 3 and the stores that speak its protocols understand.

Every name goes in as a quoted identifier and every value as a quoted string; nothing else of a request reaches the
text. https://docs.influxdata.com/influxdb/v2/reference/syntax/influxql-spec/
"""

from __future__ import annotations

from collections.abc import Iterable

from schoolwacht_collector.adapters.admission import EARLIEST_MS, LATEST_MS
from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text
from schoolwacht_collector.domain.series import Window

_FUNCTIONS = {"last": "last", "mean": "mean", "min": "min", "max": "max"}


def identifier(name: str) -> str:
    """A name of a measurement, field or tag key, between double quotes."""
    return '"' + clean_text(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(text: str) -> str:
    """A string value, between single quotes."""
    return "'" + clean_text(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def select_window(wanted: Window) -> str:
    """The points of one metric, in series by all their tags; with buckets, what is asked of each.

    With a mean comes how many points it is of, so that a machine that moved within a bucket gets the right one.
    """
    measurement, _, field = wanted.metric.partition(".")
    what, by, fill = identifier(field), "*", ""
    if wanted.every_ms:
        counted = f", count({what})" if wanted.aggregate == "mean" else ""
        what = f"{_FUNCTIONS[wanted.aggregate]}({what}){counted}"
        by, fill = f"time({wanted.every_ms}ms), *", " fill(none)"
    return f"SELECT {what}{_span(measurement, wanted.since_ms, wanted.until_ms)}{_chosen(wanted)} GROUP BY {by}{fill}"


def select_rollups(wanted: Window, columns: Iterable[str]) -> str:
    """Ready hours or days of one metric, as they are; `columns` are what is needed of each, such as mean or last."""
    measurement, _, field = wanted.metric.partition(".")
    what = ", ".join(identifier(f"{column}_{field}") for column in columns)
    return f"SELECT {what}{_span(measurement, wanted.since_ms, wanted.until_ms)}{_chosen(wanted)} GROUP BY *"


def sum_up(measurement: str, span: tuple[int, int], every_ms: int, device_ids: Iterable[str], *, ready: bool) -> str:
    """Every number of one measurement over steps of `every_ms`; `ready` when it is read from hours already."""
    ids = " OR ".join(f"{identifier('device_id')} = {literal(clean_tag(one))}" for one in sorted(device_ids))
    where = f" AND ({ids})" if ids else ""
    if ready:  # what was summed up is summed up further by its name
        kinds = {"sum": "sum", "count": "sum", "min": "min", "max": "max", "last": "last"}
        what = ", ".join(f"{function}(/^{kind}_/)" for kind, function in kinds.items())
    else:
        what = "sum(*), count(*), min(*), max(*), last(*)"
    return f"SELECT {what}{_span(measurement, *span)}{where} GROUP BY time({every_ms}ms), * fill(none)"


def select_marks(measurement: str, since_ms: int, until_ms: int) -> str:
    """All fields of one measurement in a span, in series by all their tags."""
    return f"SELECT *{_span(measurement, since_ms, until_ms)} GROUP BY *"


def _chosen(wanted: Window) -> str:
    tags = dict(wanted.tags) if wanted.device_id is None else {**wanted.tags, "device_id": wanted.device_id}
    return "".join(f" AND {identifier(key)} = {literal(clean_tag(value))}" for key, value in sorted(tags.items()))


def _span(measurement: str, since_ms: int, until_ms: int) -> str:
    # Beyond these moments InfluxQL's own arithmetic overflows, and no store keeps a point there.
    since, until = (min(max(at_ms, EARLIEST_MS), LATEST_MS + 1) for at_ms in (since_ms, until_ms))
    return f" FROM {identifier(measurement)} WHERE time >= {since}ms AND time < {until}ms"
