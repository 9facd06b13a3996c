from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.event_xml import WindowsEvent
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome
from schoolwacht_agent.platforms.backup_tools.veeam import Run, look, of_events, of_log, of_sessions, records

NOW_MS = 1_795_419_000_000
KEY = "{0f1e2d3c-0000-4000-8000-0123456789ab}"
LISTED = f"""Job name    Type    ID                                      State    Started at        Finished at
Whole PC    Backup  {KEY}  Success  2026-11-21 22:00  2026-11-21 22:40
Whole PC    Backup  {KEY}  Failed   2026-11-22 22:00
Whole PC    Restore {KEY}  Success  2026-11-22 23:00
Total amount: 3
"""


def test_sessions_that_the_program_lists() -> None:
    runs = of_sessions(LISTED)

    assert [(run.job, run.outcome) for run in runs] == [("Whole PC", Outcome.OK), ("Whole PC", Outcome.FAILED)]
    (found,) = records(runs, "veeam_sessions", NOW_MS)
    assert (found.outcome, found.last_try_ms) == (Outcome.FAILED, told_ms("2026-11-22 22:00:00"))
    assert found.last_good_ms == told_ms("2026-11-21 22:40:00")


def test_the_last_status_of_a_log_counts() -> None:
    text = (
        "[22.11.2026 22:00:00] <1> lpbcore| something\n"
        "[22.11.2026 22:40:00] <1> lpbcore| JOB STATUS: WARNING.\n"
        "[22.11.2026 22:40:01] <1> lpbcore| done\n"
    )

    assert of_log(text, "pc", NOW_MS) == Run("pc", Outcome.WARNING, told_ms("2026-11-22 22:40:00"))
    assert of_log("[22.11.2026", "pc", NOW_MS).outcome is Outcome.RUNNING


def test_the_logs_of_each_job_are_read(tmp_path: Path) -> None:
    for number, status in enumerate(("SUCCESS", "SUCCESS", "FAILED")):
        folder = tmp_path / f"var/log/veeam/Backup/pc/Session_{number}"
        folder.mkdir(parents=True)
        (folder / "Job.log").write_text(f"x| JOB STATUS: {status}.\n")
        os.utime(folder / "Job.log", (NOW_MS / 1000 - 86_400 * (3 - number),) * 2)
    (found,) = look(tmp_path, NOW_MS)

    assert (found.job, found.source, found.outcome) == ("pc", "veeam_log", Outcome.FAILED)
    assert found.last_good_ms == NOW_MS - 2 * 86_400_000


def test_events_of_windows_tell_job_and_result() -> None:
    def event(text: str, level: int, number: int = 190) -> WindowsEvent:
        return WindowsEvent(number, level, NOW_MS, {}, ("guid", text))

    runs = of_events([
        event("Veeam Agent 'Backup Job PC1' finished with Warning.\nJob details: x", 3),
        event("Veeam Agent « pc » terminé", 2),
        event("Veeam Agent 'x' started", 4, number=110),
    ])  # fmt: skip

    assert runs == [Run("Backup Job PC1", Outcome.WARNING, NOW_MS), Run("Veeam Agent", Outcome.FAILED, NOW_MS)]


def test_a_run_that_began_and_never_ended_has_failed_after_a_day() -> None:
    (found,) = records([Run("pc", Outcome.RUNNING, NOW_MS - 30 * 3_600_000)], "veeam_log", NOW_MS)

    assert found.outcome is Outcome.FAILED


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(LISTED)))
def test_no_text_is_too_odd(text: str, cut: int) -> None:
    of_sessions(text)
    of_sessions(LISTED[cut:] + text)
    of_log(f"[22.11.2026 22:40:00 {text} JOB STATUS: {text}", "pc", None)
    of_events([WindowsEvent(190, cut, None, {}, (text, f"'{text}' finished with {text}"))])
