"""On the machine the tests run on, every probe says only what it declared, in time."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_agent import probes
from schoolwacht_agent.probe import Event, NoData, Probe, Reading, Row, Surroundings


@pytest.mark.parametrize("probe", probes.load().values(), ids=lambda probe: probe.name)
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
            else:
                assert isinstance(finding, Event)
                assert finding.kind in probe.emits
    assert time.monotonic() - begun < probe.patience.total_seconds()


def test_what_is_personal_is_off() -> None:
    for probe in probes.load().values():
        for thing in probe.emits:
            classes = {getattr(thing, "data_class", "none")}
            classes |= {column.data_class for column in getattr(thing, "columns", {}).values()}
            assert "personal" not in classes, f"{probe.name}: {thing}"
