from __future__ import annotations

import contextlib
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import Column, EventKind, Gauge, Group, Kind, Missing, Probe, Table
from schoolwacht_agent.survey_lines import declaration, declared, heard, told

DISKS = Table(
    "disks",
    "Disks.",
    {
        "name": Column(Kind.TEXT, "Name."),
        "size": Column(Kind.INTEGER, "Size.", "By"),
        "worn": Column(Kind.REAL, "Wear."),
    },
    ("name",),
)
HEAT = Gauge("smart_device.temp_c", "Cel", "Heat.", tags=("device",))
BROKE = EventKind("disk_broke", "It broke.", {"device": "Which."})
SURVEY = Probe(
    "smart", timedelta(hours=1), (DISKS, HEAT, BROKE), lambda _: (), "Disks.", timedelta(seconds=30), Group.HEALTH
)


def test_a_declaration_says_all_that_the_agent_must_know() -> None:
    probe = declared(declaration(SURVEY))
    assert (probe.name, probe.every, probe.patience, probe.group) == (
        "smart", timedelta(hours=1), timedelta(seconds=30), Group.HEALTH,
    )  # fmt: skip
    assert probe.apart
    table, gauge, kind = probe.emits
    assert isinstance(table, Table)
    assert (table.name, table.key, list(table.columns)) == ("disks", ("name",), ["name", "size", "worn"])
    assert isinstance(gauge, Gauge)
    assert (gauge.name, gauge.unit, gauge.tags) == ("smart_device.temp_c", "Cel", ("device",))
    assert isinstance(kind, EventKind)


def test_everything_that_was_found_arrives_as_it_was() -> None:
    found = (
        DISKS(name="sda\n\u2028é", size=2**62, worn=0.5),
        HEAT(31.5, device="sda"),
        Missing(DISKS, "no rights", "run it as root"),
        BROKE(device="sda"),
    )
    line = told("smart", Look(found))
    assert line.isascii()
    assert "\n" not in line
    assert heard(line, {"smart": declared(declaration(SURVEY))}).seen.found is not None
    again = heard(line, {"smart": SURVEY})
    assert again.name == "smart"
    assert again.seen.found == found


def test_nothing_and_its_remedy_arrive_too() -> None:
    again = heard(told("smart", Look(None, nothing="no disk", remedy="add one")), {"smart": SURVEY})
    assert (again.seen.found, again.seen.nothing, again.seen.remedy) == (None, "no disk", "add one")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        '{"name": "other", "found": null, "nothing": "", "remedy": "", "flaw": ""}',
        '{"name": "smart", "found": [["row", "disks", ["sda"]]], "nothing": "", "remedy": "", "flaw": ""}',
        '{"name": "smart", "found": [["row", "heads", []]], "nothing": "", "remedy": "", "flaw": ""}',
        '{"name": "smart", "found": [["event", "disks", {}]], "nothing": "", "remedy": "", "flaw": ""}',
        "[" * 100_000,
    ],
)
def test_a_line_that_makes_no_sense_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        heard(line, {"smart": SURVEY})


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=200)
@given(_JSON)
def test_no_answer_of_a_child_breaks_the_agent(found: object) -> None:
    line = json.dumps({"name": "smart", "found": found, "nothing": "", "remedy": "", "flaw": ""})
    with contextlib.suppress(ValueError):
        heard(line, {"smart": SURVEY})
