"""Stretches of time as people type them."""

from __future__ import annotations

import re

import typer

_SECONDS = {"m": 60, "h": 3600, "d": 86_400}


def seconds_of(text: str, option: str = "--expires") -> int:
    """The seconds of 30m, 24h or 7d. Raises BadParameter."""
    match = re.fullmatch(r"([0-9]{1,4})([mhd])", text)
    if match is None:
        raise typer.BadParameter("write a number and m, h or d: 30m, 24h, 7d", param_hint=option)
    return int(match[1]) * _SECONDS[match[2]]
