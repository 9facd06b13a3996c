from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools import event_xml, file_history
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.windows_backup import of_events, of_versions

NOW_MS = 1_795_419_000_000
FINE = {"HRESULT": "0x0", "DetailedHRESULT": "0x0"}
VOLUMES = (
    '<VolumeInfo><VolumeInfoItem Name="C:" HResult="0" DataTransferred="700" NumUnreadableBytes="0" />'
    '<VolumeInfoItem Name="D:" HResult="{code}" DataTransferred="300" /></VolumeInfo>'
)


def event(number: int, when: str, data: dict[str, str] | None = None, level: int = 4) -> str:
    said = "".join(f"<Data Name='{name}'>{escape(value)}</Data>" for name, value in (data or {}).items())
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='x'/><EventID Qualifiers='0'>{number}</EventID><Level>{level}</Level>"
        f"<TimeCreated SystemTime='{when}'/></System><EventData>{said}</EventData></Event>\n"
    )


def read(*events: str) -> Record | None:
    return of_events(event_xml.parse("".join(events)), NOW_MS)


def test_a_finished_backup_tells_volumes_and_bytes() -> None:
    found = read(
        event(1, "2026-11-22T20:00:00.1234567Z"),
        event(4, "2026-11-22T21:00:00Z", {**FINE, "VolumesInfo": VOLUMES.format(code=0), "BackupTarget": "E:"}),
        event(14, "2026-11-22T21:00:01Z", FINE),
    )

    assert found is not None
    assert (found.outcome, found.last_good_ms) == (Outcome.OK, told_ms("2026-11-22T21:00:01Z"))
    assert read(event(4, "2026-11-22T21:00:00Z", {**FINE, "VolumesInfo": VOLUMES.format(code=0)})) is not None


def test_a_volume_that_was_not_whole_is_a_warning() -> None:
    found = read(event(4, "2026-11-22T21:00:00Z", {**FINE, "VolumesInfo": VOLUMES.format(code=-5)}))

    assert found is not None
    assert (found.outcome, found.items, found.skipped, found.size_bytes) == (Outcome.WARNING, 2, 1, 1000)


@pytest.mark.parametrize(
    ("number", "data"),
    [(5, {}), (49, {}), (14, {"HRESULT": "0x80780049"}), (14, {"HRESULT": "0", "DetailedHRESULT": "-2147024773"})],
)
def test_a_failure_is_told_and_the_good_run_before_it_stays_known(number: int, data: dict[str, str]) -> None:
    found = read(event(number, "2026-11-23T01:00:00Z", data, level=2), event(4, "2026-11-21T21:00:00Z", FINE))

    assert found is not None
    assert (found.outcome, found.last_good_ms) == (Outcome.FAILED, told_ms("2026-11-21T21:00:00Z"))
    assert found.message.startswith(f"event {number}")


def test_a_run_that_began_and_never_ended_has_failed_after_a_day() -> None:
    fresh, old = read(event(1, "2026-11-23T07:00:00Z")), read(event(1, "2026-11-20T07:00:00Z"))

    assert fresh is not None
    assert old is not None
    assert (fresh.outcome, old.outcome) == (Outcome.RUNNING, Outcome.FAILED)


def test_a_backup_of_no_volumes_has_no_items() -> None:
    found = read(event(4, "2026-11-22T21:00:00Z", {**FINE, "NumOfVolumes": "0"}))

    assert found is not None
    assert found.items == 0


def test_other_events_tell_nothing() -> None:
    assert read(event(7036, "2026-11-22T21:00:00Z"), event(14, "2026-11-22T21:00:00Z")) is None
    assert read("") is None


def test_versions_are_read_in_any_language() -> None:
    text = "".join(
        f"Tijdstip van back-up: {day}-11-2026 22:00\nBack-updoel: Netwerkshare gelabeld \\\\srv\\back\n"
        f"Versie-id: 11/{day}/2026-21:00\nKan herstellen: Volume(s)\n\n"
        for day in range(10, 23)
    )
    found = of_versions(text)

    assert found is not None
    assert (found.versions, found.last_good_ms, found.every_seconds) == (13, told_ms("2026-11-22T21:00:00Z"), 86_400)
    assert found.target == "network"
    assert of_versions("ERROR - No backups were found.") is None
    assert of_versions("13/45/2026-99:00") is None


def test_an_event_that_is_cut_off_does_not_hide_the_others() -> None:
    cut = event(4, "2026-11-22T21:00:00Z", FINE)[:60]
    found = event_xml.parse(event(5, "2026-11-22T20:00:00Z") + cut + event(4, "2026-11-22T22:00:00Z"))

    assert [one.number for one in found] == [5, 4]


def test_this_system_has_no_such_log_or_one_that_can_be_read() -> None:
    assert isinstance(event_xml.recent("No-Such-Channel/Operational"), str)


def test_file_history_tells_how_many_and_where_but_not_who(tmp_path: Path) -> None:
    for name, drive in (("jan", 4), ("ann", 4), ("none", None)):
        folder = tmp_path / "Users" / name / "AppData/Local/Microsoft/Windows/FileHistory/Configuration"
        folder.mkdir(parents=True)
        target = f"<Target><TargetUrl>\\\\srv\\{name}</TargetUrl><TargetDriveType>{drive}</TargetDriveType></Target>"
        text = f"<DataProtectionUserConfig><UserName>{name}</UserName>{target if drive else ''}"
        (folder / "Config1.xml").write_text(text, encoding="utf-16")
    (found,) = file_history.look(tmp_path)

    assert (found.outcome, found.target) == (Outcome.UNKNOWN, "network")
    assert "2 accounts" in found.message
    assert "jan" not in str(found)
    assert file_history.look(tmp_path / "nowhere") == []


@settings(max_examples=100)
@given(st.text(), st.dictionaries(st.sampled_from(["HRESULT", "VolumesInfo", "NumOfVolumes"]), st.text()), st.text())
def test_no_event_is_too_odd(when: str, data: dict[str, str], text: str) -> None:
    read(event(4, when, data), text)
    read(event(14, "2026-11-22T21:00:00Z", data)[: len(text) * 20], "<Event " + text)
    of_versions(text)
    file_history.parse([text])
