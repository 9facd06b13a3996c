"""What makers leave in firmware instead of an answer.

Thousands of computers carry the serial number "To Be Filled By O.E.M."; taken at its word, they would all be one
computer. The list holds phrases seen in the field by inventory tools; runs of one character stand for an erased field.
"""

from __future__ import annotations

import re

_PHRASES = frozenset(
    {
        "0123456789",
        "0123456789abcdef",
        "123456789",
        "1234567890",
        "12345678",
        "asset-1234567890",
        "asset tag",
        "base board serial number",
        "base board version",
        "baseboard product name",
        "chassis manufacture",
        "chassis serial number",
        "chassis version",
        "default",
        "default string",
        "empty",
        "invalid",
        "n/a",
        "na",
        "no asset information",
        "no asset tag",
        "no enclosure",
        "none",
        "not applicable",
        "not available",
        "not defined",
        "not set",
        "not specified",
        "null",
        "o.e.m",
        "o.e.m.",
        "oem",
        "serial number",
        "sku",
        "standard",
        "sys.sno",
        "system manufacturer",
        "system name",
        "system product name",
        "system serial number",
        "system version",
        "type1family",
        "type1productconfigid",
        "undefined",
        "unknown",
        "unspecified",
        "x.x",
    }
)
_STARTS = ("to be filled", "to be set", "please set", "tbd by oem", "<bad index")
# 00000000, FFFF-FFFF, XXXXXXXX, nothing but dots. "1.1.1" is a version, so other characters must come in numbers.
_ERASED = re.compile(r"0*|([fx*?#])\1{2,}|(.)\2{6,}")
_SEPARATORS = str.maketrans("", "", " .:-_/\\")


def told(text: str) -> str | None:
    """The text on one clean line, or None when it says nothing about this machine."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    plain = line.casefold()
    if plain in _PHRASES or plain.startswith(_STARTS):
        return None
    return None if _ERASED.fullmatch(plain.translate(_SEPARATORS)) else line
