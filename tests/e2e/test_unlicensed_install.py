"""A paid title that appears on a machine, until a licence is bought."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stage.agent import staged_agent
from stage.collector import staged_collector, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.root]
PACKAGE = "master-pdf-editor-5"
TITLE = "Master PDF Editor"


@pytest.fixture
def installed_title(tmp_path: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("installing a package needs root")
    control = tmp_path / "package" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(
        f"Package: {PACKAGE}\nVersion: 5.9.85\nArchitecture: all\nSection: text\n"
        "Maintainer: nobody <nobody@invalid>\nDescription: a package of a test\n"
    )
    deb = tmp_path / "title.deb"
    subprocess.run(["dpkg-deb", "--build", str(control.parent.parent), str(deb)], check=True, capture_output=True)
    subprocess.run(["dpkg", "-i", str(deb)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["dpkg", "--purge", PACKAGE], check=True, capture_output=True)


@pytest.mark.usefixtures("installed_title")
def test_a_title_without_a_licence_is_listed_until_one_seat_is_imported(tmp_path: Path) -> None:
    with (
        staged_collector(tmp_path / "home") as collector,
        staged_agent(tmp_path / "agent", collector.token("--room", "07")),
    ):
        (short,) = wait_for("the title", 60, lambda: collector.ask("licence", "uncovered"), every=1)
        assert short["title"] == TITLE
        assert (short["installed"], short["short"], short["rooms"]) == (1, 1, ["07"])
        table = tmp_path / "licences.csv"
        table.write_text(f"title;publisher;scope;seats;valid until\n{TITLE};Code Industry;device;1;31/12/2030\n")
        collector.command("licence", "import", str(table))
        assert collector.ask("licence", "uncovered") == []
        assert collector.ask("licence", "list")[0]["seats"] == 1
