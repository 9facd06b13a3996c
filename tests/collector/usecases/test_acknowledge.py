"""Somebody takes an alert on."""

from __future__ import annotations

import pytest

from collector.school import NOW, School, device
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.acknowledge import acknowledge


def test_an_open_alert_is_taken_on_with_a_note(school: School) -> None:
    school.disk(school.add(device("lok07")), 99.0, NOW)
    school.tick(NOW)
    (alert,) = school.alerts()
    taken = school.ledger.write(lambda books: acknowledge(books, alert.alert_id, "an", "schijf besteld", NOW))
    assert (taken.acknowledged_by, taken.note, taken.acknowledged_at) == ("an", "schijf besteld", NOW)


def test_an_alert_that_is_not_there_is_told(school: School) -> None:
    with pytest.raises(BadRequest, match="alert list"):
        school.ledger.write(lambda books: acknowledge(books, 99, "an", "", NOW))
