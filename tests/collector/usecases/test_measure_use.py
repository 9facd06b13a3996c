from __future__ import annotations

from collector.school import NOW, School
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.usecases.measure_use import measure, measured_classes


def test_nothing_is_measured_until_the_school_says_so(school: School) -> None:
    assert school.ledger.read(measured_classes) == frozenset()


def test_a_choice_is_kept_and_stands_in_the_audit_trail(school: School) -> None:
    both = {DeviceClass.SHARED, DeviceClass.TROLLEY}
    assert school.ledger.write(lambda books: measure(books, both, "els", NOW))
    assert school.ledger.read(measured_classes) == both
    assert not school.ledger.write(lambda books: measure(books, both, "els", NOW)), "nothing changed"
    assert school.ledger.write(lambda books: measure(books, (), "jan", NOW, "undo"))
    deeds = school.ledger.read(lambda books: books.audit.newest(9))
    assert [(deed.who, deed.action, deed.details) for deed in deeds] == [
        ("jan", "licence.measure", "none (undo)"),
        ("els", "licence.measure", "shared, trolley"),
    ]
