"""The second process's side: answers requests, one line each, until its input closes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from schoolwacht_collector.ports import Busy

Job = Callable[[Mapping[str, Any]], Mapping[str, Any]]

_log = structlog.get_logger()


def answer_all(jobs: Mapping[str, Job]) -> None:
    """Answers every line of the input. One that fails is answered with the reason; the next is taken as if nothing was.

    Whatever else prints goes to stderr from now on, so that nothing gets between the answers.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        answers.write(json.dumps(_answered(json.loads(line), jobs)) + "\n")
        answers.flush()


def _answered(request: Mapping[str, Any], jobs: Mapping[str, Job]) -> Mapping[str, Any]:
    try:
        return jobs[request["do"]](request)
    except Busy as behind:
        return {"busy": str(behind)}
    except Exception as flaw:  # noqa: BLE001 - the catch-all of this process: the main one logs and asks again
        _log.exception("second_process.failed", job=request.get("do"))
        return {"failed": f"{type(flaw).__name__}: {flaw}"}
