from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.licence_matching import Catalogue, Free, Title, own_title, parse_catalogue

SHIPPED = parse_catalogue(shipped_titles())


def found(name: str, publisher: str = "") -> str | None:
    title = SHIPPED.match(name, publisher)
    return title.title_id if title is not None else None


@pytest.mark.parametrize(
    ("name", "publisher", "title"),
    [
        ("Microsoft Office Professional Plus 2016", "Microsoft Corporation", "microsoft-office"),
        ("Microsoft Office LTSC Professional Plus 2021 - nl-nl", "Microsoft Corporation", "microsoft-office"),
        ("Microsoft Office Home and Student 2016", "", "microsoft-office"),
        ("Microsoft 365 Apps for enterprise - nl-nl", "Microsoft Corporation", "microsoft-365-apps"),
        ("Microsoft Visio Professional 2016", "", "microsoft-visio"),
        ("Adobe Photoshop 2024", "Adobe Inc.", "adobe-photoshop"),
        ("Adobe Photoshop Elements 2023", "Adobe", "adobe-photoshop-elements"),
        ("Adobe Acrobat XI Pro", "Adobe Systems", "adobe-acrobat"),
        ("AutoCAD 2025 - English", "Autodesk", "autocad"),
        ("AutoCAD LT 2025", "Autodesk", "autocad-lt"),
        ("Java 8 Update 361 (64-bit)", "Oracle Corporation", "oracle-java-8"),
        ("WinRAR 6.11 (64-bit)", "win.rar GmbH", "winrar"),
        ("TI-Nspire™ CX CAS Student Software", "Texas Instruments", "ti-nspire"),
        ("TEAMVIEWER", "", "teamviewer"),
        ("sublime-text", "Sublime HQ Pty Ltd <support@sublimetext.com>", "sublime-text"),
        ("master-pdf-editor-5", "", "master-pdf-editor"),
        ("crossover", "", "crossover"),
        ("anydesk", "", "anydesk"),
        ("SprintPlus 3", "Jabbla", "sprintplus"),
    ],
)
def test_titles_are_known_by_the_names_machines_give_them(name: str, publisher: str, title: str) -> None:
    assert found(name, publisher) == title


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        ("Microsoft Office Proofing (Dutch) 2010", ""),
        ("Microsoft Office 2010 Primary Interop Assemblies", ""),
        ("Microsoft Office Shared 64-bit MUI (Dutch) 2010", ""),
        ("Microsoft Visio Viewer 2016", ""),
        ("Microsoft Access Runtime 2016", ""),
        ("Microsoft Access database engine 2016 (English)", ""),
        ("Update for Microsoft Office 2016 (KB4011574)", ""),
        ("Microsoft 365 Copilot", "Microsoft"),
        ("Adobe Acrobat Reader DC - Nederlands", "Adobe"),
        ("Adobe Acrobat DC (64-bit)", "Adobe"),
        ("MATLAB Runtime 9.13", "MathWorks"),
        ("AutoCAD 2025 Language Pack - Nederlands", "Autodesk"),
        ("Autodesk Inventor Interoperability 2025", "Autodesk"),
        ("SOLIDWORKS eDrawings 2023", ""),
        ("TeamViewer QuickSupport", ""),
        ("IntelliJ IDEA Community Edition 2023.2", "JetBrains"),
        ("Visual Studio Community 2022", "Microsoft"),
        ("Java 8 Update 202", "Oracle Corporation"),
        ("Maple Syrup Game", "Somebody"),
        ("Finale", "Somebody else"),
        ("SketchUp 2017", "Trimble"),
        ("Winrarity", ""),
        ("Kahoot for Microsoft Office 2016", ""),
        ("libreoffice-writer", "Debian LibreOffice Maintainers"),
    ],
)
def test_parts_free_editions_and_namesakes_are_no_titles(name: str, publisher: str) -> None:
    assert found(name, publisher) is None


def test_the_shipped_catalogue_is_rich_and_every_title_names_its_source() -> None:
    assert len(SHIPPED.titles) >= 60
    assert all(title.source.startswith("https://") and title.publisher for title in SHIPPED.titles)
    assert {title.free for title in SHIPPED.titles} == set(Free)


def test_every_title_finds_itself_on_a_list_of_licences() -> None:
    for title in SHIPPED.titles:
        named = SHIPPED.named(title.title)
        assert named is title


def test_a_list_may_name_an_edition() -> None:
    named = SHIPPED.named("Microsoft Office 2019 Standaard")
    assert named is not None
    assert named.title_id == "microsoft-office"
    assert SHIPPED.named("Rekenwonder") is None


def test_an_own_title_is_found_by_its_words_and_not_in_others() -> None:
    mine = SHIPPED.extended([("Rekenwonder", "X"), ("REKENWONDER", "Y"), ("Adobe Photoshop", "")])
    assert len(mine.titles) == len(SHIPPED.titles) + 1
    assert mine.match("X Rekenwonder 3") is not None
    assert mine.match("Rekenwonderland") is None
    assert mine.match("Rekenwonder Viewer") is None


def test_an_own_title_may_itself_be_called_a_reader() -> None:
    mine = SHIPPED.extended([("Claro Reader", "")])
    assert mine.match("Claro Reader 5") is not None


def test_extending_by_the_same_list_gives_the_same_catalogue() -> None:
    once = SHIPPED.extended([("Rekenwonder", "X")])
    assert SHIPPED.extended([("Rekenwonder", "X")]) is once
    assert SHIPPED.extended([]) is not once


def test_an_own_title_is_text_and_no_pattern() -> None:
    mine = Catalogue([]).extended([("C++ (pro).*", "")])
    assert mine.match("C++ (pro).*") is not None
    assert mine.match("C++ (pro)anything") is None


def test_a_title_too_short_to_recognise_is_none() -> None:
    assert own_title("x y", "") is None


def test_endless_and_hostile_names_are_taken_quickly() -> None:
    assert found("Adobe Photoshop" + " CS" * 10_000) == "adobe-photoshop"
    assert found("\x00" * 10_000) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[title]]\nid = "x"\ntitle = "X"\nnames = ["X"]\ncolour = "red"\n', "unknown keys: colour"),
        ('[[title]]\nid = "x"\ntitle = "X"\n', "needs an id, a title, and names or packages"),
        ('[[title]]\nid = "x"\ntitle = "X"\nnames = ["X"]\n' * 2, "stand twice"),
    ],
)
def test_a_catalogue_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_catalogue(text)


def test_a_name_decides_alone_where_no_publisher_is_asked_for() -> None:
    by = Title("x", "X", "", ("X pro",), by="acme")
    assert Catalogue([by]).match("X pro", "Acme Inc.") is by
    assert Catalogue([by]).match("X pro", "") is None


RECORDINGS = os.environ.get("SCHOOLWACHT_RECORDINGS", "")
FREE = re.compile(r"Office|Visio|Project|Publisher 20|Access 20|Adobe|Acrobat")


@pytest.mark.skipif(not RECORDINGS, reason="SCHOOLWACHT_RECORDINGS is not set: no recordings of real machines here")
def test_no_program_of_the_recorded_machines_is_taken_for_what_it_is_not() -> None:
    folder = Path(RECORDINGS)
    names = set(_registry_names(folder / "win32" / "registry")) | set(_package_names(folder / "linux" / "packaging"))
    assert len(names) > 40
    taken = {name: title.title_id for name in names if (title := SHIPPED.match(name)) is not None}
    assert {name for name in taken if not FREE.search(name)} == set()


def _registry_names(folder: Path) -> list[str]:
    texts = (_text(path.read_bytes()) for path in folder.glob("*.reg"))
    return [name for text in texts for name in re.findall(r'"(?:DisplayName|ProductName)"="(.*?)"', text)]


def _package_names(folder: Path) -> list[str]:
    lines = (line for path in folder.iterdir() for line in _text(path.read_bytes()).splitlines())
    return [re.split(r"[\t:]", line.removeprefix("Name").lstrip(" :"))[0].strip() for line in lines if line.strip()]


def _text(body: bytes) -> str:
    return body.decode("utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "latin-1")


def test_the_usual_titles_are_known_by_their_programs_and_one_agent_can_take_them_all() -> None:
    known = {title.title_id: title.programs for title in SHIPPED.titles if title.programs}
    assert known["autocad"] == ("acad",)
    assert {"adobe-photoshop", "sketchup-pro", "microsoft-office", "matlab", "solidworks"} <= known.keys()
    assert 25 <= len(known) <= 200
    assert max(map(len, known.values())) <= 8


@pytest.mark.parametrize("name", ["ACAD", "acad.exe", "/opt/acad", " acad"])
def test_a_program_is_written_one_way_only(name: str) -> None:
    with pytest.raises(ValueError, match="lower case"):
        parse_catalogue(f'[[title]]\nid = "a"\ntitle = "A"\nnames = ["A"]\nprograms = ["{name}"]\n')
