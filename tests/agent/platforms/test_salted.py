"""Numbers instead of what tells machines apart."""

from __future__ import annotations

from schoolwacht_agent.platforms import salted


def test_marks_and_case_make_no_difference_but_the_kind_does() -> None:
    assert salted.serial("disk", "WD-WCC 4E1") == salted.serial("disk", "wdwcc4e1")
    assert salted.serial("disk", "wdwcc4e1") != salted.serial("board", "wdwcc4e1")
    assert salted.serial("disk", "序列") != salted.serial("disk", "列序")
    assert salted.number(b"") != salted.number(b"\0")
