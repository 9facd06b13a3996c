"""All parsers."""

from __future__ import annotations

from fuzz.kinds_parsers import KINDS
from fuzz.mac_parsers import MAC
from fuzz.portable_parsers import FIRMWARE_AND_BACKUPS, SYSTEM
from fuzz.windows_parsers import BOOKS

EVERYONE = (*SYSTEM, *FIRMWARE_AND_BACKUPS, *BOOKS, *MAC, *KINDS)
