"""Used, not used, and not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collector.school import School, device
from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.domain.licence_matching import Catalogue, Title
from schoolwacht_collector.usecases.count_use import LEAST_DAYS, DeviceUse, TitleUse, count_use

SINCE = date(2026, 10, 5)
CAD, WORD, OFFICE = (
    Title("cad", "CAD", "A", ("CAD",), programs=("cad",)),
    Title("word", "Word", "M", ("Word",), programs=("winword",)),
    Title("office", "Office", "M", ("Office",), programs=("winword", "excel")),
)
CATALOGUE = Catalogue([CAD, WORD, OFFICE, Title("quiet", "Quiet", "Q", ("Quiet",))])


def days(number: int) -> list[str]:
    return [(SINCE + timedelta(days=one)).isoformat() for one in range(number)]


def told(school: School, name: str, looked: list[str], used: dict[tuple[str, str], int] | None = None) -> None:
    """What the agent of a device reported."""
    school.rows(name, "licence_watch", {day: {"day": day, "minutes": 300} for day in looked})
    rows: dict[str, Cells] = {
        f"{day} {title}": {"day": day, "title": title, "minutes": m} for (day, title), m in (used or {}).items()
    }
    school.rows(name, "licence_use", rows)


def uses(
    school: School, measured: tuple[DeviceClass, ...] = (DeviceClass.SHARED,), **installs: list[str]
) -> dict[str, TitleUse]:
    return school.ledger.read(lambda books: count_use(books, CATALOGUE, installs, measured, SINCE))


@pytest.fixture(autouse=True)
def _machines(school: School) -> None:
    for name in ("pc1", "pc2", "pc3"):
        school.add(device(name))
    school.add(device("staff", device_class=DeviceClass.STAFF))


def states(use: TitleUse) -> dict[str, str]:
    return {one.device.device_id: one.state for one in use.devices}


def test_used_not_used_and_not_known_are_three_things(school: School) -> None:
    told(school, "pc1", days(20), {(days(3)[2], "cad"): 40, (days(4)[3], "cad"): 50})
    told(school, "pc2", days(20))
    cad = uses(school, CAD=["pc1", "pc2", "pc3", "staff"])["CAD"]
    assert states(cad) == {"pc1": "used", "pc2": "unused", "pc3": "unknown", "staff": "unknown"}
    assert (cad.minutes, cad.state) == (90, "used")
    assert cad.of("used")[0] == DeviceUse(cad.of("used")[0].device, 90, 2, days(4)[3], 20)


def test_where_it_is_off_nothing_is_known_whatever_is_still_kept(school: School) -> None:
    told(school, "pc1", days(20), {(days(1)[0], "cad"): 40})
    cad = uses(school, (), CAD=["pc1"])["CAD"]
    assert (states(cad), cad.state, cad.minutes) == ({"pc1": "unknown"}, "unmeasured", 0)


def test_a_few_days_of_looking_do_not_make_a_title_unused(school: School) -> None:
    told(school, "pc1", days(LEAST_DAYS - 1))
    told(school, "pc2", days(LEAST_DAYS))
    cad = uses(school, CAD=["pc1", "pc2"])["CAD"]
    assert states(cad) == {"pc1": "unknown", "pc2": "unused"}
    assert cad.state == "partly"


def test_a_device_that_was_hardly_on_was_hardly_looked_at(school: School) -> None:
    school.rows("pc1", "licence_watch", {day: {"day": day, "minutes": 2} for day in days(20)})
    assert states(uses(school, CAD=["pc1"])["CAD"]) == {"pc1": "unknown"}


def test_what_is_older_than_the_span_does_not_count(school: School) -> None:
    old = (SINCE - timedelta(days=1)).isoformat()
    told(school, "pc1", [old, *days(9)], {(old, "cad"): 400})
    assert states(uses(school, CAD=["pc1"])["CAD"]) == {"pc1": "unused"}


def test_a_title_that_is_looked_for_since_yesterday_is_not_unused(school: School) -> None:
    told(school, "pc1", days(20), {(days(20)[-1], "cad"): 0})
    assert states(uses(school, CAD=["pc1"])["CAD"]) == {"pc1": "unknown"}


def test_what_ran_without_being_in_the_inventory_is_told_too(school: School) -> None:
    told(school, "pc3", days(2), {(days(1)[0], "cad"): 7})
    assert states(uses(school)["CAD"]) == {"pc3": "used"}


def test_a_program_of_two_titles_counts_for_the_one_that_is_installed(school: School) -> None:
    told(school, "pc1", days(9), {(days(1)[0], "word"): 30, (days(1)[0], "office"): 30})
    found = uses(school, Office=["pc1"])
    assert states(found["Office"]) == {"pc1": "used"}
    assert "Word" not in found


def test_a_title_without_a_known_program_is_never_called_unused(school: School) -> None:
    told(school, "pc1", days(30))
    quiet = uses(school, Quiet=["pc1"])["Quiet"]
    assert (quiet.measurable, quiet.state) == (False, "unmeasured")


def test_a_title_of_the_schools_own_list_is_not_measured(school: School) -> None:
    assert uses(school, Rekenwonder=["pc1"])["Rekenwonder"].state == "unmeasured"


def test_a_retired_device_does_not_count(school: School) -> None:
    school.add(device("old", state=DeviceState.RETIRED))
    assert states(uses(school, CAD=["old"])["CAD"]) == {}


def test_nonsense_of_an_agent_is_left_aside(school: School) -> None:
    rows: dict[str, Cells] = {"a": {"day": None, "minutes": 5}, "b": {"day": days(1)[0], "minutes": "x"}, "c": {}}
    school.rows("pc1", "licence_use", rows)
    school.rows("pc1", "licence_watch", rows)
    assert states(uses(school, CAD=["pc1"])["CAD"]) == {"pc1": "unknown"}
