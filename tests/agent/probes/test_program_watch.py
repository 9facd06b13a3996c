"""Which titles run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from schoolwacht_agent.probe import NoData, Surroundings
from schoolwacht_agent.probes.program_watch import LOOK_AT_ALL, PROBE, Watch, name_of, take
from schoolwacht_agent.usage_book import UsageBook

PROGRAMS = {"acad": ("autocad",), "winword": ("microsoft-365-apps", "microsoft-office"), "adobe premiere pro": ("pr",)}


class Machine:
    """Processes by number, and how many names were read."""

    def __init__(self, processes: dict[int, str]) -> None:
        self.processes = processes
        self.listed = 0
        self.read: list[int] = []

    def pids(self) -> list[int]:
        self.listed += 1
        return list(self.processes)

    def name(self, pid: int) -> str:
        self.read.append(pid)
        return self.processes[pid]

    def watch(self, cut: int | None = None) -> Watch:
        return Watch(self.pids, self.name, cut)


def test_names_are_compared_whatever_the_case_and_the_ending() -> None:
    machine = Machine({1: "init", 2: "ACAD.EXE", 3: "WinWord"})
    assert machine.watch().running(PROGRAMS) == {"autocad", "microsoft-365-apps", "microsoft-office"}


def test_a_longer_name_is_another_program() -> None:
    assert Machine({1: "acadlt.exe", 2: "xacad", 3: "Adobe Premiere Pro 2"}).watch().running(PROGRAMS) == set()


def test_linux_cuts_names_at_fifteen_characters() -> None:
    machine = Machine({1: "Adobe Premiere ", 2: "acad.exe"})
    assert machine.watch(15).running(PROGRAMS) == {"pr", "autocad"}


def test_only_programs_that_are_new_are_looked_at() -> None:
    machine = Machine({1: "init", 2: "acad"})
    watch = machine.watch()
    watch.running(PROGRAMS)
    machine.processes[3] = "winword"
    watch.running(PROGRAMS)
    del machine.processes[2]
    assert watch.running(PROGRAMS) == {"microsoft-365-apps", "microsoft-office"}
    assert machine.read == [1, 2, 3]


def test_a_process_that_became_another_program_is_found_within_ten_looks() -> None:
    machine = Machine({2: "bash"})
    watch = machine.watch()
    watch.running(PROGRAMS)
    machine.processes[2] = "acad"
    assert "autocad" in {title for _ in range(LOOK_AT_ALL) for title in watch.running(PROGRAMS)}


def test_another_list_makes_it_look_at_all_again() -> None:
    machine = Machine({2: "blender"})
    watch = machine.watch()
    assert watch.running(PROGRAMS) == set()
    assert watch.running({"blender": ("b",)}) == {"b"}


def test_switched_off_no_process_is_looked_at(surroundings: Surroundings) -> None:
    machine = Machine({2: "acad"})
    book = UsageBook()
    with pytest.raises(NoData, match="switched off") as refused:
        take(surroundings, machine.watch(), book)
    assert "console" in refused.value.remedy
    assert (machine.listed, machine.read, book.days) == (0, [], {})


def test_the_probe_itself_is_off_without_an_order(surroundings: Surroundings) -> None:
    with pytest.raises(NoData, match="switched off"):
        PROBE.take(surroundings)


def test_what_runs_is_noted_by_title_only(surroundings: Surroundings) -> None:
    book = UsageBook()
    take(replace(surroundings, programs=PROGRAMS), Machine({1: "init", 2: "acad"}).watch(), book)
    assert [(title, minutes) for _, title, minutes in book.used(surroundings.home)] == [("autocad", 1)]


@pytest.mark.skipif(sys.platform != "linux", reason="names of processes as Linux tells them")
def test_a_program_on_this_machine_is_found_by_its_name(tmp_path: Path) -> None:
    program = tmp_path / "a-rather-long-name"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    with subprocess.Popen([program, "30"]) as process:
        try:
            while name_of(process.pid) != "a-rather-long-n":
                time.sleep(0.01)
            assert Watch().running({"a-rather-long-name": ("long",)}) == {"long"}
        finally:
            process.kill()
    assert name_of(process.pid) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")
def test_a_look_at_a_machine_at_rest_costs_less_than_a_millisecond() -> None:
    watch = Watch()
    watch.running(PROGRAMS)
    cost = []
    for _ in range(LOOK_AT_ALL - 1):
        begun = time.thread_time()
        watch.running(PROGRAMS)
        cost.append(time.thread_time() - begun)
    assert sorted(cost)[len(cost) // 2] < 0.001 * max(1, len(os.listdir("/proc")) / 200)  # noqa: PTH208 - a count
