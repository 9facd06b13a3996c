"""A second process for tests: repeats, hangs, dies or fails as it is told."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from schoolwacht_collector.entrypoints.second_process.loop import answer_all
from schoolwacht_collector.ports import Busy

Request = Mapping[str, Any]


def repeat(request: Request) -> Mapping[str, Any]:
    """What it was asked, and who answers."""
    return {"said": request["say"], "pid": os.getpid(), "setting": SETTING}


def hang(request: Request) -> Mapping[str, Any]:
    """Too long."""
    time.sleep(request["seconds"])
    return {}


def die(request: Request) -> Mapping[str, Any]:
    """At once."""
    os._exit(request["code"])


def fail(request: Request) -> Mapping[str, Any]:
    """A flaw."""
    raise ValueError(request["say"])


def busy(request: Request) -> Mapping[str, Any]:
    """Behind."""
    raise Busy(request["say"])


if __name__ == "__main__":
    SETTING = sys.stdin.readline().strip()
    answer_all({"repeat": repeat, "hang": hang, "die": die, "fail": fail, "busy": busy})
