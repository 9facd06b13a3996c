"""Who may change a folder of Windows."""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.windows.acl import ADMINISTRATORS, EVERYONE, SYSTEM, TRUSTED, Entry, remedy, strangers

FULL, READ, ADD_FILE, GENERIC_WRITE = 0x1F01FF, 0x1200A9, 0x2, 0x4000_0000
USERS, PUPIL, OWNER = "S-1-5-32-545", "S-1-5-21-1-2-3-1001", "S-1-3-0"
OURS = (Entry(SYSTEM, FULL, 3), Entry(ADMINISTRATORS, FULL, 3))


def test_a_folder_of_the_system_and_administrators_is_trusted() -> None:
    assert strangers(ADMINISTRATORS, OURS, TRUSTED) == []
    assert strangers(SYSTEM, [*OURS, Entry(USERS, READ, 3)], TRUSTED) == []


def test_a_folder_that_a_pupil_made_first_is_the_pupils() -> None:
    assert strangers(PUPIL, OURS, TRUSTED) == [PUPIL]


def test_whoever_may_add_a_file_is_named_once() -> None:
    assert strangers(SYSTEM, [*OURS, Entry(USERS, ADD_FILE), Entry(USERS, GENERIC_WRITE)], TRUSTED) == [USERS]


def test_what_is_handed_down_to_new_files_counts_too() -> None:
    assert strangers(SYSTEM, [*OURS, Entry(USERS, FULL, 0x8 | 3)], TRUSTED) == [USERS]


def test_the_maker_of_a_file_is_whoever_may_make_one() -> None:
    assert strangers(SYSTEM, [*OURS, Entry(OWNER, FULL, 0x8 | 3)], TRUSTED) == []
    assert strangers(SYSTEM, [*OURS, Entry(OWNER, FULL)], TRUSTED) == [OWNER]


def test_a_refusal_allows_nobody_anything() -> None:
    assert strangers(SYSTEM, [*OURS, Entry(EVERYONE, FULL, allows=False)], TRUSTED) == []


def test_no_list_at_all_means_everyone() -> None:
    assert strangers(SYSTEM, None, TRUSTED) == [EVERYONE]


def test_the_person_who_runs_a_personal_agent_is_no_stranger() -> None:
    assert strangers(PUPIL, [Entry(PUPIL, FULL, 3)], TRUSTED | {PUPIL}) == []


def test_the_remedy_is_a_command_for_this_folder() -> None:
    said = remedy(Path("C:/ProgramData/Schoolwacht"))
    assert 'icacls "C:/ProgramData/Schoolwacht" /inheritance:r' in said
    assert "*S-1-5-18:(OI)(CI)F" in said
