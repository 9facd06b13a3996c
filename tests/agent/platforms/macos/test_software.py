"""What the installer and Homebrew wrote down, and all books together."""

from __future__ import annotations

import json
import plistlib
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import homebrew, receipts, software
from schoolwacht_agent.platforms.macos.plist import Value
from schoolwacht_agent.platforms.program import Program
from schoolwacht_agent.probe import NoData


def entry(name: str, version: str, day: int, process: str = "installer") -> dict[str, Any]:
    moment = datetime(2024, 4, day)  # noqa: DTZ001 - plistlib writes moments of UTC that do not say so
    return {"displayName": name, "displayVersion": version, "date": moment, "processName": process}


def written(root: Path, place: str, content: dict[str, Any] | list[Any]) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plistlib.dumps(content))


def test_of_each_name_the_newest_installation_counts(tmp_path: Path) -> None:
    rows = [
        entry("Draw", "2", 9),
        entry("Draw", "1", 3),
        entry("macOS 14.4", "14.4", 5, "softwareupdated"),
        {"date": 1},
        7,
    ]
    written(tmp_path, receipts.HISTORY, rows)

    found = list(receipts.programs(tmp_path))

    assert [(one.name, one.version, one.installed_on, one.kind, one.publisher) for one in found] == [
        ("Draw", "2", "2024-04-09", "package", ""),
        ("macOS 14.4", "14.4", "2024-04-05", "system", "Apple"),
    ]


def test_receipts_are_told_and_broken_ones_cost_only_themselves(tmp_path: Path) -> None:
    written(
        tmp_path,
        f"{receipts.RECEIPTS}/org.example.draw.plist",
        {"PackageIdentifier": "org.example.draw", "PackageVersion": "3"},
    )
    (tmp_path / receipts.RECEIPTS / "a.plist").write_bytes(b"bplist00broken")

    (found,) = receipts.programs(tmp_path)

    assert (found.name, found.version, found.source, found.upgrade_code) == (
        "org.example.draw",
        "3",
        "pkgutil",
        "org.example.draw",
    )


def test_homebrew_tells_what_was_asked_for_from_what_came_along(tmp_path: Path) -> None:
    for name, receipt in (
        ("jq", {"time": 1_713_916_800, "installed_on_request": True, "arch": "arm64"}),
        ("oniguruma", {"time": 1_713_916_800, "installed_as_dependency": True, "installed_on_request": False}),
    ):
        folder = tmp_path / "opt/homebrew/Cellar" / name / "1.7"
        folder.mkdir(parents=True)
        (folder / "INSTALL_RECEIPT.json").write_text(json.dumps(receipt))
    (tmp_path / "usr/local/Caskroom/gimp/2.10").mkdir(parents=True)
    (tmp_path / "usr/local/Caskroom/gimp/.metadata").mkdir()

    found = list(homebrew.programs(tmp_path))

    assert [(one.name, one.version, one.kind) for one in found] == [
        ("jq", "1.7", "package"),
        ("oniguruma", "1.7", "component"),
        ("gimp", "2.10", "application"),
    ]
    assert found[0].installed_on == "2024-04-24"
    assert found[2].hidden == "twin"


@pytest.mark.parametrize("receipt", ["", "{", "[]", '{"time": 1e400}', '{"time": "x", "arch": 3}', "[" * 10_000])
def test_a_broken_receipt_costs_the_date_only(receipt: str) -> None:
    found = homebrew.formula("jq", "1", receipt)

    assert (found.name, found.installed_on) == ("jq", None)


def test_a_receipt_of_a_listed_application_is_its_twin() -> None:
    found = list(software.folded(iter([Program("Draw"), Program("Other")]), {"draw"}))

    assert [one.hidden for one in found] == ["twin", None]


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac does tell")
def test_without_the_list_of_applications_nothing_is_claimed(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="did not list"):
        list(software.programs(tmp_path, 0.1))


@settings(max_examples=100)
@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["displayName", "displayVersion", "date", "processName", "PackageIdentifier", "InstallDate"]
                ),
                inner,
            )
        ),
    )
)
def test_no_history_breaks_the_reader(content: Value) -> None:
    list(receipts.history(content))
    receipts.receipt(content)
