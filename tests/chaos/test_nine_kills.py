"""Nine kills at random moments, on the embedded store and on InfluxDB, with 200 simulated agents beside the real one.

`make chaos` does many more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.kills import run

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


@pytest.mark.parametrize("on_influxdb", [False, True], ids=["embedded", "influxdb"])
def test_nothing_acknowledged_is_lost_or_doubled_in_nine_kills(tmp_path: Path, on_influxdb: bool) -> None:  # noqa: FBT001
    report = run(tmp_path, kills=9, seed=9, on_influxdb=on_influxdb, crowd=200, say=print)
    assert report.well, report.text() + f"\n{report.lost[:3]} {report.changed[:3]} {report.unknown[:3]}"
    assert sum(report.kills.values()) == 9
