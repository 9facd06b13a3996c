"""The matrix of identity: every situation ends as the same device, a new one, or a question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.domain.identity_situations import FULL, HP, INSIDE, SITUATIONS, Situation, known, outcome, signs
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.identity_likeness import compare
from schoolwacht_collector.domain.identity_matching import MOST_CANDIDATES, Ask, Known, Same, Why, decide_enrolment
from schoolwacht_collector.domain.identity_signs import MARKERS, MOST, STRONG, WEAK, Sign, Signs, believed

PAGE = Path(__file__).parents[3] / "docs" / "identity.md"
STATES = st.sampled_from(list(DeviceState))
SOME_SIGNS = st.frozensets(
    st.builds(Sign, st.sampled_from((*STRONG, *WEAK, *MARKERS)), st.sampled_from(("1" * 64, "2" * 64))), max_size=12
).map(Signs)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.sentence)
def test_a_situation_ends_as_the_page_says(situation: Situation) -> None:
    ends, why, device = outcome(situation.decide())

    assert (ends, why) == (situation.ends, situation.why)
    if ends != "new":
        assert device == situation.first


def test_the_page_has_the_very_table_of_this_test() -> None:
    lines = PAGE.read_text().split("<!-- matrix -->")[1].strip().splitlines()[2:]
    said = [tuple(cell.strip().strip("`*") for cell in line.strip("|").split("|")) for line in lines]

    assert said == [(one.sentence, one.how, one.ends, one.why) for one in SITUATIONS]


def test_the_page_explains_every_reason() -> None:
    page = PAGE.read_text()

    for reason in (*Why, *type(compare(FULL, FULL))):
        assert f"\n| `{reason}` |" in page


@given(one=SOME_SIGNS, other=SOME_SIGNS)
@settings(max_examples=100)
def test_the_order_of_two_machines_makes_no_difference(one: Signs, other: Signs) -> None:
    assert compare(one, other) is compare(other, one)


@given(
    mine=SOME_SIGNS, theirs=SOME_SIGNS, device=st.builds(Known, st.just("old"), st.just(Signs()), STATES, st.booleans())
)
@settings(max_examples=100)
def test_nobody_becomes_a_device_in_use_without_its_key_unless_its_room_resets(
    mine: Signs, theirs: Signs, device: Known
) -> None:
    assert not isinstance(decide_enrolment(mine, [replace(device, signs=theirs)]), Same)


@given(mine=SOME_SIGNS, theirs=SOME_SIGNS)
@settings(max_examples=100)
def test_a_device_that_is_heard_is_never_taken_up_by_another_not_even_in_a_room_that_resets(
    mine: Signs, theirs: Signs
) -> None:
    decision = decide_enrolment(mine, [Known("old", theirs, heard_now=True, resettable=True)])

    assert not isinstance(decision, Same)


def test_a_question_names_five_devices_at_most() -> None:
    decision = decide_enrolment(FULL, [known(FULL, f"d{number:02}") for number in range(40)])

    assert isinstance(decision, Ask)
    assert [one.device_id for one in decision.candidates] == [f"d{number:02}" for number in range(MOST_CANDIDATES)]


@pytest.mark.parametrize(
    "said",
    [
        ("serial", "5CD1234XYZ"),
        ("serial", "A" * 64),
        ("serial", 7),
        (None, "1" * 64),
        ("made_up", "1" * 64),
        ("container", "<script>"),
        ("container", "x" * 33),
        ("smbios_uuid", "1" * 64 + "\n"),
    ],
)
def test_what_is_no_sign_is_no_evidence(said: tuple[object, object]) -> None:
    assert believed([said]) == Signs()


def test_of_endless_signs_the_first_are_believed() -> None:
    endless = (("disk_serial", f"{number:064x}") for number in range(10**9))

    assert len(believed(endless).all) == MOST


def test_a_sign_that_only_one_of_two_shows_speaks_neither_for_nor_against() -> None:
    assert compare(signs(HP), signs(HP, INSIDE)) == "same_hardware"
