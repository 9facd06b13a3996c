"""The joining string that an installer left: `schoolwacht.token` in the agent's home or beside the MSI.

It is used once. What it makes is the key that waits for its certificate, so a collector that cannot be reached yet is
asked again for as long as it takes; a machine that is a device already stays that device.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from pathlib import Path

from schoolwacht_agent.identity import Wallet
from schoolwacht_agent.keys import KeyTrouble
from schoolwacht_agent.token_string import BadToken, Token

log = logging.getLogger(__name__)

FILE = "schoolwacht.token"
_MOST_BYTES = 16 * 1024


def take(home: Path, wallet: Wallet) -> bool:
    """Makes a joining string that was left into a key that waits; whether there was one."""
    for file in (home / FILE, *_beside_the_installer()):
        text = _read(file)
        if not text:
            continue
        if not wallet.has_identity() and wallet.pending() is None:
            try:
                Token.parse(text)
                wallet.prepare(text)
            except (BadToken, KeyTrouble) as trouble:
                log.error("%s cannot be used: %s", file, trouble)  # noqa: TRY400 - the sentence says it all
                return False
            log.info("joining with %s", file)
        with suppress(OSError):
            (home / FILE).unlink(missing_ok=True)
        _forget_the_installer()
        return True
    return False


def _read(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return content.read(_MOST_BYTES).decode("utf-8-sig").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as trouble:
        log.warning("%s cannot be read: %s", file, trouble)
        return ""


if sys.platform == "win32":
    import winreg

    _KEY = r"SOFTWARE\Schoolwacht\Agent"
    _FROM = "InstalledFrom"

    def _beside_the_installer() -> list[Path]:
        """Where the MSI lay; it wrote its own path, which only an administrator can do."""
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _KEY) as key:
                value, kind = winreg.QueryValueEx(key, _FROM)
        except OSError:
            return []
        return [Path(value).parent / FILE] if kind == winreg.REG_SZ and value else []

    def _forget_the_installer() -> None:
        """Who may write in that folder a year from now shall not choose this machine's collector."""
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _KEY, 0, winreg.KEY_SET_VALUE) as key:
            winreg.DeleteValue(key, _FROM)

    def unregister() -> None:
        """Leaves no empty key behind; one that holds something else of ours stays."""
        for name in (_KEY, _KEY.rpartition("\\")[0]):
            with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, name) as key:
                if not any(winreg.QueryInfoKey(key)[:2]):
                    winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, name)

else:

    def _beside_the_installer() -> list[Path]:
        return []

    def _forget_the_installer() -> None:
        return
