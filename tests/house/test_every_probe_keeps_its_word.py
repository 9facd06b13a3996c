"""On the machine the tests run on, every probe says only what it declared, in time."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_agent import probes, surveys
from schoolwacht_agent.probe import Event, Missing, NoData, Probe, Reading, Row, Surroundings, Table

EVERYONE = [*probes.load().values(), *surveys.load().values()]


@pytest.mark.parametrize("probe", EVERYONE, ids=lambda probe: probe.name)
def test_a_probe_says_what_it_declared(probe: Probe, tmp_path: Path) -> None:
    begun = time.monotonic()
    for _ in range(2):  # rates need a second look
        try:
            findings = list(probe.take(Surroundings(datetime.now(UTC), tmp_path)))
        except NoData as reason:
            assert str(reason)  # noqa: PT017 - a reason must be given
            continue
        for finding in findings:
            if isinstance(finding, Reading):
                assert finding.gauge in probe.emits
                assert math.isfinite(finding.value)
            elif isinstance(finding, Row):
                assert finding.table in probe.emits
                assert any(part is not None for part in finding.key)
            elif isinstance(finding, Missing):
                assert finding.table in probe.emits
                assert finding.reason
            else:
                assert isinstance(finding, Event)
                assert finding.kind in probe.emits
    assert time.monotonic() - begun < probe.patience.total_seconds()


def test_what_is_personal_is_off() -> None:
    for probe in EVERYONE:
        for thing in probe.emits:
            classes = {getattr(thing, "data_class", "none")}
            classes |= {column.data_class for column in getattr(thing, "columns", {}).values()}
            assert "personal" not in classes, f"{probe.name}: {thing}"


def test_two_probes_share_a_table_only_when_neither_can_take_rows_of_the_other_away() -> None:
    seen: dict[str, Table] = {}
    for probe in EVERYONE:
        for thing in probe.emits:
            if isinstance(thing, Table) and (other := seen.setdefault(thing.name, thing)) is not thing:
                assert thing == other, f"{probe.name} declares {thing.name} otherwise than another probe does"
                assert thing.keeps_rows, f"{probe.name} would take away rows of {thing.name} that another probe told"


def test_a_name_is_a_probe_or_a_survey_never_both() -> None:
    assert not probes.load().keys() & surveys.load().keys()
