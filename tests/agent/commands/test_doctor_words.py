from __future__ import annotations

from string import Formatter

import pytest

from schoolwacht_agent.checkup.finding import Finding, Said, State
from schoolwacht_agent.commands.doctor_words import TEXTS, spoken


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("said", Said)
def test_everything_that_can_be_found_is_said_in_both_languages(said: Said) -> None:
    text = TEXTS[said]
    assert text.english
    assert text.dutch
    assert bool(text.remedy) == bool(text.middel)
    assert fields(text.remedy) == fields(text.middel)
    assert fields(text.dutch) <= fields(text.english)


def test_what_is_wrong_or_worth_a_notice_comes_with_a_remedy() -> None:
    well = {said for said in Said if said.value.endswith(("_good", "_runs", "_not_needed"))} | {Said.CLOCK_UNKNOWN}
    assert {said for said in Said if not TEXTS[said].remedy} == well


def test_a_finding_is_said_in_the_language_of_the_person() -> None:
    finding = Finding("disk", State.BAD, Said.DISK_SHORT, {"free": "3 MB"})
    assert (spoken(finding, "en").state, spoken(finding, "en").words) == ("wrong", "only 3 MB free")
    assert (spoken(finding, "nl").state, spoken(finding, "nl").words) == ("fout", "maar 3 MB vrij")
    assert spoken(finding, "nl").check == "schijf"
