"""Text of dmidecode: every structure adds to what is known of the computer, or is left out for a reason."""

from __future__ import annotations

from collections import Counter

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.smbios import dmidecode_facts, dmidecode_text, left_out

_OF_MAKERS = 128
_REASONS = {126: "inactive", 127: "end_of_table"}


def _read(recording: bytes, _: str) -> Outcome:
    printed = dmidecode_text.parse(recording.decode("utf-8", errors="replace"))
    if printed.reason == "not_dmidecode":
        return Outcome(0, gaps=("this is no output of dmidecode",))
    if printed.reason:
        return Outcome(0, {printed.reason: 1})
    found = [(record, dmidecode_facts.fact(record)) for record in printed.records]
    ignored = Counter(_unread(record.kind) for record, fact in found if fact is None)
    verdicts = left_out.reasons([fact for _, fact in found if fact is not None])
    ignored.update(reason for reason in verdicts if reason)
    rows = verdicts.count(None)
    if printed.broken:  # the firmware's own table ends too early; dmidecode says so, and nothing more can be had
        ignored["broken_table"] += 1
    return Outcome(rows, ignored)


def _unread(kind: int | None) -> str:
    """Why structures of this kind are not read at all."""
    if kind is not None and kind >= _OF_MAKERS:
        return "of_its_maker"
    return _REASONS.get(-1 if kind is None else kind, "not_needed")


def _belongs(path: str, head: bytes) -> bool:
    if "dmidecode" in path.lower().split("/")[:-1]:
        return True
    return b"DMI type " in head and (b"SMBIOS" in head or b"dmidecode" in head or head.startswith(b"Handle 0x"))


KIND = Kind("dmidecode", _belongs, _read)
