"""Crashes and errors out of Windows' log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import event_log
from schoolwacht_agent.platforms.windows.event_log import Event

SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def xml(provider: str, number: int, at: str = "2026-11-02T08:00:00.1234567Z", data: str = "") -> str:
    return (
        f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}' "
        f"Guid='{{1}}'/><EventID Qualifiers='1'>{number}</EventID><TimeCreated SystemTime='{at}'/>"
        f"<Computer>pc-of-jan</Computer></System><EventData>{data}</EventData></Event>"
    )


def counted(*events: str) -> dict[str, int]:
    found = event_log.counts((event for text in events if (event := event_log.parse(text))), SINCE)
    return {kind: count.times for kind, count in found.items() if count.times}


def test_an_event_keeps_provider_number_and_moment() -> None:
    assert event_log.parse(xml("disk", 7)) == Event("disk", 7, datetime(2026, 11, 2, 8, 0, 0, 123456, UTC))


def test_events_are_counted_by_what_they_mean() -> None:
    events = [
        xml("Microsoft-Windows-WER-SystemErrorReporting", 1001),
        xml("Microsoft-Windows-WHEA-Logger", 18),
        xml("Microsoft-Windows-WHEA-Logger", 17),
        xml("disk", 153),
        xml("Disk", 52),
        xml("Microsoft-Windows-Ntfs", 55),
        xml("Service Control Manager", 7),
        xml("disk", 7, at="2026-10-01T00:00:00Z"),
    ]

    assert counted(*events) == {
        "crash": 1,
        "hardware_error": 1,
        "corrected_error": 1,
        "disk_error": 1,
        "disk_failing": 1,
        "file_system_error": 1,
    }


def test_one_loss_of_power_writes_two_events() -> None:
    pair = xml("Microsoft-Windows-Kernel-Power", 41), xml("EventLog", 6008, at="2026-11-02T08:00:09Z")

    assert counted(*pair, xml("EventLog", 6008, at="2026-11-03T08:00:00Z")) == {"power_loss": 2}


def test_no_event_is_an_answer_too() -> None:
    assert event_log.counts([], SINCE)["crash"] == event_log.Count(0, SINCE)


def test_each_query_names_its_providers_and_the_moment_and_stays_short() -> None:
    queries = {kind: event_log.query(kind, datetime(2026, 11, 1, 1, 5, tzinfo=UTC)) for kind in event_log.KINDS}

    assert "Provider[@Name='Microsoft-Windows-Kernel-Power'] and (EventID=41)" in queries["power_loss"]
    assert all("@SystemTime>='2026-11-01T01:05:00.000Z'" in query for query in queries.values())
    assert all(query.count("=") <= 20 for query in queries.values())


def test_a_crash_is_no_loss_of_power() -> None:
    restarted = xml("Microsoft-Windows-Kernel-Power", 41, at="2026-11-02T07:59:00Z")

    assert counted(xml("BugCheck", 1001), restarted) == {"crash": 1}


@pytest.mark.parametrize(
    "text", ["", "<Event/>", xml("disk", 7, at="never"), "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<Provider Name='" * 9999]
)
def test_what_is_no_event_is_left_out(text: str) -> None:
    assert event_log.parse(text) is None


def test_elsewhere_there_is_no_such_log() -> None:
    with pytest.raises(NoAnswer, match="not_windows"):
        event_log.look(SINCE)


@settings(max_examples=100)
@given(st.text(max_size=100), st.integers(0, 300))
def test_rubbish_is_survived(text: str, cut: int) -> None:
    event_log.parse(text)
    event_log.parse(xml("disk", 7)[:cut] + text)
