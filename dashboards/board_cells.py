"""How numbers and words look in the panels of our boards.

Levels are those of our own rules, so that a colour means an alert and an alert has a colour.
"""

# ruff: noqa: INP001 - run as a script from its own folder, not a package

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import dashboard as board
from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models import common, dashboard

from schoolwacht_collector.rules import disk_full

FINE, CAREFUL, BAD, INFORMING = "green", "orange", "red", "blue"
BUSY_PERCENT = (80.0, 95.0)
FULL_PERCENT = (disk_full.RULE.limits.warning_percent, disk_full.RULE.limits.urgent_percent)

Look = list[dashboard.DynamicConfigValue]


def rows(title: str, description: str, width: int, height: int) -> table.Panel:
    """A table with plain cells."""
    return table.Panel().title(title).description(description).span(width).height(height).unit("short")


def columns(names: Mapping[str, str], hidden: Sequence[str] = ()) -> dashboard.DataTransformerConfig:
    """Puts columns in the order given, under the names given, and leaves others out."""
    return step(
        "organize",
        excludeByName=dict.fromkeys(hidden, True),
        indexByName={name: place for place, name in enumerate(names)},
        renameByName=dict(names),
    )


def step(kind: str, **options: object) -> dashboard.DataTransformerConfig:
    """One transformation of a panel's data."""
    return dashboard.DataTransformerConfig(id_val=kind, options=options)


def levels(*values: float) -> board.ThresholdsConfig:
    """Green, then red from the only level on, or orange and red from two."""
    colors = (BAD,) if len(values) == 1 else (CAREFUL, BAD)
    raised = [dashboard.Threshold(value, color) for value, color in zip(values, colors, strict=True)]
    absolute = dashboard.ThresholdsMode.ABSOLUTE
    return board.ThresholdsConfig().mode(absolute).steps([dashboard.Threshold(None, FINE), *raised])


def unit(name: str) -> Look:
    """Numbers in one of Grafana's units."""
    return [dashboard.DynamicConfigValue("unit", name)]


def percent_bar(careful: float, bad: float) -> Look:
    """A share as a bar that changes colour at two levels."""
    gauge = common.TableBarGaugeCellOptions(mode=common.BarGaugeDisplayMode.BASIC)
    return [
        *unit("percent"),
        dashboard.DynamicConfigValue("decimals", 0),
        dashboard.DynamicConfigValue("min", 0),
        dashboard.DynamicConfigValue("max", 100),
        dashboard.DynamicConfigValue("thresholds", levels(careful, bad).build()),
        dashboard.DynamicConfigValue("custom.cellOptions", gauge),
    ]


def named(names: Mapping[str, tuple[str, str]]) -> Look:
    """Values that are shown as a word in a colour."""
    options = {
        value: dashboard.ValueMappingResult(text=text, color=color, index=index)
        for index, (value, (text, color)) in enumerate(names.items())
    }
    cell = common.TableColoredBackgroundCellOptions(mode=common.TableCellBackgroundDisplayMode.BASIC)
    return [
        dashboard.DynamicConfigValue("mappings", [dashboard.ValueMap(options=options)]),
        dashboard.DynamicConfigValue("custom.cellOptions", cell),
    ]
