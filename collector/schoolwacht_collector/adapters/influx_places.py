"""Where the roll-ups of a bucket lie in InfluxDB: `<bucket>_hourly` and `<bucket>_daily`, made where we may.

In 2.x these are buckets, in 1.8 databases. Who does not let us make them gets a sentence that says what to make.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from schoolwacht_collector.adapters.influx_wire import InfluxAddress, InfluxWire
from schoolwacht_collector.adapters.influxql import identifier
from schoolwacht_collector.adapters.series_steps import DAILY, HOURLY, Step
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.roll_up import DAILY_KEPT, HOURLY_KEPT

KEPT = {HOURLY.number: HOURLY_KEPT, DAILY.number: DAILY_KEPT}
_DURATION = re.compile(r"(\d+)(w|d|h|m(?!s)|s)")
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}


def place_of(address: InfluxAddress, step: Step) -> InfluxAddress:
    """Where the roll-ups of a step lie."""
    return replace(address, bucket=f"{address.bucket}_{step.name}")


def check_bucket(wire: InfluxWire) -> None:
    """Tries a bucket both ways and changes nothing. Raises Busy with what to repair.

    A comment of line protocol is enough for the server to look at token, organisation and bucket.
    """
    wire.write(b"# schoolwacht may write here")
    wire.query('SELECT * FROM "alert" LIMIT 1')  # a SHOW would find an unreadable bucket merely empty


def make_ready(raw: InfluxWire, places: dict[Step, InfluxWire]) -> None:
    """Sees to it that every place can be read and written. Raises Busy with what a person has to make."""
    raw.version()  # a server that is away is no missing bucket
    for step, wire in places.items():
        try:
            check_bucket(wire)
        except Busy as lacking:
            try:
                _make(raw, wire.address.bucket, KEPT[step.number])
                check_bucket(wire)
            except Busy:
                raise Busy(_sentence(raw, lacking)) from lacking


def raw_kept(wire: InfluxWire) -> timedelta | None:
    """How long a bucket keeps its points; None: for ever, or it does not say."""
    with suppress(Busy, KeyError, TypeError, ValueError, IndexError):
        if _is_old(wire):
            policies = wire.query(f"SHOW RETENTION POLICIES ON {identifier(wire.address.bucket)}")
            row = next(dict(zip(table.columns, row, strict=True)) for table in policies for row in table.rows)
            seconds = sum(int(amount) * _SECONDS[unit] for amount, unit in _DURATION.findall(str(row["duration"])))
        else:
            answer = wire.ask("GET", "/api/v2/buckets", name=wire.address.bucket, org=wire.address.org)
            rules = answer["buckets"][0]["retentionRules"]
            seconds = int(rules[0]["everySeconds"]) if rules else 0
        return timedelta(seconds=seconds) if seconds else None
    return None


def _is_old(wire: InfluxWire) -> bool:
    return wire.version().startswith("InfluxDB 1.")


def _make(raw: InfluxWire, name: str, kept: timedelta) -> None:
    if _is_old(raw):
        raw.ask("POST", "/query", q=f"CREATE DATABASE {identifier(name)} WITH DURATION {kept.days}d")
        return
    orgs = raw.ask("GET", "/api/v2/orgs", org=raw.address.org)
    try:
        org_id = orgs["orgs"][0]["id"]
    except (KeyError, TypeError, IndexError) as error:
        raise Busy(f"InfluxDB does not show organisation {raw.address.org!r} to this token.") from error
    rule = {"type": "expire", "everySeconds": int(kept.total_seconds())}
    raw.ask("POST", "/api/v2/buckets", {"orgID": org_id, "name": name, "retentionRules": [rule]})


def _sentence(raw: InfluxWire, lacking: Busy) -> str:
    hourly, daily = (place_of(raw.address, step).bucket for step in (HOURLY, DAILY))
    return (
        f"Roll-ups are off: make the buckets {hourly!r} (keeps {HOURLY_KEPT.days} days) and {daily!r} (keeps"
        f" {DAILY_KEPT.days} days) and give the token the rights to read and write them ({lacking})"
    )
