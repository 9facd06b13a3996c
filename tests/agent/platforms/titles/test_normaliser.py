"""One title for one product. The names are those that makers give their programs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.program import Kind
from schoolwacht_agent.platforms.titles.normaliser import Titled, kind_of, same, titled


@pytest.mark.parametrize(
    ("name", "version", "title", "edition"),
    [
        ("Mozilla Firefox 128.0 (x64 nl)", "128.0", "Mozilla Firefox", ""),
        ("Mozilla Firefox ESR (x64 nl)", "115.3.1", "Mozilla Firefox", "ESR"),
        ("Firefox", "128.0", "Mozilla Firefox", ""),
        ("7-Zip 23.01 (x64)", "23.01", "7-Zip", ""),
        ("7-Zip 23.01 (x64 edition)", "23.01.00.0", "7-Zip", ""),
        ("Microsoft Office Professional Plus 2019 - nl-nl", "16.0.1", "Microsoft Office", "Professional Plus 2019"),
        ("Microsoft Office Standard 2016", "16.0.4266.1001", "Microsoft Office", "Standard 2016"),
        ("Microsoft 365 Apps for enterprise - nl-nl", "16.0.1", "Microsoft 365 Apps for enterprise", ""),
        ("Microsoft SQL Server 2008 R2 (64-bit)", "10.5", "Microsoft SQL Server", "2008 R2"),
        ("Visual Studio Community 2022", "17.1", "Visual Studio", "Community 2022"),
        ("Python 3.11.4 (64-bit)", "3.11.4150.0", "Python", ""),
        ("Java 8 Update 301 (64-bit)", "8.0.3010.9", "Java", ""),
        ("Notepad++ (64-bit x64)", "8.6", "Notepad++", ""),
        ("paint.net v5.0", "5.0", "paint.net", ""),
        ("Zoom(32bit)", "5.15", "Zoom", ""),
        ("GeoGebra 5", "5.0.8", "GeoGebra", ""),
        ("Adobe Photoshop 2024", "25.0", "Adobe Photoshop", "2024"),
        ("Adobe Premiere Pro 2023", "23.0", "Adobe Premiere Pro", "2023"),
        ("AutoCAD 2024 - Nederlands (Dutch)", "24.3", "AutoCAD", "2024"),
        ("K-Lite Codec Pack 17.5.0 Full", "17.5.0", "K-Lite Codec Pack", "Full"),
        ("Acme® Draw™ (remove only)", "1", "Acme Draw", ""),
        ("HP LaserJet 1020", "1.0", "HP LaserJet 1020", ""),
        ("Windows 11 Installation Assistant", "1.4", "Windows 11 Installation Assistant", ""),
        ("Minecraft Education", "1.2", "Minecraft Education", ""),
        ("Ελλάδα Σχέδιο 3.2 (x64)", "3.2", "Ελλάδα Σχέδιο", ""),
        ("2.0", "2.0", "2.0", ""),
        ("", "1", "", ""),
    ],
)
def test_a_name_becomes_a_title(name: str, version: str, title: str, edition: str) -> None:
    assert titled(name, version) == Titled(title, edition)


def test_visual_c_for_both_processors_is_one_title() -> None:
    names = (
        ("Microsoft Visual C++ 2010  x86 Redistributable - 10.0.40219", "10.0.40219"),
        ("Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.38.33130", "14.38.33130.0"),
    )

    assert {titled(*name).title for name in names} == {"Microsoft Visual C++ Redistributable"}


def test_a_product_under_several_names_is_one_title() -> None:
    assert {same(name) for name in ("firefox-esr", "org.mozilla.firefox", "Firefox")} == {"Mozilla Firefox"}
    assert same("acme") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Acme Printer Driver", Kind.DRIVER),
        ("Acme Office Language Pack - Nederlands", Kind.LANGUAGE),
        ("Microsoft Visual C++ 2010 Redistributable", Kind.COMPONENT),
        ("Acme Draw", Kind.APPLICATION),
    ],
)
def test_a_name_tells_the_kind_of_an_application(name: str, kind: Kind) -> None:
    assert kind_of(name, Kind.APPLICATION) == kind
    assert kind_of(name, Kind.UPDATE) == Kind.UPDATE


PIECES = st.sampled_from(
    ["Acme", " ", "(x64)", "3.2", " - ", "nl", "Pro", "2019", "v", "(", ")", "®", "64-bit", "Edition"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(), st.text(max_size=10))
def test_a_name_never_loses_its_title(name: str, version: str) -> None:
    found = titled(name, version)

    assert bool(found.title) == bool(name.strip())
    assert len(found.title) <= max(len(name), 40)


def test_a_long_name_takes_no_time() -> None:
    assert titled("(" * 100_000, "1").title
    assert titled("Acme " + "1." * 50_000, "1." * 50_000).title
