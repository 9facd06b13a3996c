"""A key for each version, such that keys sort as text in the order in which the versions followed one another.

    1.0~dev < 1.0-alpha < 1.0b2 < 1.0~rc1 < 1.0 = 1.0.0 < 1.0-1 < 1.0+git5 < 1.0a < 1.0.1 < 1.9 < 1.10 < 1:0.5

It follows what dpkg (deb-version(7)), rpm, pacman and SemVer have in common, and what Windows programs do: missing
numbers count as nought, words such as rc stand before a release, an epoch `1:` goes before all. Keys of two different
programs mean nothing to each other. Letters: `(` before the release, `+` the end, `,` a revision, `-` what is behind a
plus, `:` a word, `N` a number with the number of its digits; each sorts after the one before.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 100
_EPOCH = re.compile(r"(\d{1,4}):")
_TOKEN = re.compile(r"\d+|[a-z]+|[~+-]")
_NOTE = re.compile(r"[(\[][^)\]]*[)\]]|\b(?:x86[_-]64|x64|x86|amd64|win(?:32|64)|64-?bit|32-?bit)\b")
_BEFORE = {
    "dev": "a",
    "devel": "a",
    "snapshot": "a",
    "nightly": "a",
    "canary": "a",
    "alpha": "b",
    "beta": "c",
    "pre": "d",
    "preview": "d",
    "prerelease": "d",
    "rc": "e",
    "cr": "e",
}
_SAYS_NOTHING = frozenset({"v", "ver", "version", "versie", "final", "ga", "release", "stable"})
_REVISION = frozenset({"build", "rev", "revision"})
_LENGTHS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NO_EPOCH = "N0"
_BEFORE_MARK, _END, _REVISION_MARK, _PLUS_MARK, _WORD_MARK, _NUMBER_MARK = "(", "+", ",", "-", ":", "N"


@lru_cache(maxsize=4096)
def ordered(version: str) -> str:
    """The key; nothing for a version without any number or letter in it."""
    text = version[:_LONGEST].casefold()
    if "(" in text or "[" in text or "bit" in text or "86" in text or "64" in text:
        text = _NOTE.sub(" ", text) if _NOTE.sub("", text).strip() else text
    epoch = _EPOCH.match(text)
    if epoch:
        text = text[epoch.end() :]
    parts = _parts(_TOKEN.findall(text))
    if not parts:
        return ""
    return (_number(epoch[1]) if epoch else _NO_EPOCH) + _without_noughts(parts) + _END


def _parts(tokens: list[str]) -> list[str]:
    parts: list[str] = []
    dash = plus = False
    for index, token in enumerate(tokens):
        sign = token[0]
        if sign == "~":
            parts.append(_BEFORE_MARK)
        elif sign in "+-":
            dash, plus = sign == "-", sign == "+"
            continue
        elif sign.isdigit():
            mark = _PLUS_MARK if plus else _REVISION_MARK if dash else ""
            parts.append((mark if parts else "") + _number(token))
        else:
            parts += [_PLUS_MARK] if plus and parts else []
            parts += _word(token, index, tokens, parts)
            if token in _REVISION:
                dash = True
                continue
        dash = plus = False
    return parts


def _number(digits: str) -> str:
    plain = digits.lstrip("0")[: len(_LENGTHS) - 1]
    return f"{_NUMBER_MARK}{_LENGTHS[len(plain)]}{plain}"


def _word(word: str, index: int, tokens: list[str], parts: list[str]) -> list[str]:
    if word in _SAYS_NOTHING or word in _REVISION:
        return []
    followed = index + 1 < len(tokens) and tokens[index + 1][0].isdigit()
    rank = _BEFORE.get(word)
    if rank is None and followed and parts and word in {"a", "b"}:  # 1.0b2 is a beta, the b of 1.0.2b is not
        rank = "b" if word == "a" else "c"
    if rank is None or not parts:
        return [_WORD_MARK + word]
    return [rank] if parts[-1] == _BEFORE_MARK else [_BEFORE_MARK + rank]


def _without_noughts(parts: list[str]) -> str:
    """1.0.0 is 1.0: noughts go where no number follows them."""
    kept: list[str] = []
    for part in parts:
        if not part.startswith(_NUMBER_MARK):
            while len(kept) > 1 and kept[-1] == "N0":
                kept.pop()
        kept.append(part)
    while len(kept) > 1 and kept[-1] == "N0":
        kept.pop()
    return "".join(kept)
