"""The composition root of the second process: it judges, rolls up and makes back-ups, and only reads the ledger.

`python -m schoolwacht_collector.second` is started by the main process, which writes its setting as the first line,
then one request a line; every line is answered by one line (see `entrypoints/second_process`).
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schoolwacht_collector.adapters.ledger_sql.readers import Readers
from schoolwacht_collector.adapters.series import NOTES, SERIES, Beside, embedded_beside, influxdb_beside
from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.entrypoints.second_process.lines import state_from_line, verdicts_to_lines
from schoolwacht_collector.entrypoints.second_process.loop import answer_all
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.ask_ledger import Circumstances
from schoolwacht_collector.usecases.ask_series import RememberedWindows
from schoolwacht_collector.usecases.judge_all import judge_all
from schoolwacht_collector.usecases.roll_up import roll_up

Request = Mapping[str, Any]


class Judging:
    """What the second process can be asked. Opening it opens the files for reading."""

    def __init__(self, setting: Mapping[str, Any]) -> None:
        self._home = Path(setting["home"])
        self._version: str = setting["version"]
        self._series_name: str = setting["series"]["kind"]
        self._zone: str = setting["zone"]
        self._ledger = Readers(self._home / "ledger.db")
        self._series = _series(self._home, setting["series"])
        self._windows = RememberedWindows(self._series.reader)
        self._rules = load_rules()
        self._catalogue = parse_catalogue(shipped_titles())

    def judge(self, request: Request) -> Mapping[str, Any]:
        """One round of all rules."""
        now = datetime.fromisoformat(request["now"])
        days_off = [date.fromisoformat(day) for day in request["days_off"]]
        circumstances = Circumstances(
            flemish_calendar(now.date(), zone=self._zone, own_days_off=days_off),
            self._catalogue,
            now,
            datetime.fromisoformat(request["listening_since"]),
            self._version,
            state_from_line(request["state"]),
        )
        verdicts = self._ledger.read(lambda books: judge_all(books, self._windows, self._rules, circumstances))
        return {"verdicts": verdicts_to_lines(verdicts)}

    def roll(self, request: Request) -> Mapping[str, Any]:
        """One portion of roll-ups."""
        return {"rolled": roll_up(self._series.roller, datetime.fromisoformat(request["now"]))}

    def backup(self, request: Request) -> Mapping[str, Any]:
        """A back-up of the home, and the oldest ones thrown away."""
        from schoolwacht_collector.adapters.backup import make_backup, prune_backups, read_manifest  # once a day

        folder, now = Path(request["folder"]), datetime.fromisoformat(request["now"])
        made = make_backup(self._home, folder, now, version=self._version, series=self._series_name)
        prune_backups(folder, request["keep"])
        return {"file": str(made), "bytes": made.stat().st_size, "devices": read_manifest(made).devices}


def _series(home: Path, setting: Mapping[str, str]) -> Beside:
    if setting["kind"] == "embedded":
        return embedded_beside(home / SERIES)
    return influxdb_beside(setting["url"], setting["token"], setting["org"], setting["bucket"], home / NOTES)


def main() -> None:
    """Answers until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which then closes our input
    setting = json.loads(sys.stdin.readline() or "null")
    if setting is None:
        return
    judging = Judging(setting)
    gc.freeze()
    answer_all({"judge": judging.judge, "roll": judging.roll, "backup": judging.backup})
