r"""File History of Windows: for how many accounts it is set up, and to what kind of place.

Each account has `%LOCALAPPDATA%\Microsoft\Windows\FileHistory\Configuration\Config*.xml`, two copies of one file, with
`TargetDriveType` as GetDriveType numbers it (learn.microsoft.com: 2 removable, 3 fixed, 4 remote). When it last ran
is only in the account's own registry and database, so that stays unknown. Nothing of an account is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import file_ends
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.targets import LOCAL, NETWORK, UNKNOWN, USB, Target

JOB = TOOL = "File History"
_PLACE = "AppData/Local/Microsoft/Windows/FileHistory/Configuration"
_DRIVES = {2: USB, 3: LOCAL, 4: NETWORK}
_TYPE = re.compile(r"<TargetDriveType>\s*(\d{1,3})\s*</TargetDriveType>", re.ASCII)
_MOST_ACCOUNTS = 512


def target(text: str) -> Target | None:
    """Where the files of one account go; None when nothing is set up."""
    found = _TYPE.search(text)
    if found:
        return _DRIVES.get(int(found[1]), UNKNOWN)
    return UNKNOWN if "<TargetUrl>" in text else None


def parse(configurations: Iterable[str]) -> Record | None:
    """One record for all accounts of the machine."""
    targets = [found for found in map(target, configurations) if found is not None]
    if not targets:
        return None
    kinds = set(targets)
    one = kinds.pop() if len(kinds) == 1 else UNKNOWN
    message = f"set up for {len(targets)} accounts; whether it runs is only known to each of them"
    return Record(
        JOB, "file_history", TOOL, Outcome.UNKNOWN, target=one.kind, off_site=one.off_site, message=message
    )  # fmt: skip


def look(root: Path) -> list[Record]:
    """What is set up on this machine."""
    try:
        homes = sorted((root / "Users").iterdir())[:_MOST_ACCOUNTS]
    except OSError:
        return []
    texts = []
    for home in homes:
        for name in ("Config1.xml", "Config2.xml"):
            read = file_ends.head(home / _PLACE / name)
            if read:
                texts.append(file_ends.decoded(read))
                break
    found = parse(texts)
    return [found] if found else []
