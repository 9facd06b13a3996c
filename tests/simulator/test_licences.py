from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from collector.school import NOW, School
from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.licence_matching import Catalogue, parse_catalogue
from schoolwacht_collector.usecases.import_licences import import_licences
from schoolwacht_simulator.licences import HEAD, Standing, entitlements, standings
from simulator.story import BEGINS, school


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return parse_catalogue(shipped_titles())


@pytest.mark.parametrize("devices", [20, 60, 1000])
def test_what_the_school_bought_is_taken_over_without_a_problem(
    tmp_path: Path, catalogue: Catalogue, devices: int
) -> None:
    home = School.open(tmp_path)
    body = school(devices).entitlements.encode()
    report = home.ledger.write(lambda books: import_licences(books, body, catalogue, NOW))
    home.ledger.close()
    assert report.problems == ()
    assert report.own_titles == ()
    assert len(report.added) == len(body.splitlines()) - 1
    assert any(one.seats is None for one in report.added)
    assert any(one.valid_until is not None and one.valid_until < date(2026, 11, 9) for one in report.added)


def test_some_titles_are_short_and_some_have_seats_to_spare() -> None:
    known = {one.title: one for one in standings(school().devices)}
    assert known["TeamViewer"].covered == 0
    assert known["Kurzweil 3000"].covered == 0
    assert known["Adobe Photoshop"].covered == len(known["Adobe Photoshop"].keys) - 2
    assert known["AutoCAD"].covered == len(known["AutoCAD"].keys)


def test_a_title_that_nobody_bought_is_not_on_the_list() -> None:
    text = entitlements(
        [Standing("WinRAR", "win.rar GmbH", ("a",), 0), Standing("AutoCAD", "Autodesk", ("a",), 1)], BEGINS
    )
    head, *rows = csv.reader(StringIO(text), delimiter=";")
    assert tuple(head) == HEAD
    assert [row[:4] for row in rows] == [["AutoCAD", "Autodesk", "toestel", "6"]]
