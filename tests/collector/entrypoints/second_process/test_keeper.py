from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from schoolwacht_collector.entrypoints.second_process.keeper import Failed, SecondProcess
from schoolwacht_collector.ports import Busy

TESTS = str(Path(__file__).resolve().parents[3])


@pytest.fixture(autouse=True)
def findable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is a module of the tests."""
    monkeypatch.setenv("PYTHONPATH", TESTS)


@pytest.fixture
def second() -> Iterator[SecondProcess]:
    with closing(SecondProcess("stage.answering", {"home": "here"}, patience=30)) as made:
        yield made


def test_it_answers_and_stays_for_the_next_question(second: SecondProcess) -> None:
    first = second.ask({"do": "repeat", "say": "één"})
    assert first["said"] == "één"
    assert first["setting"] == '{"home": "here"}'
    assert second.ask({"do": "repeat", "say": 2})["pid"] == first["pid"] == second.pid


def test_a_question_that_fails_costs_nothing_but_that_question(second: SecondProcess) -> None:
    with pytest.raises(Failed, match="ValueError: no such thing"):
        second.ask({"do": "fail", "say": "no such thing"})
    with pytest.raises(Busy, match="come back"):
        second.ask({"do": "busy", "say": "come back"})
    assert second.ask({"do": "repeat", "say": "still here"})["said"] == "still here"


def test_one_that_dies_is_told_and_replaced(second: SecondProcess) -> None:
    with pytest.raises(Busy, match="ended with 7"):
        second.ask({"do": "die", "code": 7})
    assert second.ask({"do": "repeat", "say": "again"})["said"] == "again"


def test_one_that_was_killed_between_two_questions_is_replaced(second: SecondProcess) -> None:
    pid = second.ask({"do": "repeat", "say": "1"})["pid"]
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=5)
    said = {"pid": pid}
    for _ in range(2):  # the first question may still find the pipe of the dead one
        try:
            said = second.ask({"do": "repeat", "say": "2"})
            break
        except Busy:
            continue
    assert said["pid"] != pid


def test_one_that_hangs_is_ended_and_replaced() -> None:
    with closing(SecondProcess("stage.answering", {}, patience=1.5)) as second:
        with pytest.raises(Busy, match="within"):
            second.ask({"do": "hang", "seconds": 60})
        assert second.pid is None
        assert second.ask({"do": "repeat", "say": "again"})["said"] == "again"


def test_callers_from_several_threads_each_get_their_own_answer(second: SecondProcess) -> None:
    heard: dict[int, int] = {}

    def ask(number: int) -> None:
        heard[number] = second.ask({"do": "repeat", "say": number})["said"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {number: number for number in range(20)}


def test_it_is_gone_after_closing_and_refuses_questions() -> None:
    second = SecondProcess("stage.answering", {})
    pid = second.ask({"do": "repeat", "say": "1"})["pid"]
    second.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(Busy, match="stopping"):
        second.ask({"do": "repeat", "say": "2"})


def test_it_does_not_outlive_a_main_process_that_is_killed() -> None:
    program = (
        "from schoolwacht_collector.entrypoints.second_process.keeper import SecondProcess;"
        "import sys, time; s = SecondProcess('stage.answering', {});"
        "print(s.ask({'do': 'repeat', 'say': 1})['pid'], file=sys.stderr, flush=True); time.sleep(60)"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert main.stderr is not None
    pid = int(main.stderr.readline())
    main.kill()
    main.wait()
    main.stderr.close()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the second process goes on without us"
        time.sleep(0.05)
