"""Entries of the menu."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.desktop_entry import Entry, parse


@pytest.mark.parametrize(
    ("lines", "entry"),
    [
        ("Type=Application\nName=Acme\nName[nl]=Akme\nExec=/opt/acme/acme %U", Entry("Acme", "/opt/acme/acme")),
        (
            'Name=Acme\nExec=env A=1 "/opt/my acme/acme" --x\nNoDisplay=true',
            Entry("Acme", "/opt/my acme/acme", shown=False),
        ),
        ("Name=Acme\nTryExec=acme\nX-AppImage-Version=24.1", Entry("Acme", "acme", "24.1")),
        ("Name=Acme\nExec=acme\n[Desktop Action new]\nName=New\nExec=acme --new", Entry("Acme", "acme")),
        ("Type=Link\nName=Acme\nExec=acme", None),
        ("Name=Acme", None),
    ],
)
def test_the_main_group_tells_name_and_program(lines: str, entry: Entry | None) -> None:
    assert parse(f"# made up\n[Desktop Entry]\n{lines}\n") == entry


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from('[Desktop Entry]\nName=xc"')) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    found = parse("[Desktop Entry]\n" + text)

    assert found is None or found.name
