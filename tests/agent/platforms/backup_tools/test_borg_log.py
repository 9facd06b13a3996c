from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.borg_log import parse
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record

NOW_MS = 1_795_419_000_000
REPOSITORY = {"id": "ab", "location": "ssh://b@nas/./repo"}


def archive(end: str = "2026-11-22T22:00:00.000000", files: int = 812) -> dict[str, object]:
    stats = {"nfiles": files, "original_size": 5_000_000}
    return {"archive": {"name": "x", "end": end, "stats": stats}, "repository": REPOSITORY}


def said(level: str, message: str, at: float = 1_795_400_000.5) -> dict[str, object]:
    return {"type": "log_message", "levelname": level, "message": message, "time": at, "name": "borg.archiver"}


def read(*things: object) -> Record:
    found = parse("".join(json.dumps(thing, indent=2) + "\n" for thing in things), "nas", NOW_MS)
    assert found is not None
    return found


def test_an_archive_is_a_good_run() -> None:
    found = read(archive())

    assert (found.outcome, found.items, found.size_bytes, found.skipped) == (Outcome.OK, 812, 5_000_000, 0)
    assert found.last_good_ms == told_ms("2026-11-22T22:00:00")
    assert (found.target, found.off_site) == ("network", "unknown")


def test_warnings_before_an_archive_are_files_that_were_skipped() -> None:
    found = read(said("WARNING", "a: Permission denied"), said("WARNING", "b: Permission denied"), archive())

    assert (found.outcome, found.skipped, found.message) == (Outcome.WARNING, 2, "a: Permission denied")


def test_an_error_after_the_last_archive_is_a_failed_run() -> None:
    found = read(archive(), said("ERROR", "Failed to create/acquire the lock"))

    assert (found.outcome, found.last_try_ms) == (Outcome.FAILED, 1_795_400_000_500)
    assert found.last_good_ms == told_ms("2026-11-22T22:00:00")
    assert found.items is None


def test_an_archive_of_nothing_is_not_the_last_good_one() -> None:
    assert (read(archive(files=0)).items, read(archive(files=0)).last_good_ms) == (0, None)


def test_a_list_of_archives_tells_versions_and_rhythm() -> None:
    listed = [{"name": str(day), "time": f"2026-11-{day}T22:00:00.000000"} for day in range(10, 23)]
    found = read({"archives": listed, "repository": REPOSITORY})

    assert (found.versions, found.every_seconds, found.outcome) == (13, 86_400, Outcome.OK)
    assert read({"archives": [], "repository": REPOSITORY}).outcome is Outcome.EMPTY


def test_what_borgmatic_wraps_in_a_list_is_the_same() -> None:
    assert read([archive()]).items == 812


def test_a_check_that_found_nothing_is_told() -> None:
    done = said("INFO", "Archive consistency check complete, no problems found.")

    assert read(archive(), done).last_verify_ms == 1_795_400_000_500


def test_what_is_not_of_borg_is_left_alone() -> None:
    assert parse('{"archive": {"end": "2026-11-22T22:00:00"}}', "nas", NOW_MS) is None


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["archive", "archives", "repository", "type", "levelname", "name", "time", "message"]),
        st.one_of(
            st.none(), st.floats(), st.integers(), st.sampled_from(["log_message", "borg.x", "ERROR"]),
            st.lists(st.one_of(st.none(), st.dictionaries(st.sampled_from(["end", "time"]), st.text())), max_size=3),
            st.dictionaries(st.sampled_from(["end", "stats", "location"]), st.one_of(st.integers(), st.text())),
        ),
    ),
    st.integers(0, 100),
)  # fmt: skip
def test_whatever_stands_in_a_log_and_wherever_it_is_cut(thing: dict[str, object], cut: int) -> None:
    text = json.dumps(thing)
    parse(text, "nas", NOW_MS)
    parse(text[:cut] + "\n" + text, "nas", None)
