"""The committed boards: made by the generator, and kept to what makes a board last in another school's Grafana."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from schoolwacht_collector.rules import disk_full

FOLDER = Path(__file__).parents[2] / "dashboards"
BOARDS = sorted(FOLDER.glob("*/*.json"))

Board = dict[str, Any]


@pytest.fixture(params=BOARDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def board(request: pytest.FixtureRequest) -> Board:
    read: Board = json.loads(request.param.read_text())
    return read


def targets(board: Board) -> list[tuple[Board, Board]]:
    return [(panel, target) for panel in board["panels"] for target in panel["targets"]]


def words(board: Board) -> set[str]:
    """Every text that a person reads on a board."""
    read = {board["title"], board["description"]}
    for panel in board["panels"]:
        read |= {panel["title"], panel["description"]}
        for change in panel.get("transformations", ()):
            read |= set(change["options"].get("renameByName", {}).values())
    return read | {variable["label"] for variable in board["templating"]["list"]}


def test_what_is_committed_is_what_the_generator_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "generate.py", tmp_path], check=True)
    made = sorted(tmp_path.glob("*/*.json"))
    assert [path.relative_to(tmp_path) for path in made] == [path.relative_to(FOLDER) for path in BOARDS]
    for path in made:
        assert path.read_text() == (FOLDER / path.relative_to(tmp_path)).read_text(), "run `make dashboards`"


def test_there_is_a_board_in_dutch_and_in_english() -> None:
    assert [path.relative_to(FOLDER).as_posix() for path in BOARDS] == ["en/overview.json", "nl/overview.json"]


def test_languages_differ_in_words_only() -> None:
    english, dutch = (json.loads((FOLDER / language / "overview.json").read_text()) for language in ("en", "nl"))
    assert [target["query"] for _, target in targets(english)] == [target["query"] for _, target in targets(dutch)]
    assert words(english) & words(dutch) == {"Processor", "Volume"}


def test_boards_have_names_of_their_own() -> None:
    uids = [json.loads(path.read_text())["uid"] for path in BOARDS]
    assert len(set(uids)) == len(uids)
    assert all(re.fullmatch(r"[a-z-]{1,40}", uid) for uid in uids)


def test_a_board_cannot_be_edited_and_asks_again_each_minute(board: Board) -> None:
    assert board["editable"] is False
    assert (board["refresh"], board["timezone"], board["time"]["from"]) == ("1m", "browser", "now-24h")


def test_the_data_source_is_chosen_on_the_board(board: Board) -> None:
    source = {"type": "influxdb", "uid": "${ds}"}
    first, *others = board["templating"]["list"]
    assert (first["name"], first["type"], first["query"]) == ("ds", "datasource", "influxdb")
    assert all(variable["datasource"] == source for variable in others)
    assert all(panel["datasource"] == source for panel in board["panels"])
    assert all(target["datasource"] == source for _, target in targets(board))


def test_variables_follow_the_span_and_take_several_values_or_all(board: Board) -> None:
    variables = board["templating"]["list"][1:]
    assert [variable["name"] for variable in variables] == ["site", "room", "host"]
    wanted = {"refresh": 2, "multi": True, "includeAll": True, "allValue": ".*"}
    for variable in variables:
        assert variable["label"]
        assert wanted.items() <= variable.items()


def test_panels_are_few_numbered_and_say_what_they_show(board: Board) -> None:
    panels = board["panels"]
    assert len(panels) <= 20
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["targets"]
        assert panel["fieldConfig"]["defaults"]["unit"]


def test_panels_do_not_overlap_and_fill_the_width(board: Board) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        x, y, width, height = (panel["gridPos"][name] for name in "xywh")
        cells = set(itertools.product(range(x, x + width), range(y, y + height)))
        assert not taken & cells
        taken |= cells
    assert {x for x, _ in taken} == set(range(24))


def test_every_query_is_raw_and_within_the_span_and_the_chosen_places(board: Board) -> None:
    for _, target in targets(board):
        assert target["rawQuery"] is True
        assert "$timeFilter" in target["query"]
        for name in ("site", "room", "host"):
            assert f'"{name}" =~ /^${{{name}:regex}}$/' in target["query"]


def test_lines_keep_their_gaps(board: Board) -> None:
    lines = [(panel, target) for panel, target in targets(board) if panel["type"] == "timeseries"]
    assert lines
    for panel, target in lines:
        assert "GROUP BY time($__interval)" in target["query"]
        assert target["query"].endswith("fill(null)")
        assert panel["fieldConfig"]["defaults"]["custom"]["spanNulls"] is False
        assert target["resultFormat"] == "time_series"


def test_no_host_is_named_in_a_query(board: Board) -> None:
    for _, target in targets(board):
        assert not re.search(r"\"(host|site|room|device_id)\" = '", target["query"])


def test_a_disk_changes_colour_where_the_rule_alerts(board: Board) -> None:
    limits = disk_full.RULE.limits
    steps = [
        [step["value"] for step in wanted["value"]["steps"]]
        for panel in board["panels"]
        for override in panel["fieldConfig"]["overrides"]
        for wanted in override["properties"]
        if wanted["id"] == "thresholds"
    ]
    assert steps.count([None, limits.warning_percent, limits.urgent_percent]) == 2


def test_columns_that_are_styled_are_columns_that_are_shown(board: Board) -> None:
    for panel in board["panels"]:
        shown: set[str] = set()
        for change in panel.get("transformations", ()):
            shown |= set(change["options"].get("renameByName", {}).values())
        assert {override["matcher"]["options"] for override in panel["fieldConfig"]["overrides"]} <= shown


@pytest.fixture(params=["datasources", "dashboards"])
def provisioning(request: pytest.FixtureRequest) -> str:
    text: str = (FOLDER / "provisioning" / request.param / "schoolwacht.yaml").read_text()
    return text


def test_each_variable_of_provisioning_is_explained(provisioning: str) -> None:
    names = re.findall(r"\$(\w+)", provisioning)
    assert names
    for name in names:
        assert re.search(rf"^#   {name}\b", provisioning, re.MULTILINE), name
    assert yaml.safe_load(provisioning)["apiVersion"] == 1


def test_the_data_source_speaks_influxql_with_a_token_that_is_not_in_the_file() -> None:
    (source,) = yaml.safe_load((FOLDER / "provisioning/datasources/schoolwacht.yaml").read_text())["datasources"]
    assert source["type"] == "influxdb"
    assert source["jsonData"].items() >= {"version": "InfluxQL", "httpMode": "GET"}.items()
    assert source["jsonData"]["httpHeaderName1"] == "Authorization"
    assert source["secureJsonData"] == {"httpHeaderValue1": "Token $SCHOOLWACHT_INFLUXDB_TOKEN"}
    assert source["editable"] is False


def test_boards_that_grafana_reads_from_files_are_not_changed_in_it() -> None:
    (provider,) = yaml.safe_load((FOLDER / "provisioning/dashboards/schoolwacht.yaml").read_text())["providers"]
    assert (provider["type"], provider["allowUiUpdates"]) == ("file", False)
    assert provider["options"]["path"] == "$SCHOOLWACHT_DASHBOARDS"
