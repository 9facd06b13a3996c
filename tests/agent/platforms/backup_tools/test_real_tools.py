"""Real restic and borg make real backups, and the survey reads what they left; without their passwords."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.backup_tools import borgmatic
from schoolwacht_agent.platforms.backup_tools.moments import milliseconds
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.probe import FreshnessCheck, Surroundings
from schoolwacht_agent.surveys import backup_records

pytestmark = pytest.mark.e2e


class Shop:
    """A folder with something to back up, and one program to do it with."""

    def __init__(self, folder: Path, program: str) -> None:
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is not installed; apt-get install restic borgbackup")
        self.program = found
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir()
        for number in range(5):
            (self.source / f"{number}.txt").write_text("x" * 1000)
        self.log = folder / "log.json"
        self.repository = folder / "repository"
        self.began_ms = milliseconds(datetime.now(UTC)) - 2000

    def run(self, *arguments: str | Path, log: bool = False) -> int:
        """Starts the program; with `log` what it says goes to the log, as a school's script would do it."""
        environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "RESTIC_PASSWORD": "secret",
            "BORG_PASSPHRASE": "secret",
            "RESTIC_REPOSITORY": str(self.repository),
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
        }
        (self.folder / "home").mkdir(exist_ok=True)
        done = subprocess.run(
            [self.program, *arguments], env=environment, cwd=self.folder, check=False, timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if log:
            with self.log.open("ab") as file:
                file.write(done.stdout)
        return done.returncode

    def seen(self, pattern: Path) -> Record:
        check = FreshnessCheck("nas", str(pattern), timedelta(days=1))
        surroundings = Surroundings(datetime.now(UTC), self.folder, checks=(check,))
        (record,) = backup_records.records(surroundings, self.folder)
        return record

    def is_of_now(self, moment: int | None) -> bool:
        return moment is not None and self.began_ms <= moment <= milliseconds(datetime.now(UTC)) + 2000


@pytest.fixture(scope="module")
def restic_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Making one takes seconds, because restic tries out how dear a password must be on this machine."""
    shop = Shop(tmp_path_factory.mktemp("restic"), "restic")
    assert shop.run("init", "--no-cache") == 0
    return shop.repository


@pytest.fixture(scope="module")
def borg_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shop = Shop(tmp_path_factory.mktemp("borg"), "borg")
    assert shop.run("init", "--encryption=repokey", shop.repository) == 0
    return shop.repository


@pytest.fixture
def restic(tmp_path: Path, restic_repository: Path) -> Shop:
    shop = Shop(tmp_path, "restic")
    shutil.copytree(restic_repository, shop.repository)
    return shop


@pytest.fixture
def borg(tmp_path: Path, borg_repository: Path) -> Shop:
    shop = Shop(tmp_path, "borg")
    shutil.copytree(borg_repository, shop.repository)
    return shop


def test_a_restic_backup_is_seen_in_log_and_repository(restic: Shop) -> None:
    assert restic.run("backup", "--no-cache", "--json", restic.source, log=True) == 0
    log, repository = restic.seen(restic.log), restic.seen(restic.repository / "snapshots/*")

    assert (log.source, log.outcome, log.items, log.size_bytes, log.skipped) == ("restic_log", Outcome.OK, 5, 5000, 0)
    assert (repository.source, repository.outcome, repository.versions) == ("restic_repository", Outcome.OK, 1)
    assert restic.is_of_now(log.last_good_ms)
    assert restic.is_of_now(repository.last_good_ms)
    assert (repository.target, repository.off_site) == ("local", "no")


def test_a_second_restic_backup_of_the_same_files_is_not_empty_and_the_list_of_both_is_read(restic: Shop) -> None:
    for _ in range(2):
        assert restic.run("backup", "--no-cache", "--json", restic.source, log=True) == 0
    log, repository = restic.seen(restic.log), restic.seen(restic.repository / "snapshots/*")
    restic.log.unlink()
    assert restic.run("snapshots", "--no-cache", "--json", log=True) == 0
    listed = restic.seen(restic.log)

    assert (log.outcome, log.items) == (Outcome.OK, 5)
    assert (repository.versions, listed.versions, listed.outcome) == (2, 2, Outcome.OK)
    assert restic.is_of_now(listed.last_good_ms)


def test_a_restic_backup_of_an_empty_folder_is_no_success(restic: Shop) -> None:
    (restic.folder / "empty").mkdir()
    assert restic.run("backup", "--no-cache", "--json", restic.folder / "empty", log=True) == 0
    record = restic.seen(restic.log)

    assert (record.outcome, record.last_good_ms) == (Outcome.EMPTY, None)


def test_a_restic_repository_without_a_snapshot_is_no_backup(restic: Shop) -> None:
    assert restic.seen(restic.repository / "config").outcome is Outcome.EMPTY


def test_a_restic_backup_with_a_wrong_password_has_failed(restic: Shop) -> None:
    assert restic.run("backup", "--no-cache", "--json", restic.source, log=True) == 0
    before = restic.seen(restic.log).last_good_ms
    assert restic.run("backup", "--no-cache", "--json", "--repo", restic.folder / "nowhere", restic.source, log=True)
    record = restic.seen(restic.log)

    assert record.outcome is Outcome.FAILED
    assert str(restic.folder) not in record.message
    assert before is not None


def test_a_borg_backup_is_seen_in_its_log_and_its_change_in_the_repository(borg: Shop) -> None:
    assert borg.run("create", "--json", f"{borg.repository}::one", borg.source, log=True) == 0
    log, repository = borg.seen(borg.log), borg.seen(borg.repository / "data/*/*")

    assert (log.source, log.outcome, log.items) == ("borg_log", Outcome.OK, 5)
    assert (log.target, log.skipped) == ("local", 0)
    assert borg.is_of_now(log.last_good_ms)
    assert (repository.source, repository.outcome) == ("borg_repository", Outcome.UNKNOWN)
    assert borg.is_of_now(repository.last_good_ms)


def test_a_borg_backup_that_skipped_a_folder_is_a_warning(borg: Shop) -> None:
    wanted: list[str | Path] = [
        "create",
        "--log-json",
        "--json",
        f"{borg.repository}::one",
        borg.source,
        borg.folder / "gone",
    ]
    assert borg.run(*wanted, log=True) == 1
    record = borg.seen(borg.log)

    assert (record.outcome, record.items) == (Outcome.WARNING, 5)
    assert (record.skipped or 0) >= 1
    assert str(borg.folder) not in record.message


def test_a_borg_backup_that_cannot_begin_has_failed(borg: Shop) -> None:
    for _ in range(2):  # the second time there is an archive of that name already
        borg.run("create", "--log-json", "--json", f"{borg.repository}::one", borg.source, log=True)
    record = borg.seen(borg.log)

    assert record.outcome is Outcome.FAILED
    assert borg.is_of_now(record.last_good_ms)
    assert borg.is_of_now(record.last_try_ms)


def test_a_borg_backup_of_an_empty_folder_is_no_success(borg: Shop) -> None:
    (borg.folder / "empty").mkdir()
    assert borg.run("create", "--json", f"{borg.repository}::one", borg.folder / "empty", log=True) == 0
    record = borg.seen(borg.log)

    assert (record.outcome, record.last_good_ms) == (Outcome.EMPTY, None)


def test_the_archives_that_borg_lists_and_its_check_are_read(borg: Shop) -> None:
    assert borg.run("create", f"{borg.repository}::one", borg.source) == 0
    assert borg.run("list", "--json", borg.repository, log=True) == 0
    assert borg.run("check", "--log-json", "--info", borg.repository, log=True) == 0
    record = borg.seen(borg.log)

    assert (record.outcome, record.versions) == (Outcome.OK, 1)
    assert borg.is_of_now(record.last_verify_ms)


def test_a_borg_repository_that_borgmatic_names_is_found(borg: Shop) -> None:
    assert borg.run("create", f"{borg.repository}::one", borg.source) == 0
    settings = borg.folder / "root/etc/borgmatic/config.yaml"
    settings.parent.mkdir(parents=True)
    (borg.folder / "root/backup").symlink_to(borg.repository)
    settings.write_text("repositories:\n    - path: /backup\n      label: nas\n")
    (record,) = borgmatic.look(borg.folder / "root", milliseconds(datetime.now(UTC)))

    assert (record.job, record.target) == ("nas", "local")
    assert borg.is_of_now(record.last_good_ms)
