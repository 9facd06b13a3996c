from __future__ import annotations

from agent.spooling import frame
from schoolwacht_agent.reading_back import points


def test_without_its_dictionary_a_frame_says_nothing() -> None:
    assert points(frame(1).payload, lambda _: None) == []


def test_with_its_dictionary_it_says_what_was_measured() -> None:
    assert [point["field"] for point in points(frame(1).payload, lambda _: frame(1).definition)] == ["load1"]
