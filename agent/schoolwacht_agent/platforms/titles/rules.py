"""The rules of the normaliser, out of `rules.json`: written by us, dated, and no code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("rules.json")


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns, ready to be used on names without regard to case."""

    dated: str
    signs: re.Pattern[str]
    """Trade marks."""
    asides: re.Pattern[str]
    """All that may stand between parentheses, or behind a hyphen at the end, and says nothing of the product."""
    editions: re.Pattern[str]
    kept_editions: re.Pattern[str]
    """Names that have the word of an edition in them."""
    kept_numbers: re.Pattern[str]
    """Names that have a number in them which is no version."""
    any_same: re.Pattern[str]
    """All names of `same_title` at once: most names are none of them."""
    same_title: tuple[tuple[re.Pattern[str], str], ...]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


def parse(text: str) -> Rules:
    """Raises ValueError or KeyError for rules that are none."""
    said = json.loads(text)
    aside = "|".join((*said["noise"], *said["architectures"], *said["languages"]))
    editions = "|".join(map(re.escape, sorted(said["editions"], key=len, reverse=True)))
    return Rules(
        said["dated"],
        re.compile("|".join(said["not_in_titles"]), re.IGNORECASE),
        re.compile(rf"(?:{aside})", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{editions})(?: edition| editie)?(?![\w'-])", re.IGNORECASE),
        _any(said["edition_words_within_names"], plain=True),
        _any(said["numbers_within_names"], plain=False),
        re.compile("|".join(f"(?:{pattern})" for pattern in said["same_title"]), re.IGNORECASE),
        tuple((re.compile(pattern, re.IGNORECASE), title) for pattern, title in said["same_title"].items()),
        tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in said["kinds"]),
    )


def _any(phrases: list[str], *, plain: bool) -> re.Pattern[str]:
    inside = "|".join(map(re.escape, phrases) if plain else phrases)
    return re.compile(rf"(?<!\w)(?:{inside})(?!\w)", re.IGNORECASE)


@cache
def rules() -> Rules:
    """Those that came with this version of the agent."""
    return parse(_FILE.read_text("utf-8"))
