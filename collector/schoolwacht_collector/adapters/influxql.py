"""InfluxQL, the one query language that InfluxDB 1, 2, 3 and the stores that speak its protocols understand.

Every name goes in as a quoted identifier and every value as a quoted string; nothing else of a request reaches the
text. https://docs.influxdata.com/influxdb/v2/reference/syntax/influxql-spec/
"""

from __future__ import annotations

from schoolwacht_collector.adapters.admission import EARLIEST_MS, LATEST_MS
from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text
from schoolwacht_collector.domain.series import Window


def identifier(name: str) -> str:
    """A name of a measurement, field or tag key, between double quotes."""
    return '"' + clean_text(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(text: str) -> str:
    """A string value, between single quotes."""
    return "'" + clean_text(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def select_window(wanted: Window) -> str:
    """The points of one metric, in series by all their tags; with buckets, the last point of each."""
    measurement, _, field = wanted.metric.partition(".")
    tags = dict(wanted.tags) if wanted.device_id is None else {**wanted.tags, "device_id": wanted.device_id}
    where = "".join(f" AND {identifier(key)} = {literal(clean_tag(value))}" for key, value in sorted(tags.items()))
    what, by, fill = identifier(field), "*", ""
    if wanted.every_ms:
        what, by, fill = f"last({what})", f"time({wanted.every_ms}ms), *", " fill(none)"
    return f"SELECT {what}{_span(measurement, wanted.since_ms, wanted.until_ms)}{where} GROUP BY {by}{fill}"


def select_marks(measurement: str, since_ms: int, until_ms: int) -> str:
    """All fields of one measurement in a span, in series by all their tags."""
    return f"SELECT *{_span(measurement, since_ms, until_ms)} GROUP BY *"


def _span(measurement: str, since_ms: int, until_ms: int) -> str:
    # Beyond these moments InfluxQL's own arithmetic overflows, and no store keeps a point there.
    since, until = (min(max(at_ms, EARLIEST_MS), LATEST_MS + 1) for at_ms in (since_ms, until_ms))
    return f" FROM {identifier(measurement)} WHERE time >= {since}ms AND time < {until}ms"
