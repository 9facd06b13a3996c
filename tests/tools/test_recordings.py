"""`make recordings`: what it reads, counts and says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from recordings import reading
from recordings.kind import Kind, Outcome, Verdict
from recordings.reading import NO_READER, Sum, load, read_folder, sums

ROOT = Path(__file__).resolve().parents[2]
GOOD = Kind("good", lambda path, _: path.startswith("good/"), lambda data, _: Outcome(len(data)))
PART = Kind("part", lambda path, _: path.startswith("part/"), lambda _, __: Outcome(1, {}, ("one line",)))
EMPTY = Kind("empty", lambda path, _: path.startswith("empty/"), lambda _, __: Outcome(0, {"empty": 1}))


def _broken(_: bytes, __: str) -> Outcome:
    raise ValueError("a reader that breaks")


BROKEN = Kind("broken", lambda path, _: path.startswith("broken/"), _broken)
EVERY = (GOOD, PART, EMPTY, BROKEN)


def folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"abc")
    return place


def test_every_kind_loads_under_a_name_of_its_own() -> None:
    names = [kind.name for kind in load()]
    assert len(names) == len(set(names))
    assert len(names) > 15


def test_a_file_that_nobody_knows_counts_as_not_understood(tmp_path: Path) -> None:
    (read,) = read_folder(folder(tmp_path, "strange/x.bin"), EVERY)
    assert (read.kind, read.outcome.verdict) == (NO_READER, Verdict.NOT)


def test_what_is_about_the_recordings_is_not_one_of_them(tmp_path: Path) -> None:
    assert list(read_folder(folder(tmp_path, "README.md", "good/LICENSE", "good/.hidden"), EVERY)) == []


def test_a_reader_that_breaks_hides_nothing_of_the_others(tmp_path: Path) -> None:
    read = list(read_folder(folder(tmp_path, "broken/a", "good/a", "good/b", "part/a", "empty/a"), EVERY))
    assert sums(read) == [
        Sum("broken", 1, 0, 0, 1, 0),
        Sum("empty", 1, 1, 0, 0, 0),
        Sum("good", 2, 2, 0, 0, 6),
        Sum("part", 1, 0, 1, 0, 1),
    ]
    assert "a reader that breaks" in read[0].outcome.gaps[0]


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 2)
    (read,) = read_folder(folder(tmp_path, "good/a"), EVERY)
    assert read.outcome.verdict is Verdict.NOT


def _run(place: Path | str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"JSON", "WHY"}}
    paths = os.pathsep.join([str(ROOT / "tools"), str(ROOT / "agent"), str(ROOT / "protos")])
    return subprocess.run(
        [sys.executable, "-m", "recordings", str(place)],
        env=kept | {"PYTHONPATH": paths} | more, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_programs_get_a_list_of_objects(tmp_path: Path) -> None:
    (tmp_path / "linux/distro").mkdir(parents=True)
    (tmp_path / "linux/distro/os-release").write_text("ID=debian\n")
    said = json.loads(_run(tmp_path, JSON="1").stdout)
    assert said == [{"kind": "linux/distro", "files": 1, "understood": 1, "partly": 0, "not": 0, "rows": 1}]


def test_people_get_a_table_and_the_reasons_when_they_ask_why(tmp_path: Path) -> None:
    place = folder(tmp_path, "strange/x.bin")
    assert _run(place).stdout.splitlines()[-1].split() == ["all", "1", "0", "0", "1", "0"]
    assert "no reader knows this kind of file" in _run(place, WHY="1").stdout
    assert _run(tmp_path / "nowhere").returncode == 64
