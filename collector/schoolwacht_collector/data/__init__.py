"""Facts we ship as data: dated, with their sources, replaceable without a new release of the code."""

from __future__ import annotations

from importlib import resources


def shipped_titles() -> str:
    """The catalogue of titles that need a licence, in TOML; for `parse_catalogue`."""
    return resources.files(__name__).joinpath("titles.toml").read_text(encoding="utf-8")


def shipped_days_off() -> str:
    """Public and school holidays in Flanders by year, in JSON; written by tools/school_days.py."""
    return resources.files(__name__).joinpath("flemish_days_off.json").read_text(encoding="utf-8")
