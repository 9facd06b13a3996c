from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.spooling import events, everything, open_spool
from schoolwacht_agent import drop_folder
from schoolwacht_agent.backup_desk import MOST_JOBS, BackupDesk
from schoolwacht_agent.clock import Clock, milliseconds, moment
from schoolwacht_agent.drop_folder import Forget
from schoolwacht_agent.probe import BackupReport
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.tally import Tally
from schoolwacht_protos.v1.ingest_pb2 import Payload

FOUR = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Office:
    """A desk, its folder and its spool."""

    def __init__(self, folder: Path, *, knows_the_time: bool = True) -> None:
        self.folder = folder / "drop"
        self.folder.mkdir(exist_ok=True)
        self.spool: Spool = open_spool(folder)
        self.clock = Clock()
        if knows_the_time:
            self.learn(datetime.now(UTC))
        self.desk = BackupDesk(self.folder, self.spool, self.clock)
        self.rounds = Rounds(self.spool, self.clock, Tally(), folder)
        self.told: list[str] = []

    def learn(self, true_time: datetime) -> None:
        self.clock.learn(milliseconds(true_time), self.clock.steady(), self.clock.steady())

    def look(self) -> None:
        self.desk.look(self.rounds, lambda _: nullcontext(), self.told.append)

    def report(self, job: str, at: datetime, *, ok: bool = True) -> None:
        drop_folder.drop(self.folder, BackupReport(job, ok, at))


def test_for_each_job_the_last_report_and_the_last_good_one_are_kept(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.report("server", FOUR)
    office.report("server", FOUR + HOUR)
    office.report("server", FOUR + 2 * HOUR, ok=False)
    office.report("nas", FOUR, ok=False)
    office.look()
    kept = {(one.job, one.succeeded, one.finished_at) for one in office.desk.reports()}
    assert kept == {
        ("server", True, FOUR + HOUR),
        ("server", False, FOUR + 2 * HOUR),
        ("nas", False, FOUR),
    }
    assert office.told == ["backups"]
    assert list(office.folder.iterdir()) == []


def test_every_report_is_an_event_also_one_that_the_next_one_hides(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.report("server", FOUR, ok=False)
    office.report("server", FOUR + HOUR)
    office.look()
    assert [(one["name"], one["job"], one["result"]) for one in events(everything(office.spool))] == [
        ("backup_report", "server", "failed"),
        ("backup_report", "server", "ok"),
    ]


def test_a_report_survives_a_restart_although_its_file_is_gone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.report("server", FOUR)
    office.look()
    office.spool.close()
    assert [one.job for one in Office(tmp_path).desk.reports()] == ["server", "server"]


def test_a_file_stays_as_long_as_the_disk_takes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    connection = office.spool._file.connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
    for number in range(60):
        office.report(f"job {number}", FOUR)
    office.look()
    assert office.told == []
    left = len(list(office.folder.iterdir()))
    assert left > 0
    connection.execute("PRAGMA max_page_count = 1000000")
    office.look()
    assert list(office.folder.iterdir()) == []
    assert len({one.job for one in office.desk.reports()}) == 60


def test_an_old_report_that_comes_late_hides_no_newer_one(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.report("server", FOUR + HOUR, ok=False)
    office.look()
    office.report("server", FOUR)
    office.look()
    assert [(one.succeeded, one.finished_at) for one in office.desk.reports()] == [
        (False, FOUR + HOUR),
        (True, FOUR),
    ]


def test_a_job_that_is_no_more_is_forgotten(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.report("server", FOUR)
    office.look()
    drop_folder.drop(office.folder, Forget("server"))
    office.look()
    assert office.desk.reports() == []
    assert list(office.folder.iterdir()) == []


def test_jobs_without_end_are_not_kept_without_end(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for number in range(MOST_JOBS):
        office.spool.append(1, notes={f"report/{number}": b"{}"})
    office.report("one more", FOUR)
    office.look()
    assert office.desk.reports() == []
    assert list(office.folder.iterdir()) == []


def test_a_moment_from_a_clock_that_is_off_is_corrected(tmp_path: Path) -> None:
    office = Office(tmp_path)
    now_ms = int((datetime.now(UTC) + timedelta(days=1)).timestamp() * 1000)
    office.clock.learn(now_ms, office.clock.steady(), office.clock.steady())
    office.report("server", FOUR)
    office.look()
    (report, _) = office.desk.reports()
    assert abs(report.finished_at - FOUR - timedelta(days=1)) < timedelta(seconds=30)


def moments(office: Office) -> list[datetime]:
    return [
        moment(event.happened_at_ms)
        for batch in everything(office.spool)
        for event in Payload.FromString(batch.payload).events
    ]


def test_a_report_waits_where_it_lies_until_the_time_is_known(tmp_path: Path) -> None:
    office = Office(tmp_path, knows_the_time=False)
    ahead = datetime.now(UTC)
    office.report("server", ahead)
    office.look()
    office.look()
    assert everything(office.spool) == []
    assert len(list(office.folder.iterdir())) == 1

    office.spool.close()
    again = Office(tmp_path, knows_the_time=False)
    again.learn(datetime.now(UTC) - timedelta(hours=2))
    again.look()
    (happened,) = moments(again)
    assert abs(happened - (ahead - timedelta(hours=2))) < timedelta(seconds=30)
    assert list(again.folder.iterdir()) == []


def test_a_report_bears_the_moment_at_which_the_job_ended(tmp_path: Path) -> None:
    office, yesterday = Office(tmp_path), datetime.now(UTC) - timedelta(days=1)
    office.report("server", yesterday)
    office.look()
    assert abs(moments(office)[0] - yesterday) < timedelta(seconds=1)


def test_a_report_from_a_clock_that_was_set_since_is_never_from_the_future_nor_from_long_ago(tmp_path: Path) -> None:
    office, now = Office(tmp_path), datetime.now(UTC)
    office.report("server", now + timedelta(days=400))
    office.report("server", datetime(2000, 1, 2, tzinfo=UTC))
    office.look()
    late, early = sorted(moments(office), reverse=True)
    assert abs(late - now) < timedelta(minutes=1)
    assert timedelta(days=29) < now - early < timedelta(days=45)
