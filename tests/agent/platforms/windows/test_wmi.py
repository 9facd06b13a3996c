"""Questions to WMI, against an automation object that answers as Windows and as Wine do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import wmi


class ComError(Exception):
    """As pywintypes.com_error: the number itself, and WMI's own in the details."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.hresult = -2147352567
        self.excepinfo = (0, None, None, None, 0, number - (1 << 32))


@dataclass
class Instance:
    values: Mapping[str, object]

    @property
    def Properties_(self) -> Instance:  # noqa: N802 - its name in the scripting API
        return self

    def Item(self, name: str) -> Any:  # noqa: N802, ANN401 - the same
        if name not in self.values:
            raise ComError(0x80041002)
        return type("Property", (), {"Value": self.values[name]})


@dataclass
class Found:
    instances: list[Instance]

    @property
    def Count(self) -> int:  # noqa: N802 - the same
        return len(self.instances)

    def ItemIndex(self, index: int) -> Instance:  # noqa: N802 - the same
        return self.instances[index]


@dataclass
class Service:
    instances: list[Instance] = field(default_factory=list)
    refused: Callable[[str], int] = lambda _: 0
    no_class: bool = False
    asked: list[str] = field(default_factory=list)

    def ExecQuery(self, query: str) -> Found:  # noqa: N802 - the same
        self.asked.append(query)
        if number := self.refused(query):
            raise ComError(number)
        return Found(self.instances)

    def Get(self, _: str) -> None:  # noqa: N802 - the same
        if self.no_class:
            raise ComError(0x80041002)


def ask(service: Service, *columns: str, where: str = "") -> list[dict[str, Any]]:
    return list(wmi.rows("Win32_Thing", columns, where=where, connect=lambda _: service))


def test_each_object_becomes_a_row_without_its_empty_properties() -> None:
    service = Service([Instance({"Name": "one", "Size": None, "Tags": ("a", "b")}), Instance({"Name": "two"})])

    assert ask(service, "Name", "Size", "Tags") == [{"Name": "one", "Tags": ("a", "b")}, {"Name": "two"}]
    assert service.asked == ["SELECT Name,Size,Tags FROM Win32_Thing"]


def test_a_property_that_an_older_windows_lacks_costs_the_others_nothing() -> None:
    service = Service([Instance({"Name": "one"})], refused=lambda query: 0x80041017 if "New" in query else 0)

    assert ask(service, "Name", "New", where="Name = 'one'") == [{"Name": "one"}]
    assert service.asked[-1] == "SELECT * FROM Win32_Thing"


def test_no_object_differs_from_no_class() -> None:
    assert ask(Service(), "Name") == []
    with pytest.raises(NoAnswer, match="no_class"):
        ask(Service(no_class=True), "Name")


@pytest.mark.parametrize(
    ("number", "word"),
    [(0x80041003, "no_access"), (0x8004100E, "no_namespace"), (0x8004100C, "not_supported"), (0x80041001, "failed")],
)
def test_what_went_wrong_has_a_word(number: int, word: str) -> None:
    with pytest.raises(NoAnswer, match=word):
        ask(Service(refused=lambda _: number), "Name")


def test_a_question_that_hangs_is_left_behind() -> None:
    over = threading.Event()

    def hanging(_: str) -> Service:
        over.wait(20)
        return Service()

    try:
        with pytest.raises(NoAnswer, match="timed_out"):
            wmi.rows("Win32_Thing", ("Name",), seconds=0.05, connect=hanging)
        assert ask(Service([Instance({"Name": "one"})]), "Name") == [{"Name": "one"}]
    finally:
        over.set()


def test_elsewhere_there_is_no_wmi() -> None:
    with pytest.raises(NoAnswer, match="not_windows"):
        wmi.rows("Win32_Thing", ("Name",))
    assert wmi.tried("Win32_Thing", ("Name",)) is None
