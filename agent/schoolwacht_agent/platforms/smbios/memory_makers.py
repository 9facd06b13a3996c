"""Makers of memory modules, for the many boards that show the JEDEC number of one instead of its name (JEP106).

A number is a bank (how many pages into the list) and a code in it, both with a parity bit. Boards write them as
"80CE", "CE00000000000000", "7F98000000000000", "0x059B" or, as dmidecode does, "Bank 6, Hex 0x9B".
"""

from __future__ import annotations

import re

_MAKERS = {
    (1, 0x2C): "Micron",
    (1, 0xAD): "SK hynix",
    (1, 0xC1): "Infineon",
    (1, 0xCE): "Samsung",
    (2, 0x4F): "Transcend",
    (2, 0x94): "Smart Modular",
    (2, 0x98): "Kingston",
    (3, 0x9E): "Corsair",
    (3, 0xFE): "Elpida",
    (4, 0x0B): "Nanya",
    (4, 0x25): "Kingmax",
    (5, 0x43): "Ramaxel",
    (5, 0xCB): "A-DATA",
    (5, 0xCD): "G.Skill",
    (5, 0xEF): "Team Group",
    (6, 0x02): "Patriot",
    (6, 0x51): "Qimonda",
    (6, 0x9B): "Crucial",
}
_HEX = re.compile(r"(?:0x)?((?:[0-9a-f]{2}){2,16})", re.IGNORECASE)
_WORDS = re.compile(r"bank (\d{1,2}), hex (?:0x)?([0-9a-f]{2})", re.IGNORECASE)
_PARITY, _NEXT_BANK = 0x7F, 0x7F


def maker(text: str) -> str:
    """The maker's name where the text is a number that is known, else the text as it is."""
    if words := _WORDS.fullmatch(text):
        return _MAKERS.get((int(words[1]), int(words[2], 16)), text)
    if not (digits := _HEX.fullmatch(text)):
        return text
    code = bytes.fromhex(digits[1])
    banks = len(code) - len(code.lstrip(bytes([_NEXT_BANK])))
    if banks:
        read = (banks + 1, code[banks] if banks < len(code) else 0)
        return _MAKERS.get(read, text)
    if code[1:].strip(b"\0") == b"":
        return _MAKERS.get((1, code[0]), text)
    return _MAKERS.get(((code[0] & _PARITY) + 1, code[1]), text)
