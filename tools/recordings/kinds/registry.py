"""Exported parts of the Windows registry: does every line become a key or a value?

What the keys mean is the matter of other kinds; this one proves the reader that all of them stand on.
"""

from __future__ import annotations

from collections import Counter

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.windows.registry_export import decoded, parse

_MARKS = ("windows registry editor version", "regedit4", "[hkey_", "hkey_")


def belongs(path: str, head: bytes) -> bool:
    """By its ending, or by what its first lines say."""
    text = decoded(head).lstrip("\ufeff \r\n").casefold()
    return path.casefold().endswith(".reg") or text.startswith(_MARKS)


def read(data: bytes, _: str) -> Outcome:
    """Rows are values; keys without any are ignored as `empty_key`, what a file takes away as `removed`."""
    export = parse(data)
    ignored = Counter(empty_key=sum(not key.pairs for key in export.named), removed=export.removed)
    if not export.named and not export.gaps:
        ignored["empty"] += 1
    return Outcome(export.values, +ignored, tuple(export.gaps))


KIND = Kind("registry", belongs, read)
