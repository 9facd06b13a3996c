from __future__ import annotations

from datetime import timedelta

from collector.school import NOW, TEN, School, calendar, device
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.rule import Presence, Silence
from schoolwacht_collector.usecases.ask_ledger import Circumstances, active_devices, ask_presence


def test_silence_is_counted_by_the_clock_in_school_days_and_by_what_could_be_heard(school: School) -> None:
    friday = NOW - timedelta(days=3)
    school.add(device("lap"), heard=friday)
    now = Circumstances(calendar(), TEN, NOW, listening_since=NOW - timedelta(hours=1))
    answers = school.ledger.read(lambda books: ask_presence(books, Presence(), active_devices(books), now))
    ((_, silence),) = answers.found
    assert isinstance(silence, Silence)
    assert (silence.lasted, silence.listened) == (timedelta(days=3), timedelta(hours=1))
    assert silence.school_days == 1.0  # Friday from 10:00, the weekend, Monday until 10:00


def test_only_active_devices_are_asked_about(school: School) -> None:
    for state in DeviceState:
        school.add(device(state.value, state=state))
    assert set(school.ledger.read(active_devices)) == {"active"}
