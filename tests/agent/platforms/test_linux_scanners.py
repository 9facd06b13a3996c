"""Which scanners a Linux computer has."""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.linux_scanners import look
from schoolwacht_agent.platforms.scanner import Scanner


def program(file: Path, *lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n")
    file.chmod(0o755)


def test_no_scanner_is_an_answer(tmp_path: Path) -> None:
    assert look(tmp_path) == []


def test_each_product_is_asked_by_its_own_program(tmp_path: Path) -> None:
    program(
        tmp_path / "opt/traps/bin/cytool",
        'if [ "$1" = info ]; then echo "Content Type: 1"; echo "Content Version: 1-2"; fi',
        'if [ "$1" = runtime ]; then echo "Name PID User Status Command"; echo "pmd 1 root Running /opt/x"; fi',
    )
    program(tmp_path / "usr/bin/mdatp", "exit 1")
    running = tmp_path / "sys/fs/cgroup/system.slice/eea.service"
    running.mkdir(parents=True)
    (running / "cgroup.procs").write_text("3\n")

    assert look(tmp_path) == [
        Scanner("Cortex XDR", enabled=True, signatures="1-2"),
        Scanner("ESET Endpoint Antivirus"),
        Scanner("Microsoft Defender"),
    ]
