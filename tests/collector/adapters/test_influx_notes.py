from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.adapters.frames import PC, SERVER, at, frame
from schoolwacht_collector.adapters.influx_notes import Notes, read_notes
from schoolwacht_collector.adapters.series_steps import Reach
from schoolwacht_collector.ports import Busy

HOUR = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "series-notes.db"


@pytest.fixture
def notes(path: Path, tmp_path: Path) -> Iterator[Notes]:
    notes = Notes(path, tmp_path / "state.db", patience=0.2)
    yield notes
    notes.close()


def test_an_hour_is_noted_once_with_another_mark_each_time(path: Path, notes: Notes) -> None:
    notes.add([frame(1, minutes=5), frame(2, minutes=6), frame(3, minutes=70), frame(4, origin=SERVER)])
    first = read_notes(path, 1)
    assert sorted((first.names[one.device], one.hour) for one in first.hours) == [
        (PC.device_id, at(0)),
        (PC.device_id, at(HOUR)),
        (SERVER.device_id, at(0)),
    ]
    notes.add([frame(1, minutes=5)])
    second = read_notes(path, 1)
    assert len({one.mark for one in first.hours} & {one.mark for one in second.hours}) == 2


def test_nothing_to_note_makes_no_file(path: Path, notes: Notes) -> None:
    notes.add([])
    assert not path.exists()
    assert read_notes(path, 1).hours == ()
    assert notes.reach(None) == Reach()


def test_damaged_notes_begin_anew_under_another_name(path: Path, notes: Notes) -> None:
    notes.add([frame(1)])
    before = read_notes(path, 1).file
    notes.close()
    path.write_bytes(b"garbage" * 1000)
    assert notes.reach(None) == Reach()
    with pytest.raises(Busy, match="restart the collector, which sets it aside"):
        read_notes(path, 1)
    notes.tidy()
    notes.add([frame(1)])
    assert read_notes(path, 1).file not in {before, ""}
    assert path.with_name("series-notes.db.corrupt-1").exists()


def test_without_a_roller_it_says_so(notes: Notes) -> None:
    assert notes.trouble() == "no roll-ups yet"
