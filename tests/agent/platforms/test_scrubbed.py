"""Sentences without paths and people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.scrubbed import LONGEST, scrubbed


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("the target disk is full", "the target disk is full"),
        ("5 of 12 files, 3.5 GB at 40 MB/s, and/or more on 23/11/2026 at 07:30", None),
        (r"C:\Users\Jan Peeters\thesis.docx is locked", "[path]"),
        (r"cannot open 'C:\Program Files\X\My file.txt', gave up", "cannot open [path], gave up"),
        (r"copied C:\data to D:\backup in 5 minutes", "copied [path] to [path] in 5 minutes"),
        (r"C:\Program Files\Veeam\agent.exe failed", "[path] failed"),
        (r"no answer from \\NAS01\backup$\jan", "no answer from [path]"),
        ("rsync: /srv/share/6b/jan.odt: permission denied", "rsync: [path] permission denied"),
        ("/home/jan/notes and more", "[path]"),
        ("skipped 6b/jan/notes.odt today", "skipped [path] today"),
        ("skipped jan/notes.odt today", "skipped [path] today"),
        ("restic: repository s3://key:secret@host/bucket is locked", "restic: repository [address] is locked"),
        ("log-in of jan.peeters@school.be refused", "log-in of [account] refused"),
        (r"log-in of SCHOOL\jan.peeters refused", "log-in of [account] refused"),
        ("wrong password=hunter2, try again", "wrong password [account], try again"),
        ("user 'Jan Peeters' has no rights", "user [account] has no rights"),
        ("two\nlines\x00 here", "two lines here"),
        ("", ""),
    ],
)
def test_what_points_at_people_is_taken_out(said: str, kept: str | None) -> None:
    assert scrubbed(said) == (said if kept is None else kept)


def test_a_long_message_is_cut() -> None:
    assert len(scrubbed("word " * 1000)) <= LONGEST


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab C:\\/.\n'\"@-~7")))
def test_no_separator_of_windows_and_no_address_comes_through(text: str) -> None:
    kept = scrubbed(text)

    assert "\\" not in kept
    assert kept.isprintable()
    assert len(kept) <= LONGEST


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", ["C:" + "\\a b" * 1000, "a/" * 1500, "'" * 3000, "a." * 1500, "/users/" * 500])
def test_no_message_takes_long(text: str) -> None:
    assert len(scrubbed(text)) <= LONGEST
