"""Every query of the boards on a real InfluxDB, on data that our own adapter wrote."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collector.adapters.frames import dictionary
from e2e.influxd import InfluxServer
from schoolwacht_collector.adapters.influx import InfluxSeries
from schoolwacht_collector.adapters.influx_wire import InfluxAddress
from schoolwacht_collector.domain.series import Entry, Frame, Mark, Origin, Shape

pytestmark = pytest.mark.e2e

FOLDER = Path(__file__).parents[2] / "dashboards"
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
SITE = "Kerkstraat 1 & 2"
MACHINES = [Origin(f"00000000-0000-4000-8000-00000000000{n}", f"pc-{n}", SITE, f"lok/{n}") for n in range(3)]
EVERYTHING = {"site": ".*", "room": ".*", "host": ".*"}


def volume(path: str, fstype: str = "ext4") -> Shape:
    return Shape("disk", (("fstype", fstype), ("path", path)), ("used_percent", "free", "total"), (2, 0, 0))


SHAPES = (
    Shape("system", (), ("uptime",), (0,)),
    Shape("cpu", (("cpu", "cpu-total"),), ("usage_active",), (2,)),
    Shape("cpu", (("cpu", "cpu0"),), ("usage_active",), (2,)),
    Shape("mem", (), ("used_percent",), (2,)),
    volume("/"),
    volume("C:\\Data, oud"),
    volume("/boot/efi", "vfat"),
    volume("/snap/core", "squashfs"),
)
NUMBERS = (3600, 1250, 9900, 5550, 4000, 6 * 10**10, 10**11, 9723, 10**9, 10**11, 9900, 1, 2, 10000, 0, 5)


def place(origin: Origin) -> dict[str, str]:
    tags = {"device_id": origin.device_id, "host": origin.host, "site": origin.site, "room": origin.room}
    return {name: value for name, value in tags.items() if value}


def alert(at_ms: int, state: str, rule: str, origin: Origin, part: str = "", severity: str = "warning") -> Mark:
    tags = {"rule": rule, "severity": severity, **place(origin), **({"part": part} if part else {})}
    return Mark("alert", tags, {"state": state, "value": 97.23}, at_ms)


def school(now: int) -> list[Entry]:
    """Three machines and what happened to them; the last was moved five minutes ago."""
    one, two, three = MACHINES
    moved = Origin(three.device_id, three.host, three.site, "lok/new")
    frames = [
        Frame(moved if origin is three and ago < 5 else origin, dictionary(*SHAPES), now - ago * MINUTE, NUMBERS)
        for origin in MACHINES
        for ago in (1, 10, 20)
    ]
    done = {"ok": 1, "age_seconds": 3600, "size_bytes": 10**9}
    return [
        *frames,
        Mark("backup", {"job": "nightly", **place(one)}, done, now - MINUTE),
        alert(now - 60 * MINUTE, "open", "disk_full", one, "C:\\Data, oud"),
        alert(now - 30 * MINUTE, "open", "disk_full", one, "C:\\Data, oud", "urgent"),
        alert(now - 60 * MINUTE, "open", "disk_full", two, "/"),
        alert(now - 20 * MINUTE, "solved", "disk_full", two, "/"),
        alert(now - 100 * DAY, "open", "host_silent", two),
        alert(now - 15 * MINUTE, "open", "backup_failed", one, "nightly"),
        alert(now - 15 * MINUTE, "open", "unlicensed_install", Origin("", "", "", ""), "Office"),
    ]


@pytest.fixture(scope="module")
def now() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


@pytest.fixture(scope="module")
def filled(influxdb: InfluxServer, now: int) -> str:
    """A bucket with a school in it."""
    name = influxdb.new_bucket()
    store = InfluxSeries(InfluxAddress(influxdb.url, influxdb.token, influxdb.org, name))
    assert not store.append(school(now))
    store.close()
    return name


Ask = Any


@pytest.fixture
def ask(influxdb: InfluxServer, filled: str, now: int) -> Ask:
    """Puts a query as Grafana would: variables filled in, over the span of its panel."""

    def asked(query: str, days: int = 1, **chosen: str) -> list[dict[str, Any]]:
        span = f"time >= {now - days * DAY}ms and time <= {now}ms"
        text = query.replace("$timeFilter", span).replace("$__interval", "5m")
        for name, value in {**EVERYTHING, **chosen}.items():
            text = text.replace(f"${{{name}:regex}}", value)
        assert "$" not in re.sub(r"\$/", "", text), text
        return influxdb.query(filled, text)

    return asked


def rows(answer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An answer as Grafana's table format shows it: tags and fields side by side."""
    return [
        {**series.get("tags", {}), **dict(zip(series["columns"], values, strict=True))}
        for series in answer
        for values in series["values"]
    ]


def panels() -> dict[int, dict[str, Any]]:
    board = json.loads((FOLDER / "en" / "overview.json").read_text())
    return {panel["id"]: panel for panel in board["panels"]}


def panel(title: str, kind: str) -> dict[str, Any]:
    (found,) = [panel for panel in panels().values() if (panel["title"], panel["type"]) == (title, kind)]
    return found


def table(ask: Ask, title: str, kind: str = "table", **chosen: str) -> list[dict[str, Any]]:
    (target,) = panel(title, kind)["targets"]
    return rows(ask(target["query"], days=365, **chosen))


@pytest.mark.parametrize("number", panels())
def test_every_query_of_every_panel_gives_rows(ask: Ask, number: int) -> None:
    for target in panels()[number]["targets"]:
        assert rows(ask(target["query"], days=365)), target["query"]


@pytest.mark.parametrize("number", panels())
def test_every_query_of_every_panel_takes_a_choice(ask: Ask, number: int) -> None:
    """Grafana writes several chosen values as one group, and escapes what a regular expression would read."""
    chosen = {"site": r"(Kerkstraat 1 & 2|Elders)", "room": r"(lok\/0|lok\/1)", "host": "(pc-0|pc-1)"}
    nobody = {**chosen, "host": "pc-9"}
    for target in panels()[number]["targets"]:
        assert rows(ask(target["query"], days=365, **chosen))
        assert not rows(ask(target["query"], days=365, **nobody))


def test_variables_offer_what_is_there(ask: Ask) -> None:
    board = json.loads((FOLDER / "en" / "overview.json").read_text())
    offered = {v["name"]: [row["value"] for row in rows(ask(v["query"]))] for v in board["templating"]["list"][1:]}
    assert offered == {
        "site": [SITE],
        "room": ["lok/0", "lok/1", "lok/2", "lok/new"],
        "host": ["pc-0", "pc-1", "pc-2"],
    }
    query = board["templating"]["list"][3]["query"]
    assert [row["value"] for row in rows(ask(query, room=r"lok\/1"))] == ["pc-1"]


def test_the_fleet_table_has_one_row_a_machine_with_its_place_of_now(ask: Ask, now: int) -> None:
    machines, processor, memory, disk = (
        {row["device_id"]: row for row in rows(ask(target["query"]))}
        for target in panel("Machines", "table")["targets"]
    )
    assert [machines[origin.device_id]["room"] for origin in MACHINES] == ["lok/0", "lok/1", "lok/new"]
    assert {row["time"] for row in machines.values()} == {now - MINUTE}
    assert {row["cpu"] for row in processor.values()} == {12.5}
    assert {row["mem"] for row in memory.values()} == {55.5}
    assert {row["disk"] for row in disk.values()} == {97.23}
    assert machines.keys() == processor.keys() == memory.keys() == disk.keys()


def test_the_fullest_disks_are_those_that_can_fill_up(ask: Ask) -> None:
    found = sorted((row["host"], row["path"], row["used_percent"]) for row in table(ask, "Ten fullest disks"))
    assert found == [
        (f"pc-{n}", path, used) for n in range(3) for path, used in (("/", 40.0), ("C:\\Data, oud", 97.23))
    ]


def test_open_alerts_are_those_that_were_not_solved_each_once(ask: Ask) -> None:
    found = sorted((row["rule"], row["severity"], row["host"] or "") for row in table(ask, "Open alerts"))
    assert found == [
        ("backup_failed", "warning", "pc-0"),
        ("disk_full", "urgent", "pc-0"),
        ("host_silent", "warning", "pc-1"),
        ("unlicensed_install", "warning", ""),
    ]


def test_silent_machines_show_since_when(ask: Ask, now: int) -> None:
    (row,) = table(ask, "Silent machines")
    assert (row["host"], row["room"], row["time"]) == ("pc-1", "lok/1", now - 100 * DAY)


@pytest.mark.parametrize(
    ("title", "count"),
    [("Open alerts", 4), ("Silent machines", 1), ("Full disks", 1), ("Backups in trouble", 1), ("Machines heard", 3)],
)
def test_counts_agree_with_their_tables(ask: Ask, title: str, count: int) -> None:
    (row,) = table(ask, title, "stat")
    assert count in row.values()


def test_backups_show_the_last_outcome_of_each_job(ask: Ask) -> None:
    (row,) = table(ask, "Backups")
    assert (row["job"], row["host"], row["ok"], row["size_bytes"]) == ("nightly", "pc-0", 1, 10**9)


def test_columns_of_a_table_are_all_named_or_hidden(ask: Ask) -> None:
    """A column that a query gives and no transformation knows would stand untranslated on the board."""
    for found in panels().values():
        for options in [change["options"] for change in found.get("transformations", ()) if change["id"] == "organize"]:
            # Grafana calls the time of InfluxDB "Time", and "Time 1" and so on where tables were joined.
            known = {name.split(" ")[0].lower() for name in [*options["renameByName"], *options["excludeByName"]]}
            for target in found["targets"]:
                given = {name for row in rows(ask(target["query"], days=365)) for name in row}
                assert given <= known, found["title"]
