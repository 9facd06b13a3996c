"""InfluxQL for the boards: the one language that InfluxDB 1, 2 and 3 answer, and for which no SDK has a builder.

A device is told apart by `device_id`; its host, room and site are read as they were at its last point, so that a
machine that moved is one row and not two.
"""

# ruff: noqa: INP001 - run as a script from its own folder, not a package

from __future__ import annotations

from dataclasses import dataclass

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import DataSourceRef

from schoolwacht_collector.domain.volumes import ALWAYS_FULL, FIRMWARE_MOUNTS

SOURCE = DataSourceRef(type_val="influxdb", uid="${ds}")
"""The data source that is chosen at the top of the board."""

ALL_PROCESSORS = " AND \"cpu\" = 'cpu-total'"
"""Telegraf and our agent give the processors one by one, and together under this name."""

_HERE = "".join(f' AND "{tag}" =~ /^${{{tag}:regex}}$/' for tag in ("site", "room", "host"))
_PLACE = '"host", "room", "site"'
_MEDIA = f'"fstype" !~ /^({"|".join(sorted(ALWAYS_FULL))})$/'
_FIRMWARE = f'"path" !~ /^({"|".join(path.replace("/", chr(92) + "/") for path in sorted(FIRMWARE_MOUNTS))})$/'
_CAN_FILL_UP = f" AND {_MEDIA} AND {_FIRMWARE}"


@dataclass(frozen=True)
class InfluxQuery(Dataquery):
    """One raw query of a panel, in the form Grafana's InfluxDB source stores it."""

    text: str
    ref_id: str
    result_format: str
    alias: str = ""

    def to_json(self) -> dict[str, object]:
        """What the SDK's encoder asks for."""
        query: dict[str, object] = {
            "refId": self.ref_id,
            "datasource": SOURCE,
            "rawQuery": True,
            "query": self.text,
            "resultFormat": self.result_format,
        }
        return {**query, "alias": self.alias} if self.alias else query


class Ask(Builder[Dataquery]):
    """Hands a query to a panel's builder."""

    def __init__(self, text: str, ref_id: str = "A", result_format: str = "table", alias: str = "") -> None:
        self._query = InfluxQuery(text, ref_id, result_format, alias)

    def build(self) -> Dataquery:
        """The query itself."""
        return self._query


def last(measurement: str, what: str, where: str = "", by: str = '"device_id"') -> str:
    """The last point of each device, or of each group, in the span of the panel."""
    return f'SELECT {what} FROM "{measurement}" WHERE $timeFilter{where}{_HERE} GROUP BY {by}'  # noqa: S608 - constants


def machines() -> str:
    """Every machine with where it stands; the time of the row is when it was last heard."""
    return last("system", f'last("uptime") AS "uptime", {_PLACE}')


def processor() -> str:
    """How busy each machine is."""
    return last("cpu", 'last("usage_active") AS "cpu"', ALL_PROCESSORS)


def memory() -> str:
    """How much of its memory each machine uses."""
    return last("mem", 'last("used_percent") AS "mem"')


def fullest_volume() -> str:
    """The fullest volume of each machine."""
    volumes = last("disk", 'last("used_percent") AS "used_percent"', _CAN_FILL_UP, '"device_id", "path"')
    return f'SELECT max("used_percent") AS "disk" FROM ({volumes}) GROUP BY "device_id"'  # noqa: S608 - constants


def volumes() -> str:
    """Every volume with what is free on it."""
    what = f'last("used_percent") AS "used_percent", "free", "total", {_PLACE}'
    return last("disk", what, _CAN_FILL_UP, '"device_id", "path"')


def backups() -> str:
    """The last outcome of each backup job."""
    return last("backup", f'last("ok") AS "ok", "age_seconds", "size_bytes", {_PLACE}', by='"device_id", "job"')


def open_alerts(*rules: str) -> str:
    """Alerts whose last transition opened them. Severity is not a key: an alert that became worse is one alert."""
    what = f'"rule", "severity", "part", "value", {_PLACE}'
    return f"SELECT {what} FROM ({_transitions(rules)}) WHERE \"state\" = 'open'"  # noqa: S608 - constants


def count_of_open_alerts(*rules: str) -> str:
    """How many of them there are."""
    return f'SELECT count("state") AS "open" FROM ({_transitions(rules)}) WHERE "state" = \'open\''  # noqa: S608 - constants


def count_of_machines() -> str:
    """How many machines were heard in the span of the panel."""
    heard = last("system", 'last("uptime") AS "uptime"')
    return f'SELECT count("uptime") AS "machines" FROM ({heard})'  # noqa: S608 - constants


def over_time(measurement: str, field: str, where: str = "") -> str:
    """One line a machine, with gaps where nothing was heard."""
    what = f'SELECT mean("{field}") FROM "{measurement}" WHERE $timeFilter{where}{_HERE}'  # noqa: S608 - constants
    return f'{what} GROUP BY time($__interval), "host" fill(null)'


def _transitions(rules: tuple[str, ...]) -> str:
    chosen = f' AND "rule" =~ /^({"|".join(rules)})$/' if rules else ""
    what = f'last("state") AS "state", "value", "severity", {_PLACE}'
    return last("alert", what, chosen, '"rule", "device_id", "part"')
