from __future__ import annotations

import json
import subprocess
import sys
import time

from schoolwacht_collector.cli.journal import journal_line


def python(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, timeout=60)


def test_what_hangs_is_left_behind_in_time_and_named() -> None:
    before = time.monotonic()
    done = python(
        "import threading\n"
        "from schoolwacht_collector.cli.ending import end_within\n"
        "end_within(0.3, lambda: ['judge'])\n"
        "threading.Event().wait(50)\n"
    )
    assert time.monotonic() - before < 40
    assert done.returncode == 1
    assert done.stderr == "schoolwacht: judge did not end within 0 s; leaving now\n"


def test_what_ends_by_itself_does_not_wait_for_the_limit() -> None:
    before = time.monotonic()
    done = python("from schoolwacht_collector.cli.ending import end_within\nend_within(45, list)\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - before < 40


def test_the_journal_is_told_how_much_a_line_matters() -> None:
    assert journal_line(None, "", json.dumps({"level": "error", "event": "x"})).startswith("<3>{")  # type: ignore[arg-type]  # rendered by the processor before it
    assert journal_line(None, "", json.dumps({"level": "info", "event": 'a "level": "error" b'})).startswith("<6>")  # type: ignore[arg-type]  # the same
