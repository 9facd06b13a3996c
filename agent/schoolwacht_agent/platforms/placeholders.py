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
        "12345678",
        "123456789",
        "1234567890",
        "9876543210",
        "abcdefgh",
        "asset tag number",
        "asset tag",
        "asset-1234567890",
        "base board asset tag",
        "base board serial number",
        "base board version",
        "baseboard product name",
        "bss-0123456789",
        "chassis asset tag",
        "chassis manufacture",
        "chassis serial number",
        "chassis version",
        "default string",
        "default",
        "default_string",
        "empty",
        "eval",
        "family",
        "fill by oem",
        "invalid",
        "mb-1234567890",
        "module manufacturer",
        "n/a",
        "na",
        "no asset information",
        "no asset tag set",
        "no asset tag",
        "no dimm",
        "no enclosure",
        "no module installed",
        "no oem",
        "no serial number",
        "no serial",
        "none",
        "not applicable",
        "not available",
        "not defined",
        "not present",
        "not provided",
        "not set",
        "not specified",
        "null",
        "o.e.m",
        "o.e.m.",
        "oem",
        "out of spec",
        "serial number",
        "sku number",
        "sku",
        "standard",
        "sys.sno",
        "system family",
        "system manufacturer",
        "system name",
        "system product name",
        "system serial number",
        "system sku",
        "system version",
        "system_serial_number",
        "tbd",
        "type1family",
        "type1productconfigid",
        "undefined manufacturer",
        "undefined",
        "unknow",
        "unknown",
        "unspecified",
        "x.x",
    }
)
_STARTS = ("to be filled", "to be set", "please set", "tbd by ", "<out of spec", "<bad index")
# 00000000, FFFF-FFFF, XXXXXXXX, nothing but dots. "1.1.1" is a version, so other characters must come in numbers.
_ERASED = re.compile(r"0*|([fx*?#])\1{2,}|(.)\2{6,}")
# What some firmware numbers through instead of reading it from the module: SerNum0, PartNum1, Manufacturer2.
_NUMBERED = re.compile(
    r"(?:array\d+_)?(?:manufacturer|part ?num(?:ber)?|ser(?:ial)? ?num(?:ber)?|asset ?tag ?num)_?\d{0,2}"
)
_SEPARATORS = str.maketrans("", "", " .:-_/\\")


def told(text: str) -> str | None:
    """The text on one clean line, or None when it says nothing about this machine."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    plain = line.casefold()
    if plain in _PHRASES or plain.startswith(_STARTS) or _NUMBERED.fullmatch(plain):
        return None
    return None if _ERASED.fullmatch(plain.translate(_SEPARATORS)) else line
