"""From a real volume that fills up, and a back-up that fails, to the mail that says so, and the one that it is over."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.influxd import InfluxServer
from stage.agent import StagedAgent, staged_agent
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.mail import Postman, mail_server

pytestmark = pytest.mark.e2e
QUICK = "".join(f'[probes.{name}]\nevery = "10s"\n' for name in ("disk", "mem", "backups", "agent_self"))


class School:
    """A collector on a real InfluxDB, an agent, and a letter box."""

    def __init__(self, collector: StagedCollector, agent: StagedAgent, postman: Postman, marks: Any) -> None:  # noqa: ANN401
        self.collector, self.agent, self.postman, self.marks = collector, agent, postman, marks

    def alerts(self, rule: str, about: str = "") -> list[dict[str, Any]]:
        found = self.collector.ask("alert", "list", "--all")
        return [alert for alert in found if alert["rule"] == rule and about in alert["part"] + alert["summary"]]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, influxdb: InfluxServer) -> Iterator[School]:
    folder, bucket = tmp_path_factory.mktemp("alarm"), influxdb.new_bucket()
    with mail_server() as (postman, port):
        config = (
            f'[influxdb]\nurl = "{influxdb.url}"\norg = "{influxdb.org}"\nbucket = "{bucket}"\n'
            f'token = "{influxdb.token}"\n'
            f'[notify]\nurls = ["mailto://127.0.0.1:{port}?from=schoolwacht@school.example&to=ict@school.example"]\n'
        )
        (folder / "agent").mkdir(mode=0o700)
        (folder / "agent" / "agent.toml").write_text(QUICK)
        with (
            staged_collector(folder / "home", config=config) as collector,
            staged_agent(folder / "agent", collector.token("--class", "server")) as agent,
        ):
            wait_for("the machine", 30, lambda: collector.ask("device", "list")[0]["last_seen"])
            yield School(collector, agent, postman, lambda: marks(influxdb, bucket))


def marks(influxdb: InfluxServer, bucket: str) -> list[tuple[str, str]]:
    answer = influxdb.call("GET", "/query", db=bucket, q='SELECT "state", "rule" FROM "alert"')
    (result,) = answer["results"]
    return [(row[1], row[2]) for series in result.get("series", []) for row in series["values"]]


@pytest.fixture
def small_volume(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("a loop-mounted volume needs root")
    image, mount = tmp_path / "volume.img", tmp_path / "volume"
    mount.mkdir()
    image.write_bytes(b"")
    os.truncate(image, 64 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
    subprocess.run(["mount", "-o", "loop", str(image), str(mount)], check=True)
    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=True)


@pytest.mark.root
def test_a_volume_that_fills_up_is_told_once_and_once_more_when_it_is_emptied(
    school: School, small_volume: Path
) -> None:
    before = len(school.postman.letters)
    filler = small_volume / "filler"
    room = os.statvfs(small_volume)
    filler.write_bytes(bytes(int(room.f_bavail * room.f_frsize * 0.97)))
    begun = time.monotonic()
    (alert,) = wait_for("the alert", 90, lambda: school.alerts("disk_full"), every=1)
    assert alert["state"] == "open"
    assert str(small_volume) in alert["part"] + alert["summary"]
    wait_for("one mail", 90 - (time.monotonic() - begun), lambda: len(school.postman.letters) == before + 1)
    wait_for("one point", 15, lambda: school.marks().count(("open", "disk_full")) == 1)

    filler.unlink()
    wait_for("the alert is solved", 90, lambda: school.alerts("disk_full")[0]["state"] == "solved", every=1)
    wait_for("a second mail", 30, lambda: len(school.postman.letters) == before + 2)
    wait_for("a second point", 15, lambda: school.marks().count(("solved", "disk_full")) == 1)
    assert len(school.alerts("disk_full")) == 1


def test_a_failed_backup_is_told_within_seconds_and_solved_by_the_next_good_one(school: School) -> None:
    before, points = len(school.postman.letters), school.marks().count(("solved", "backup_failed"))
    school.agent.command("backup", "report", "--job", "boekhouding", "--failed", "--message", "disk gone")
    (alert,) = wait_for("the alert", 90, lambda: school.alerts("backup_failed", "boekhouding"), every=1)
    assert alert["state"] == "open"
    wait_for("one mail", 30, lambda: len(school.postman.letters) == before + 1)
    wait_for("one point", 15, lambda: school.marks().count(("open", "backup_failed")) == points + 1)

    school.agent.command("backup", "report", "--job", "boekhouding", "--ok", "--bytes", "41000000000")
    wait_for(
        "the alert is solved",
        90,
        lambda: school.alerts("backup_failed", "boekhouding")[0]["state"] == "solved",
        every=1,
    )
    wait_for("a second mail", 30, lambda: len(school.postman.letters) == before + 2)
    wait_for("a second point", 15, lambda: school.marks().count(("solved", "backup_failed")) == points + 1)


def test_an_alert_is_acknowledged_with_a_note(school: School) -> None:
    before, points = len(school.postman.letters), school.marks().count(("solved", "backup_failed"))
    school.agent.command("backup", "report", "--job", "leerlingen", "--failed")
    open_alerts = wait_for("the alert", 60, lambda: school.alerts("backup_failed", "leerlingen"), every=1)
    taken = school.collector.ask("alert", "ack", str(open_alerts[0]["alert_id"]), "--note", "schijf besteld")
    assert taken["note"] == "schijf besteld"
    school.agent.command("backup", "report", "--job", "leerlingen", "--ok")
    wait_for("the solved point", 60, lambda: school.marks().count(("solved", "backup_failed")) > points, every=1)
    wait_for("both letters", 30, lambda: len(school.postman.letters) == before + 2)
