from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools import (
    borg_repository,
    borgmatic,
    restic_repository,
    resticprofile,
    time_machine,
)
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record

NOW_MS = 1_795_419_000_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SETTINGS = """
source_directories:
    - /srv
repositories:
    - path: /backup/a.borg
      label: nas
    - path: ssh://b@host/./b.borg
encryption_passphrase: "hunter2"
"""
OLD_SETTINGS = """
location:
    source_directories:
        - /srv
    repositories:
        - /backup/a.borg
        - b@host:c.borg
storage:
    encryption_passphrase: hunter2
"""


def test_the_newest_snapshot_of_restic_is_the_last_good_backup() -> None:
    shelf = restic_repository.Shelf([NOW_MS - day * DAY_MS - HOUR_MS for day in range(9)])
    found = restic_repository.parse(shelf, "nas", NOW_MS)

    assert (found.outcome, found.last_good_ms, found.versions) == (Outcome.OK, NOW_MS - HOUR_MS, 9)
    assert (found.every_seconds, found.every_from, found.items) == (86_400, "seen", None)


@pytest.mark.parametrize(
    ("snapshots", "lock_age", "outcome"),
    [([], None, Outcome.EMPTY), ([], 60_000, Outcome.RUNNING), ([NOW_MS], 60_000, Outcome.RUNNING),
     ([NOW_MS], DAY_MS, Outcome.OK)],
)  # fmt: skip
def test_a_repository_may_be_empty_or_at_work(snapshots: list[int], lock_age: int | None, outcome: Outcome) -> None:
    shelf = restic_repository.Shelf(snapshots, [] if lock_age is None else [NOW_MS - lock_age])

    assert restic_repository.parse(shelf, "nas", NOW_MS).outcome is outcome


def test_a_change_of_a_borg_repository_is_no_proof_of_a_backup() -> None:
    found = borg_repository.parse(borg_repository.Shelf([NOW_MS - DAY_MS, NOW_MS - HOUR_MS]), "nas", NOW_MS)

    assert (found.outcome, found.last_good_ms) == (Outcome.UNKNOWN, NOW_MS - HOUR_MS)
    assert borg_repository.parse(borg_repository.Shelf([]), "nas", NOW_MS).outcome is Outcome.EMPTY


def test_a_lock_of_yesterday_is_told() -> None:
    running = borg_repository.parse(borg_repository.Shelf([NOW_MS], NOW_MS - HOUR_MS), "nas", NOW_MS)
    stuck = borg_repository.parse(borg_repository.Shelf([NOW_MS], NOW_MS - 2 * DAY_MS), "nas", NOW_MS)

    assert (running.outcome, stuck.outcome) == (Outcome.RUNNING, Outcome.UNKNOWN)
    assert "locked" in stuck.message


def test_borgmatic_names_its_repositories_in_both_forms() -> None:
    assert borgmatic.parse(SETTINGS) == [
        borgmatic.Repository("/backup/a.borg", "nas"),
        borgmatic.Repository("ssh://b@host/./b.borg"),
    ]
    assert [one.place for one in borgmatic.parse(OLD_SETTINGS)] == ["/backup/a.borg", "b@host:c.borg"]


def test_a_repository_that_cannot_be_seen_from_here_is_unknown_and_told(tmp_path: Path) -> None:
    (tmp_path / "etc/borgmatic").mkdir(parents=True)
    (tmp_path / "etc/borgmatic/config.yaml").write_text(SETTINGS)
    near, far = borgmatic.look(tmp_path, NOW_MS)

    assert (near.job, near.outcome, near.last_good_ms) == ("nas", Outcome.UNKNOWN, None)
    assert (far.job, far.target) == ("borgmatic config 2", "network")
    assert "hunter2" not in f"{near}{far}"
    assert "host" not in f"{near}{far}"


def status(**backup: object) -> str:
    return json.dumps({"profiles": {"office": {"backup": backup, "check": {"success": True, "time": TIME}}, "x": {}}})


TIME = "2026-11-23T08:30:00.123456789+01:00"


def test_a_profile_of_resticprofile_tells_backup_and_check() -> None:
    (found,) = resticprofile.parse(status(success=True, time=TIME, files_total=812, bytes_total=5000))

    assert (found.job, found.outcome, found.items) == ("office", Outcome.OK, 812)
    assert found.last_good_ms == found.last_verify_ms == NOW_MS + 123


def test_without_extended_status_the_numbers_are_not_known() -> None:
    (found,) = resticprofile.parse(status(success=True, time=TIME, files_total=0, bytes_total=0))

    assert (found.items, found.size_bytes, found.outcome) == (None, None, Outcome.OK)


def test_a_profile_that_failed_or_grumbled() -> None:
    (failed,) = resticprofile.parse(status(success=False, time=TIME, error="exit status 1"))
    (warned,) = resticprofile.parse(status(success=True, time=TIME, stderr="could not read"))

    assert (failed.outcome, failed.last_good_ms, failed.message) == (Outcome.FAILED, None, "exit status 1")
    assert warned.outcome is Outcome.WARNING


@pytest.mark.parametrize(
    "line", ['status-file = "/var/s.json"', "  status-file: /var/s.json", '  "status-file": "/var/s.json",']
)
def test_settings_of_resticprofile_name_the_status_file_in_each_format(line: str, tmp_path: Path) -> None:
    (tmp_path / "etc/resticprofile").mkdir(parents=True)
    (tmp_path / "var").mkdir()
    (tmp_path / "etc/resticprofile/profiles.toml").write_text(f"[default]\n{line}\npassword = 'hunter2'\n")
    (tmp_path / "var/s.json").write_text(status(success=True, time=TIME))

    assert [one.job for one in resticprofile.look(tmp_path)] == ["office"]


class Told:
    """As the reader of a Mac's settings might tell it."""

    last_good_ms = NOW_MS - HOUR_MS
    versions = 12
    target = "usb"


def test_time_machine_becomes_a_record_and_is_unknown_without_a_good_run() -> None:
    good, bare = time_machine.parse([Told(), object()])

    assert (good.outcome, good.last_good_ms, good.versions, good.target) == (Outcome.OK, NOW_MS - HOUR_MS, 12, "usb")
    assert bare == Record("Time Machine", "time_machine", "Time Machine")


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(SETTINGS)), st.dictionaries(st.text(), st.one_of(st.none(), st.integers())))
def test_no_settings_and_no_status_are_too_odd(text: str, cut: int, odd: dict[str, object]) -> None:
    borgmatic.parse(text)
    borgmatic.parse(SETTINGS[:cut] + text + SETTINGS[cut:])
    resticprofile.parse(text)
    resticprofile.parse(json.dumps({"profiles": {text: {"backup": {"success": odd, **odd}, "check": [cut]}}}))
    resticprofile.places(text + "\nstatus-file: " + text)


@settings(max_examples=100)
@given(st.lists(st.integers(-(2**62), 2**62)), st.lists(st.integers(-(2**62), 2**62)))
def test_no_times_are_too_odd(first: list[int], second: list[int]) -> None:
    restic_repository.parse(restic_repository.Shelf(first, second), "nas", NOW_MS)
    borg_repository.parse(borg_repository.Shelf(first, second[0] if second else None), "nas", NOW_MS)
