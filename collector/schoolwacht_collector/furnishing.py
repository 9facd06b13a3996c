"""Parts of a house that depend on what the school chose."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from schoolwacht_collector.adapters.series import NOTES, SERIES, OpenSeries, embedded, influxdb
from schoolwacht_collector.config import BadConfig, Config
from schoolwacht_collector.notifiers import NotifySettings, make_notifiers
from schoolwacht_collector.ports import Busy


def open_series(config: Config) -> OpenSeries:
    """The series store that the school chose. Raises BadConfig."""
    if config.influxdb is None:
        return embedded(config.home / SERIES)
    influx = config.influxdb
    try:
        return influxdb(influx.url, influx.secret(), influx.org, influx.bucket, config.home / NOTES)
    except ValueError as flaw:
        raise BadConfig(f"{config.home / 'collector.toml'}: influxdb.url: {flaw}") from flaw


def second_setting(config: Config, version: str) -> Mapping[str, Any]:
    """What the second process has to know. It is written to its input, where no list of processes shows it."""
    influx = config.influxdb
    series = (
        {"kind": "embedded"}
        if influx is None
        else {
            "kind": "influxdb",
            "url": influx.url,
            "token": influx.secret(),
            "org": influx.org,
            "bucket": influx.bucket,
        }
    )
    return {"home": str(config.home), "version": version, "series": series, "zone": config.time_zone}


def send_test(url: str) -> str:
    """Sends a message to one address; gives why not, or nothing."""
    try:
        for name, notifier in make_notifiers(NotifySettings((url,))).items():
            if name != "console":
                text = "Dit is een proefbericht van Schoolwacht. This is a test message."
                notifier.send("Schoolwacht", text, message_id=f"test-{time.time_ns()}")
    except Busy as reason:
        return str(reason)
    return ""
