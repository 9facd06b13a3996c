from __future__ import annotations

from datetime import timedelta

from collector.entrypoints.console.a_school import NOW
from schoolwacht_collector.books.facts import Cells, Change
from schoolwacht_collector.entrypoints.console.views.changes import events_of


def change(
    name: str, kind: str = "added", *, hours: int = 1, before: Cells | None = None, **cells: str | int
) -> Change:
    after: Cells | None = {"name": name, **cells} if kind != "removed" else None
    gone: Cells | None = {"name": name} if kind == "removed" else before
    return Change("d", "software", name, kind, NOW - timedelta(hours=hours), gone, after)


def test_what_came_together_is_one_line_with_a_few_names() -> None:
    (event,) = events_of([change(f"pakket-{number}") for number in range(40)])
    assert (event.names, event.more) == (("pakket-0", "pakket-1", "pakket-10"), 37)


def test_the_newest_comes_first_and_what_went_is_told_by_its_old_name() -> None:
    first, second = events_of([change("oud", "removed", hours=9), change("nieuw", version="2.1")])
    assert (first.kind, first.names) == ("added", ("nieuw 2.1",))
    assert (second.kind, second.names) == ("removed", ("oud",))


def test_a_new_start_of_the_computer_is_no_news() -> None:
    started = change("os", "changed", before={"name": "os", "boot_time_ms": 1}, boot_time_ms=2)
    upgraded = change("os", "changed", before={"name": "os", "version": "1"}, version="2")
    assert events_of([started]) == []
    assert len(events_of([upgraded])) == 1
