"""Gives a played school what a real one enters by hand: joining tokens for its rooms, and the licences it bought."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.ports import Ledger
from schoolwacht_collector.usecases.import_licences import import_licences
from schoolwacht_collector.usecases.make_token import LONGEST, Reachable, Wanted, make_token
from schoolwacht_simulator.school import Place, School

WHO = "demo"
_SPARE = 5
"""Further uses of a token: machines that forget who they were join again."""


def open_school(
    ledger: Ledger, school: School, catalogue: Catalogue, reachable: Reachable, now: datetime, tokens: Path
) -> None:
    """Makes a token for each place and writes them in a file; enters the licences."""

    def work(books: Books) -> dict[str, str]:
        report = import_licences(books, school.entitlements.encode(), catalogue, now)
        if report.problems:
            raise ValueError(f"the licences of the played school: {report.problems}")
        return {place.name: _token(books, place, reachable, now) for place in school.places}

    made = ledger.write(work)
    tokens.touch(mode=0o600)
    tokens.write_text(json.dumps(made, ensure_ascii=False))


def _token(books: Books, place: Place, reachable: Reachable, now: datetime) -> str:
    uses = min(1000, place.count * 2 + _SPARE)
    wanted = Wanted(
        place.site, place.room, DeviceClass(place.device_class), uses, LONGEST - timedelta(hours=1), ask=False
    )
    return make_token(books, wanted, reachable, WHO, now)
