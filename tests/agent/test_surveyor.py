"""The child is a small program here; that real surveys look in a real child, the last test shows."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from schoolwacht_agent import surveys
from schoolwacht_agent.probe import Probe
from schoolwacht_agent.survey_lines import Told
from schoolwacht_agent.surveyor import Surveyor

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ANSWER = """
def answer(name, **more):
    said = {"name": name, "found": [], "nothing": "", "remedy": "", "flaw": ""} | more
    print(json.dumps(said), flush=True)
"""


def surveyor(folder: Path, program: str) -> Surveyor:
    """With a child that runs this program, which knows what was asked as `said`."""
    script = folder / "child.py"
    script.write_text("import json, os, sys, time\nsaid = json.loads(sys.stdin.readline())\n" + ANSWER + program)
    return Surveyor(folder, command=[sys.executable, "-I", str(script)])


def probes(*names: str, patience: float = 5) -> list[Probe]:
    return [
        Probe(name, timedelta(hours=6), (), lambda _: (), patience=timedelta(seconds=patience), apart=True)
        for name in names
    ]


def outcome(told: list[Told]) -> list[tuple[str, bool, str]]:
    return [(one.name, one.seen.found is not None, one.seen.flaw) for one in told]


def test_one_child_answers_for_all_in_their_order(tmp_path: Path) -> None:
    asked = surveyor(tmp_path, "for name in said['names']: answer(name, nothing=str(os.getpid()))")
    told = list(asked.look(probes("a", "b", "c"), NOW))
    assert outcome(told) == [("a", True, ""), ("b", True, ""), ("c", True, "")]
    assert len({one.seen.nothing for one in told}) == 1


def test_the_child_learns_the_moment_the_home_and_the_checks(tmp_path: Path) -> None:
    asked = surveyor(tmp_path, "answer('a', nothing=said['now'] + ' ' + said['home'] + ' ' + str(said['checks']))")
    (told,) = asked.look(probes("a"), NOW)
    assert told.seen.nothing == f"2026-11-24T08:00:00+00:00 {tmp_path} []"


def test_a_survey_that_hangs_is_ended_and_the_next_ones_still_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolwacht_agent.surveyor.START_SECONDS", 5.0)
    program = "for name in said['names']:\n    if name == 'hangs': time.sleep(60)\n    answer(name)"
    begun = time.monotonic()
    told = list(surveyor(tmp_path, program).look(probes("a", "hangs", "z", patience=0.5), NOW))
    assert outcome(told) == [("a", True, ""), ("hangs", False, "no answer within 1 s"), ("z", True, "")]
    assert time.monotonic() - begun < 15
    assert not any(str(tmp_path) in " ".join(child.cmdline()) for child in psutil.Process().children())


def test_a_child_that_dies_costs_only_the_survey_that_killed_it(tmp_path: Path) -> None:
    program = "for name in said['names']:\n    if name == 'deadly': os._exit(9)\n    answer(name)"
    told = list(surveyor(tmp_path, program).look(probes("a", "deadly", "z"), NOW))
    assert outcome(told) == [
        ("a", True, ""),
        ("deadly", False, "the child that looked ended without a word"),
        ("z", True, ""),
    ]


def test_rubbish_from_a_child_is_a_failure_of_that_survey(tmp_path: Path) -> None:
    told = list(surveyor(tmp_path, "print('rubbish', flush=True); answer('b')").look(probes("a", "b"), NOW))
    assert outcome(told)[0][:2] == ("a", False)
    assert outcome(told)[1] == ("b", True, "")


def test_a_child_that_answers_for_another_is_not_believed(tmp_path: Path) -> None:
    told = list(surveyor(tmp_path, "answer('b'); answer('b')").look(probes("a", "b"), NOW))
    assert outcome(told) == [("a", False, "answered for another"), ("b", True, "")]


def test_after_a_stop_no_child_is_left_and_none_is_begun(tmp_path: Path) -> None:
    asked = surveyor(tmp_path, "answer('a'); time.sleep(60)")
    looking = asked.look(probes("a", "b"), NOW)
    assert next(looking).name == "a"
    asked.stop()
    assert list(looking) == []
    assert not any(str(tmp_path) in " ".join(child.cmdline()) for child in psutil.Process().children())


def test_surveys_that_cannot_be_loaded_stop_the_agent_at_its_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no module named x"):
        surveyor(tmp_path, "sys.exit('no module named x')").declared()


def test_surveys_that_never_load_stop_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schoolwacht_agent.surveyor.START_SECONDS", 0.5)
    with pytest.raises(RuntimeError, match="not loaded within"):
        surveyor(tmp_path, "time.sleep(60)").declared()


def test_a_real_child_declares_every_survey_and_looks_with_one(tmp_path: Path) -> None:
    asked = Surveyor(tmp_path)
    declared = asked.declared()
    assert set(declared) == set(surveys.load())
    (told,) = asked.look([declared["hardware"]], datetime.now(UTC))
    assert told.seen.found


def test_a_child_ends_when_the_agent_that_started_it_is_killed() -> None:
    """The second program stands for the agent: it starts a real child and is killed before it hears anything."""
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-I', '-m', 'schoolwacht_agent.look_apart'],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    agent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert agent.stdout is not None
    child = psutil.Process(int(agent.stdout.readline()))
    agent.kill()
    agent.wait(10)
    agent.stdout.close()
    child.wait(10)
