"""Facts we ship as data: dated, with their sources, replaceable without a new release of the code."""

from __future__ import annotations

from importlib import resources


def shipped_titles() -> str:
    """The catalogue of titles that need a licence, in TOML; for `parse_catalogue`."""
    return resources.files(__name__).joinpath("titles.toml").read_text(encoding="utf-8")
