"""Whether Windows 11 supports a processor, by its name: a list of rules with a date, `windows11_cpus.json`.

Microsoft lists single models; the rules put them together by generation. A name that no rule knows is unknown,
not "no".
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_NOISE = re.compile(r"\((?:r|tm)\)|[®™]|\bcpu\b|\bprocessor\b|@.*")
_MOST_NAME = 200


def supported(name: str | None) -> str:
    """`yes`, `no` or `unknown`."""
    plain = " ".join(_NOISE.sub(" ", (name or "")[:_MOST_NAME].casefold()).split())
    if not plain:
        return "unknown"
    return next((answer for fits, answer in _rules() if fits.search(plain)), "unknown")


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = Path(__file__).with_name("windows11_cpus.json").read_text("utf-8")
    rules = json.loads(text)["rules"]
    return tuple((re.compile(rf"(?<![a-z0-9]){rule['fits']}"), rule["answer"]) for rule in rules)
