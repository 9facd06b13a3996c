from __future__ import annotations

from datetime import date

import pytest

from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.usecases.licence_table import MOST_ROWS, Problem, Unreadable, read_licences

DUTCH = "Titel;Uitgever;Geldt voor;Aantal;Geldig tot\n"


def entitlements(text: str | bytes) -> list[Entitlement]:
    rows = read_licences(text if isinstance(text, bytes) else text.encode())
    return [row[1] for row in rows if not isinstance(row, Problem)]


def problems(text: str) -> list[Problem]:
    return [row for row in read_licences(text.encode()) if isinstance(row, Problem)]


OFFICE = Entitlement("Microsoft Office", "Microsoft", Scope.DEVICE, 30, date(2027, 8, 31))


@pytest.mark.parametrize(
    "text",
    [
        "title,publisher,scope,seats,valid until\nMicrosoft Office,Microsoft,device,30,2027-08-31\n",
        DUTCH + "Microsoft Office;Microsoft;toestel;30;31/08/2027\n",
        "\ufeff" + DUTCH + "\r\nMicrosoft Office;Microsoft;per toestel;30;31-8-2027\r\n",
        "valid_until\tseats\ttitle\tpublisher\n31/8/2027\t30\tMicrosoft Office\tMicrosoft\n",
    ],
)
def test_the_forms_in_which_spreadsheets_save_are_read(text: str) -> None:
    assert entitlements(text) == [OFFICE]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "utf-16"])
def test_letters_with_accents_survive(encoding: str) -> None:
    (one,) = entitlements("Titel;Aantal\nCafé Créatif;3\n".encode(encoding))
    assert one.title == "Café Créatif"


def test_a_school_licence_needs_no_number() -> None:
    (one,) = entitlements(DUTCH + "GeoMeester;X;schoollicentie;;\n")
    assert (one.scope, one.seats, one.valid_until) == (Scope.SCHOOL, None, None)


@pytest.mark.parametrize(("text", "seats"), [("1.250", 1250), ("1 250", 1250), ("onbeperkt", None), ("0", 0)])
def test_numbers_are_read_as_people_write_them(text: str, seats: int | None) -> None:
    (one,) = entitlements(f"title;seats\nPaint;{text}\n")
    assert one.seats == seats


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";X;toestel;3;", "no title"),
        ("Paint;X;voor iedereen;3;", "not a kind of licence"),
        ("Paint;X;toestel;drie;", "not a number"),
        ("Paint;X;toestel;-3;", "not a number"),
        ("Paint;X;toestel;99999999999999999999;", "not a number"),
        ("Paint;X;toestel;;", "not a number"),
        ("Paint;X;toestel;3;31/02/2027", "not a date"),
        ("Paint;X;toestel;3;volgend jaar", "not a date"),
        ("Paint;X;vestiging;;", "name of the site"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_and_the_others_go_on(row: str, words: str) -> None:
    text = f"{DUTCH}Paint;X;toestel;1;\n{row}\nMaths;X;toestel;2;\n"
    (problem,) = problems(text)
    assert problem.line == 3
    assert words in problem.text.template
    assert [one.title for one in entitlements(text)] == ["Paint", "Maths"]


def test_a_cell_cannot_smuggle_lines_or_endless_text() -> None:
    (one,) = entitlements(f'title;seats\n"Pa\nint\x00\u202e{"x" * 5000}";3\n')
    assert one.title.startswith("Pa intx")
    assert len(one.title) == 200


@pytest.mark.parametrize("text", ["", "\n\n", "aantal;prijs\n3;4\n", "\x00\x01\x02"])
def test_a_file_without_titles_says_what_it_needs(text: str) -> None:
    with pytest.raises(Unreadable):
        entitlements(text)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(Unreadable, match="too large"):
        entitlements(b"title;seats\n" + b"Paint;3\n" * 300_000)


def test_a_list_that_is_too_long_ends_with_a_word_about_it() -> None:
    text = "title;seats\n" + "Paint;3\n" * (MOST_ROWS + 5)
    assert len(entitlements(text)) == MOST_ROWS
    assert "ends here" in problems(text)[0].text.template


def test_a_quotation_mark_that_never_closes_is_told() -> None:
    text = 'title;seats\nPaint;3\n"Maths;' + "x" * 200_000
    assert len(entitlements(text)) == 1
    assert "quotation mark" in problems(text)[0].text.template
