"""Everything that pages need to put a table of the inventory in words, under one name."""

from __future__ import annotations

from schoolwacht_collector.entrypoints.console.facts.cells import about, heading, title, written
from schoolwacht_collector.entrypoints.console.facts.declared import column
from schoolwacht_collector.entrypoints.console.facts.tables import QUESTIONS

__all__ = ["QUESTIONS", "about", "column", "heading", "title", "written"]
