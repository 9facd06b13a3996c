"""One title for one product, out of the many names under which machines list it.

    Mozilla Firefox 128.0 (x64 nl)                        Mozilla Firefox
    Microsoft Office Professional Plus 2019 - nl-nl       Microsoft Office, edition Professional Plus 2019
    7-Zip 23.01 (x64)                                     7-Zip

A release year is part of the edition: licences are bought for it. Names of packages are titles already: in `python3.11`
the number belongs to the name. When nothing would be left, the name stays as it is. The raw name is always kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from schoolwacht_agent.platforms.program import Kind
from schoolwacht_agent.platforms.titles.rules import rules

_LONGEST = 200
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_BETWEEN = re.compile(r"[\s,;/|_]+|\s-\s")
_TAIL = re.compile(r"\s+-?\s*(\S+)\Z")
_INSIDE = re.compile(r"\s+(?:x86|x64|amd64|arm64)(?=\s)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w.])(?:19[89]\d|20[0-4]\d)(?:\s?[-–]\s?20[0-4]\d)?(?: R2)?(?!(?:\.\d|\w))")  # noqa: RUF001 - makers write it
_NUMBER = re.compile(
    r"(?<![\w.,-])v?\d+(?:\.\d+)+(?:[a-z]\d*|[-.+~](?:alpha|beta|rc|r|u|p)?\.?\d+)*(?![\w.])", re.IGNORECASE
)
_VERSION_WORD = re.compile(
    r"\s*\b(?:version|versie|ver\.?|release|build|update|sp|service pack)\s+[\d.]+[a-z]?\b", re.IGNORECASE
)
_DANGLING = re.compile(r"[\s,;:_–-]*\Z|\A[\s,;:_–-]+|(?<=\s)v(?:er|ersion|ersie)?\.?\Z", re.IGNORECASE)  # noqa: RUF001 - makers write it


@dataclass(frozen=True, slots=True)
class Titled:
    """What a name means. `edition` is empty where the name has none."""

    title: str
    edition: str = ""


def kind_of(name: str, kind: str) -> str:
    """What sort of thing an application is by its name; all other kinds stay as the book has them."""
    if kind != Kind.APPLICATION:
        return kind
    found = (word for word, pattern in rules().kinds if pattern.search(name[:_LONGEST]))
    return next(found, kind)


@lru_cache(maxsize=4096)
def titled(name: str, version: str = "") -> Titled:
    """The title and the edition of a name as Windows, macOS or a menu writes it."""
    known = same(name)
    if known:
        return Titled(known)
    plain = " ".join(rules().signs.sub(" ", name[:_LONGEST]).split())
    text = _without_asides(_PARENTHESES.sub(_unless_it_tells, plain))
    text = _without_version(_INSIDE.sub("", text), version)
    text, years = _taken(_YEAR, text, rules().kept_numbers)
    text, words = _taken(rules().editions, _tidy(text), rules().kept_editions)
    title = _tidy(_without_asides(_tidy(text)))
    if not any(sign.isalpha() for sign in title):
        return Titled(_tidy(plain) or name.strip())
    return Titled(same(title) or title, " ".join((*words, *years)))


def same(name: str) -> str | None:
    """The one title of a product that goes by several names."""
    plain = name.strip()
    if not rules().any_same.search(plain):
        return None
    return next((title for pattern, title in rules().same_title if pattern.search(plain)), None)


def _unless_it_tells(match: re.Match[str]) -> str:
    """Nothing for an aside such as (x64 nl) or (23.01); the aside itself when a word in it tells something."""
    return (
        "" if all(map(_says_nothing, filter(None, _BETWEEN.split(match[1])))) or _says_nothing(match[1]) else match[0]
    )


def _says_nothing(word: str) -> bool:
    return rules().asides.fullmatch(word.strip()) is not None or re.fullmatch(r"v?[\d.]+\w*", word.strip()) is not None


def _without_asides(text: str) -> str:
    """`Acme Draw - nl-nl`, `Acme Draw x64`: takes such words off the end, one after another, never the first."""
    for _ in range(6):
        match = _TAIL.search(text)
        if match is None or not rules().asides.fullmatch(match[1].strip("-")) or _is_a_name(text, match[1]):
            return text
        text = text[: match.start()]
    return text


def _is_a_name(text: str, word: str) -> bool:
    """Behind a hyphen, `nl` is a language and `64` an architecture; else words and bare numbers belong to the name."""
    return f"- {word}" not in text and (word.isdigit() or word.isalpha())


def _without_version(text: str, version: str) -> str:
    """Takes out the version itself, the beginnings of it, and whatever else has points between its numbers."""
    spans = [match.span() for match in rules().kept_numbers.finditer(text)]
    text = _cut(_NUMBER, text, spans)
    text = _VERSION_WORD.sub("", text) if _VERSION_WORD.sub("", text).strip() else text
    first = re.match(r"v?(\d+(?:\.\d+)*)", version.strip(), re.IGNORECASE)
    parts = first[1].split(".") if first else []
    for count in range(min(len(parts), 4), 0, -1):
        own = re.escape(".".join(parts[:count]))
        spans = [match.span() for match in rules().kept_numbers.finditer(text)]
        text = _cut(re.compile(rf"(?<=\s)v?{own}(?![\w.])(?!\s?[-–]\s?\d)", re.IGNORECASE), text, spans)  # noqa: RUF001 - makers write it
    return text


def _cut(pattern: re.Pattern[str], text: str, spans: list[tuple[int, int]]) -> str:
    """Takes matches out, apart from a year, from what a name needs, and from the whole text."""

    def instead(match: re.Match[str]) -> str:
        kept = any(start < match.end() and match.start() < end for start, end in spans)
        return match[0] if kept or match.start() == 0 or _YEAR.fullmatch(match[0]) else ""

    return pattern.sub(instead, text)


def _taken(pattern: re.Pattern[str], text: str, kept: re.Pattern[str]) -> tuple[str, list[str]]:
    """The text without matches behind its first word, and those matches."""
    spans = [match.span() for match in kept.finditer(text)]
    found = [
        match
        for match in pattern.finditer(text)
        if match.start() > 0 and not any(start < match.end() and match.start() < end for start, end in spans)
    ]
    for match in reversed(found):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text, [match[0] for match in found]


def _tidy(text: str) -> str:
    """No blanks, hyphens, empty parentheses and lone `v` left over at either end."""
    text = " ".join(re.sub(r"[(\[]\s*[)\]]", " ", text).split())
    for _ in range(4):
        trimmed = _DANGLING.sub("", text)
        if trimmed == text:
            break
        text = trimmed
    return re.sub(r"\s+-\s+-\s+", " - ", text)
