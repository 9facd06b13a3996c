from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.restic_log import parse

NOW_MS = 1_795_419_000_000
HOUR_MS = 3_600_000
SUMMARY = {
    "message_type": "summary",
    "total_files_processed": 812,
    "total_bytes_processed": 5_000_000,
    "data_added": 0,
    "snapshot_id": "0f" * 4,
}
STATUS = {"message_type": "status", "percent_done": 0.5}


def log(*said: object) -> str:
    return "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in said)


def read(*said: object, written_ms: int = NOW_MS - HOUR_MS) -> Record:
    found = parse(log(*said), "nas", written_ms, NOW_MS)
    assert found is not None
    return found


def test_a_summary_is_a_good_run_of_the_time_of_its_file() -> None:
    found = read(STATUS, SUMMARY)

    assert (found.outcome, found.last_good_ms) == (Outcome.OK, NOW_MS - HOUR_MS)
    assert (found.items, found.size_bytes, found.skipped) == (812, 5_000_000, 0)


def test_since_0_17_a_summary_bears_its_own_time() -> None:
    found = read({**SUMMARY, "backup_end": "2026-11-22T22:10:00.5Z"})

    assert found.last_try_ms == 1_795_385_400_500


def test_files_that_could_not_be_read_are_counted_and_make_a_warning() -> None:
    error = {"message_type": "error", "error": {"message": "open: permission denied"}, "during": "scan"}
    found = read(
        {**error, "item": "/srv/a"}, {**error, "item": "/srv/b"}, {**error, "item": "/srv/b"}, SUMMARY,
        {"message_type": "exit_error", "code": 3, "message": "at least one source file could not be read"},
    )  # fmt: skip

    assert (found.outcome, found.skipped) == (Outcome.WARNING, 2)
    assert found.last_good_ms == NOW_MS - HOUR_MS


def test_a_fatal_end_is_a_failure_and_the_good_run_before_it_stays_known() -> None:
    good = {**SUMMARY, "backup_end": "2026-11-21T22:10:00Z"}
    found = read(good, {"message_type": "exit_error", "code": 11, "message": "unable to create lock"})

    assert (found.outcome, found.message) == (Outcome.FAILED, "unable to create lock")
    assert found.last_good_ms == 1_795_299_000_000
    assert found.items is None


def test_before_0_17_a_fatal_end_is_a_line_of_text() -> None:
    found = read(STATUS, "Fatal: unable to open repository: wrong password or no key found\n")

    assert found.outcome is Outcome.FAILED
    assert "wrong password" in found.message


def test_a_fatal_line_of_an_older_run_is_forgiven_by_a_later_good_one() -> None:
    assert read("Fatal: unable to open repository\n", SUMMARY).outcome is Outcome.OK
    assert read(SUMMARY, "Fatal: unable to open repository\n").outcome is Outcome.FAILED
    assert read("Fatal: no password\n").outcome is Outcome.FAILED


def test_a_log_without_an_end_is_running_for_an_hour_and_then_cut_off() -> None:
    assert read(STATUS, written_ms=NOW_MS - 60_000).outcome is Outcome.RUNNING
    assert read(STATUS, written_ms=NOW_MS - 2 * HOUR_MS).outcome is Outcome.FAILED


def test_a_dry_run_is_no_backup() -> None:
    assert read({**SUMMARY, "dry_run": True}).outcome is Outcome.UNKNOWN


def test_an_empty_run_is_not_the_last_good_one() -> None:
    assert read({**SUMMARY, "total_files_processed": 0}).last_good_ms is None


def test_a_log_that_is_appended_to_tells_its_rhythm() -> None:
    found = read(*({**SUMMARY, "backup_end": f"2026-11-{day}T22:00:00Z"} for day in range(10, 23)))

    assert (found.every_seconds, found.every_from) == (86_400, "seen")


def test_a_list_of_snapshots_is_read_too() -> None:
    listed = [
        {"time": f"2026-11-{day}T22:00:00.123456789+01:00", "tree": "aa", "short_id": "bb", "hostname": "srv"}
        for day in (20, 22, 21)
    ]
    found = read(json.dumps(listed, indent=1))

    assert (found.outcome, found.versions) == (Outcome.OK, 3)
    assert found.last_good_ms == 1_795_381_200_123


def test_a_check_and_a_restore_that_succeeded_are_told() -> None:
    found = read(
        SUMMARY,
        {"message_type": "summary", "num_errors": 0},
        {"message_type": "summary", "files_restored": 4},
    )

    assert found.last_verify_ms == found.last_restore_test_ms == NOW_MS - HOUR_MS
    assert found.items == 812
    assert read(SUMMARY, {"message_type": "summary", "num_errors": 2}).last_verify_ms is None


def test_what_is_not_of_restic_is_left_alone() -> None:
    assert parse("hello\n{}\n[]\n", "nas", NOW_MS, NOW_MS) is None


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda deeper: st.one_of(st.lists(deeper, max_size=3), st.dictionaries(st.text(), deeper, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=100)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"message_type": st.sampled_from(["summary", "error", "exit_error", "status"])},
            optional=dict.fromkeys(("code", "error", "message", "item", "total_files_processed", "num_errors",
                                    "backup_end", "files_restored"), VALUES),
        ),
        max_size=6,
    ),
    st.integers(0, 400),
)  # fmt: skip
def test_whatever_stands_in_a_log_and_wherever_it_is_cut(said: list[object], cut: int) -> None:
    text = log(*said)
    parse(text, "nas", None, NOW_MS)
    parse(text[cut:], "nas", NOW_MS, NOW_MS)
    parse(text[:cut] + "[" * 500, "nas", NOW_MS, NOW_MS)
