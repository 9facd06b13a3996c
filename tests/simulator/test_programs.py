from __future__ import annotations

from datetime import date, timedelta

from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_simulator.programs import GROUPS, NAMED, Program, installed_on, ordered, rows, version_on
from simulator.story import BEGINS, school

ALL = [program for group in (*NAMED.values(), *GROUPS.values()) for program in group]
DAY = BEGINS.date()


def test_programs_are_the_titles_they_say_they_are_and_the_others_are_none() -> None:
    catalogue = parse_catalogue(shipped_titles())
    for program in ALL:
        found = catalogue.match(program.name, program.publisher)
        assert (found.title if found else "") == program.title, program.name


def test_lists_differ_from_one_machine_to_the_next() -> None:
    lists = {tuple(program.name for program in device.programs) for device in school().devices}
    assert len(lists) > len(school().devices) / 2


def test_a_program_stands_on_a_machine_once() -> None:
    for device in school().devices:
        names = [program.name for program in device.programs]
        assert len(names) == len(set(names)), device.key


def test_versions_come_later_and_never_go_back() -> None:
    browser = Program("Browser", "", ("1", "2", "3"), 10, moves=True)
    seen = [version_on(browser, "pc", "A", DAY + timedelta(days=day), DAY) for day in range(14)]
    assert seen == sorted(seen)
    assert seen[0] != "3"
    assert seen[-1] == "3"


def test_a_settled_program_stays_at_its_version() -> None:
    tool = Program("Tool", "", ("1", "2", "3"), 10)
    assert len({version_on(tool, "pc", "A", DAY + timedelta(days=day), DAY) for day in range(30)}) == 1


def test_rows_say_what_each_system_says() -> None:
    (first, *_) = rows(installed_on("7-x", "debian", ()), "x", "A", "debian", (date(2026, 11, 9), DAY))
    assert (first["source"], first["architecture"], first["kind"]) == ("dpkg", "amd64", "package")
    (first, *_) = rows(installed_on("7-x", "windows", ("cad",)), "x", "A", "windows", (date(2026, 11, 9), DAY))
    assert (first["source"], first["title"], first["section"]) == ("uninstall", "Mozilla Firefox ESR", None)
    assert date.fromisoformat(str(first["installed_on"])) <= DAY + timedelta(days=9)


def test_ordered_versions_sort_as_versions_do() -> None:
    assert ordered("9.10.0") < ordered("10.2") < ordered("10.11.1")
