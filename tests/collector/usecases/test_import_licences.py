from __future__ import annotations

from datetime import date

from collector.school import NOW, TEN, School
from schoolwacht_collector.domain.licences import Entitlement
from schoolwacht_collector.usecases.import_licences import ImportReport, import_licences

LIST = "Titel;Aantal;Geldig tot\nPaint Ten;30;31/08/2027\nRekenwonder;12;\n"


def take(school: School, text: str, *, dry_run: bool = False) -> ImportReport:
    return school.ledger.write(lambda books: import_licences(books, text.encode(), TEN, NOW, dry_run=dry_run))


def kept(school: School) -> list[Entitlement]:
    return list(school.ledger.read(lambda books: books.licences.all()))


def test_licences_are_taken_over(school: School) -> None:
    report = take(school, LIST)
    assert [one.title for one in report.added] == ["Paint Ten", "Rekenwonder"]
    assert kept(school)[0].valid_until == date(2027, 8, 31)


def test_the_same_file_twice_changes_nothing(school: School) -> None:
    take(school, LIST)
    report = take(school, LIST)
    assert (report.added, report.changed, report.unchanged) == ((), (), 2)
    assert len(kept(school)) == 2


def test_a_new_number_replaces_the_old_one(school: School) -> None:
    take(school, LIST)
    report = take(school, LIST.replace(";12;", ";15;").replace("Rekenwonder", "REKENWONDER"))
    assert [one.seats for one in report.changed] == [15]
    assert sorted(one.seats or 0 for one in kept(school)) == [15, 30]


def test_a_dry_run_says_the_same_and_keeps_nothing(school: School) -> None:
    dry = take(school, LIST, dry_run=True)
    assert kept(school) == []
    assert take(school, LIST) == dry


def test_two_rows_of_the_same_licence_are_added_up(school: School) -> None:
    take(school, "title,seats\nPaint Ten,10\npaint ten,5\n")
    assert [one.seats for one in kept(school)] == [15]


def test_titles_that_only_this_school_knows_are_named(school: School) -> None:
    assert take(school, LIST).own_titles == ("Rekenwonder",)


def test_rubbish_is_told_with_its_line(school: School) -> None:
    report = take(school, LIST + "Maths;veel;\n")
    assert [problem.line for problem in report.problems] == [4]
    assert len(kept(school)) == 2


def test_a_file_that_is_no_list_is_told_and_changes_nothing(school: School) -> None:
    report = take(school, "hello")
    assert report.problems[0].line == 0
    assert kept(school) == []
