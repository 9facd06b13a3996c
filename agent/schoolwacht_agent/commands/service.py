"""`service install|uninstall|status`: the agent as a service of the operating system."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from threading import Event

from schoolwacht_agent import home
from schoolwacht_agent.commands.words import FAILED, OK, PROBLEMS, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.service.trouble import ServiceTrouble

if sys.platform == "win32":
    from schoolwacht_agent.service import windows as manager
else:
    from schoolwacht_agent.service import systemd as manager

_OURS = ("identity.json", "pending.json", "spool.db", "agent.lock", "drop", "agent.log")
"""A folder without any of these is no agent's home, whatever --home says, and is not removed."""


def main(config: Config, flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Does one of the three; `--dry-run` prints the steps instead."""
    folder = config.settings.home
    try:
        if flags.action == "status":
            state = manager.state()
            voice.data({"service": state}) if voice.as_json else voice.show(state)
            return OK if state == "active" else PROBLEMS
        installs = flags.action == "install"
        steps = manager.installing(folder, config.settings.drop_folder) if installs else manager.uninstalling()
        if flags.dry_run:
            for step in steps:
                voice.show(str(step))
            return OK
        if installs:
            home.prepare(folder)
        manager.carry_out(steps)
    except ServiceTrouble as trouble:
        sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
        return FAILED
    if flags.purge and not installs:
        purge(folder)
        voice.tell("purged", home=folder)
        return OK
    voice.tell("installed" if installs else "uninstalled", home=folder)
    return OK


def _forget_bytecode(program: Path) -> None:
    """What Python compiled beside the installed files, which the installer of Windows knows nothing of."""
    if any(program.glob("python*._pth")):  # only a Python that is the agent's own has one
        for cache in [*program.rglob("__pycache__")]:
            shutil.rmtree(cache, ignore_errors=True)


def purge(folder: Path) -> None:
    """Removes identity, spool, reports and settings; a folder above that is empty then, and ours by name, goes too."""
    _forget_bytecode(Path(sys.prefix))
    if folder.is_symlink() or not any((folder / name).exists() for name in _OURS):
        return
    shutil.rmtree(folder)
    emptied = [folder.parent]
    if folder == home.system_home():
        home.system_file().unlink(missing_ok=True)
        emptied.append(home.system_file().parent)
    for above in emptied:
        if above.name.lower() == "schoolwacht" and above.is_dir() and not any(above.iterdir()):
            above.rmdir()
