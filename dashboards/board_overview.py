"""The overview board: what is broken now, what is full, who is silent; then the machines themselves."""

# ruff: noqa: INP001 - run as a script from its own folder, not a package

from __future__ import annotations

from collections.abc import Sequence

import board_queries as ask
from board_cells import (
    BAD,
    BUSY_PERCENT,
    CAREFUL,
    FINE,
    FULL_PERCENT,
    INFORMING,
    columns,
    levels,
    named,
    percent_bar,
    rows,
    step,
    unit,
)
from board_queries import SOURCE, Ask
from board_words import Say
from grafana_foundation_sdk.builders import common as shapes
from grafana_foundation_sdk.builders import dashboard as board
from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.models import common, dashboard

from schoolwacht_collector.domain.alerts import Severity
from schoolwacht_collector.rules import backup_failed, backup_late, disk_full, host_silent

ALERTS_SPAN = "365d"
"""An alert stays open as long as it takes: the board looks a day back, panels of open alerts look further."""

_SEVERITY_COLORS = {Severity.URGENT: BAD, Severity.WARNING: CAREFUL, Severity.NOTICE: INFORMING}


def overview(language: str, say: Say) -> dashboard.Dashboard:
    """The whole board in one language."""
    made = (
        board.Dashboard(say("Schoolwacht: overview"))
        .uid(f"schoolwacht-overview-{language}")
        .description(say("What is broken now, what is full, who is silent."))
        .tags(["schoolwacht"])
        .readonly()
        .timezone("browser")
        .time("now-24h", "now")
        .refresh("1m")
        .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
    )
    for variable in _variables(say):
        made.with_variable(variable)
    busy = ask.over_time("cpu", "usage_active", ask.ALL_PROCESSORS)
    panels: list[stat.Panel | table.Panel | timeseries.Panel] = [
        *_counts(say),
        _open_alerts(say),
        _silent_machines(say),
        _machines(say),
        _fullest_disks(say),
        _backups(say),
        _lines(say("Processor"), say("Share of processor time that was not idle, for each machine."), busy),
        _lines(
            say("Memory"),
            say("Share of memory that programs cannot get, for each machine."),
            ask.over_time("mem", "used_percent"),
        ),
    ]
    for number, panel in enumerate(panels, start=1):
        made.with_panel(panel.id(number).datasource(SOURCE))
    return made.build()


def _variables(say: Say) -> Sequence[board.DatasourceVariable | board.QueryVariable]:
    def place(tag: str, label: str, within: str = "") -> board.QueryVariable:
        return (
            board.QueryVariable(tag)
            .label(label)
            .datasource(SOURCE)
            .query(f'SHOW TAG VALUES FROM "system" WITH KEY = "{tag}"{within}')
            .refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(dashboard.VariableSort.NATURAL_ASC)
            .multi(multi=True)
            .include_all(include_all=True)
            .all_value(".*")
            .current(dashboard.VariableOption(text=["All"], value=["$__all"], selected=True))
        )

    in_site = ' WHERE "site" =~ /^${site:regex}$/'
    in_room = f'{in_site} AND "room" =~ /^${{room:regex}}$/'
    return (
        board.DatasourceVariable("ds").label(say("Data source")).type("influxdb"),
        place("site", say("Building")),
        place("room", say("Room"), in_site),
        place("host", say("Machine"), in_room),
    )


def _counts(say: Say) -> Sequence[stat.Panel]:
    alarms = [
        _count(say("Open alerts"), say("Alerts that are open now, in the chosen buildings and rooms.")),
        _count(
            say("Silent machines"), say("Machines that are silent for longer than is normal."), host_silent.RULE.name
        ),
        _count(say("Full disks"), say("Volumes with an open alert, being almost full."), disk_full.RULE.name),
        _count(
            say("Backups in trouble"),
            say("Backup jobs that failed or are late."),
            backup_failed.RULE.name,
            backup_late.RULE.name,
        ),
    ]
    heard = _number(say("Machines heard"), say("Machines that sent something in the chosen span."))
    return [*alarms, heard.with_target(Ask(ask.count_of_machines())).span(4)]


def _count(title: str, description: str, *rules: str) -> stat.Panel:
    """How many alerts of some rules, or of all, are open."""
    panel = _number(title, description).with_target(Ask(ask.count_of_open_alerts(*rules)))
    return panel.thresholds(levels(1)).span(5).time_from(ALERTS_SPAN).hide_time_override(hide_time_override=True)


def _number(title: str, description: str) -> stat.Panel:
    panel = stat.Panel().title(title).description(description).height(4).unit("none").no_value("0")
    panel.graph_mode(common.BigValueGraphMode.NONE)
    return panel.reduce_options(shapes.ReduceDataOptions().calcs(["lastNotNull"]))


def _alerts(panel: table.Panel, say: Say, *rules: str) -> table.Panel:
    """Open alerts, however long they are open."""
    panel.with_target(Ask(ask.open_alerts(*rules))).no_value(say("nothing"))
    return panel.time_from(ALERTS_SPAN).hide_time_override(hide_time_override=True)


def _open_alerts(say: Say) -> table.Panel:
    names = {
        "severity": say("Severity"),
        "rule": say("Rule"),
        "host": say("Machine"),
        "part": say("Part"),
        "room": say("Room"),
        "site": say("Building"),
        "Time": say("Since"),
    }
    about = say("Alerts that are open now, in the chosen buildings and rooms.")
    panel = _alerts(rows(say("Open alerts"), about, 14, 9), say)
    severities = {severity.value: (say(severity.value), color) for severity, color in _SEVERITY_COLORS.items()}
    panel.with_transformation(columns(names, hidden=["value"]))
    return panel.override_by_name(names["severity"], named(severities))


def _silent_machines(say: Say) -> table.Panel:
    names = {"host": say("Machine"), "room": say("Room"), "site": say("Building"), "Time": say("Since")}
    about = say("Machines that are silent for longer than is normal.")
    panel = _alerts(rows(say("Silent machines"), about, 10, 9), say, host_silent.RULE.name)
    return panel.with_transformation(columns(names, hidden=["rule", "severity", "part", "value"]))


def _machines(say: Say) -> table.Panel:
    """Four questions, joined by device. The join numbers the columns of one name: the first Time is kept."""
    names = {
        "host": say("Machine"),
        "site": say("Building"),
        "room": say("Room"),
        "cpu": say("Processor"),
        "mem": say("Memory"),
        "disk": say("Fullest disk"),
        "Time 1": say("Last heard"),
    }
    panel = rows(say("Machines"), say("Every machine that was heard in the chosen span."), 24, 12)
    questions = (ask.machines(), ask.processor(), ask.memory(), ask.fullest_volume())
    for letter, question in zip("ABCD", questions, strict=True):
        panel.with_target(Ask(question, letter))
    panel.with_transformation(step("joinByField", byField="device_id", mode="outer"))
    panel.with_transformation(columns(names, hidden=["device_id", "uptime", "Time 2", "Time 3", "Time 4"]))
    panel.override_by_name(names["cpu"], percent_bar(*BUSY_PERCENT))
    panel.override_by_name(names["mem"], percent_bar(*BUSY_PERCENT))
    return panel.override_by_name(names["disk"], percent_bar(*FULL_PERCENT))


def _fullest_disks(say: Say) -> table.Panel:
    names = {
        "host": say("Machine"),
        "path": say("Volume"),
        "used_percent": say("Used"),
        "free": say("Free"),
        "total": say("Size"),
        "room": say("Room"),
    }
    panel = rows(say("Ten fullest disks"), say("Volumes that can fill up, the fullest first."), 12, 10)
    panel.with_target(Ask(ask.volumes()))
    panel.with_transformation(step("sortBy", sort=[{"field": "used_percent", "desc": True}]))
    panel.with_transformation(step("limit", limitField=10))
    panel.with_transformation(columns(names, hidden=["Time", "device_id", "site"]))
    panel.override_by_name(names["used_percent"], percent_bar(*FULL_PERCENT))
    panel.override_by_name(names["free"], unit("decbytes"))
    return panel.override_by_name(names["total"], unit("decbytes"))


def _backups(say: Say) -> table.Panel:
    names = {
        "job": say("Job"),
        "host": say("Machine"),
        "ok": say("Result"),
        "age_seconds": say("Age"),
        "size_bytes": say("Size"),
        "Time": say("Last run"),
    }
    panel = rows(say("Backups"), say("The last outcome of each backup job."), 12, 10).no_value(say("nothing"))
    panel.with_target(Ask(ask.backups())).time_from("30d").hide_time_override(hide_time_override=True)
    panel.with_transformation(columns(names, hidden=["device_id", "room", "site"]))
    panel.override_by_name(names["ok"], named({"0": (say("failed"), BAD), "1": (say("succeeded"), FINE)}))
    panel.override_by_name(names["age_seconds"], unit("s"))
    return panel.override_by_name(names["size_bytes"], unit("decbytes"))


def _lines(title: str, description: str, query: str) -> timeseries.Panel:
    return (
        timeseries.Panel()
        .title(title)
        .description(description)
        .height(9)
        .span(12)
        .unit("percent")
        .min(0)
        .max(100)
        .span_nulls(span_nulls=False)
        .legend(shapes.VizLegendOptions().show_legend(show_legend=True).placement(common.LegendPlacement.BOTTOM))
        .with_target(Ask(query, result_format="time_series", alias="$tag_host"))
    )
