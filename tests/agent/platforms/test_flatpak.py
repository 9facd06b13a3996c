"""What flatpak installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.recordings import recordings, tell
from schoolwacht_agent.platforms.flatpak import parse, size_bytes, stamp, state
from schoolwacht_agent.platforms.program import Kind

LIST = (
    "org.gimp.GIMP\t2.10.36\tstable\tx86_64\tflathub\t293.1\u00a0MB\tGNU Image Manipulation Program\n"
    "org.freedesktop.Platform\t\t23.08\tx86_64\tflathub\t607,2 MB\tFreedesktop Platform\n"
    "org.gimp.GIMP\t2.10.36\tstable\tx86_64\tflathub\t293.1\u00a0MB\tGNU Image Manipulation Program\n"
)


def test_applications_and_runtimes_are_read_once() -> None:
    found = [(one.name, one.version, one.kind, one.size_bytes, one.publisher) for one in parse(LIST)]

    assert found == [
        ("org.gimp.GIMP", "2.10.36", Kind.APPLICATION, 293_100_000, "flathub"),
        ("org.freedesktop.Platform", "23.08", Kind.COMPONENT, 607_200_000, "flathub"),
    ]


def test_the_description_of_one_application_is_read_too() -> None:
    text = "          ID: org.x.Y\n         Ref: app/org.x.Y/x86_64/stable\n        Arch: x86_64\n     Version: 1.2\n"

    (everyones,) = parse(text + "Installation: system\n")
    (someones,) = parse(text + "Installation: user\n")

    assert (everyones.name, everyones.version, everyones.architecture) == ("org.x.Y", "1.2", "x86_64")
    assert (everyones.scope, someones.scope) == ("machine", "user")


def test_a_list_without_columns_asked_for_is_read_too() -> None:
    text = "Acme Draw\torg.acme.Draw\t24.1\tstable\tflathub\tsystem\nMine\torg.acme.Mine\t1\tstable\tuser\n"

    assert [(one.name, one.version, one.scope) for one in parse(text)] == [
        ("org.acme.Draw", "24.1", "machine"),
        ("org.acme.Mine", "1", "user"),
    ]


@pytest.mark.parametrize(
    ("text", "size"),
    [("1,6 GB", 1_600_000_000), ("12 bytes", 12), ("4.6 MB", 4_600_000), ("many", None), ("1 XB", None)],
)
def test_sizes_are_read_as_they_are_written(text: str, size: int | None) -> None:
    assert size_bytes(text) == size


def test_the_state_is_told_by_the_folders(tmp_path: Path) -> None:
    home = tmp_path / "var/lib/flatpak"
    (home / "app/org.gimp.GIMP").mkdir(parents=True)
    (home / ".changed").touch()
    os.utime(home / ".changed", (1_795_000_000, 1_795_000_000))
    found = state(tmp_path)

    assert found is not None
    assert (found.source, found.last_success_ms, found.pending) == ("flatpak", 1_795_000_000_000, None)
    assert any(stamp(tmp_path))


def test_without_flatpak_there_is_nothing(tmp_path: Path) -> None:
    assert state(tmp_path) is None
    assert not any(stamp(tmp_path))


@given(st.text(alphabet=st.sampled_from("org.gimp.\tRef: ID\n1,0MB\u00a0")))
def test_rubbish_is_survived(text: str) -> None:
    assert all(package.name for package in parse(text))
    size_bytes(text)


def test_recordings_are_understood_or_say_why_not() -> None:
    def judge(text: str) -> str:
        found = list(parse(text))
        if len(found) != 1:
            return "not_understood"
        return "of_one_person" if found[0].scope == "user" else "understood"

    counts = tell("flatpak", recordings("linux/packaging", starts="flatpak"), judge)
    assert set(counts) <= {"understood", "of_one_person"}
    assert counts["understood"] >= 2
