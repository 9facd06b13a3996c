"""Where a limit comes from is told on a page, so it is a sentence in both languages."""

from __future__ import annotations

from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.wording import load_catalogue


def test_every_source_of_a_limit_is_in_dutch_too() -> None:
    catalogue = load_catalogue("nl")
    sources = [rule.source for rule in load_rules()]
    assert [source for source in sources if catalogue.gettext(source) == source] == []


def test_in_english_a_source_stays_as_it_is() -> None:
    catalogue = load_catalogue("en")
    assert all(catalogue.gettext(rule.source) == rule.source for rule in load_rules())
