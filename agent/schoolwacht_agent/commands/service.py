"""`service install|uninstall|status`: the agent as a service of the operating system."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from schoolwacht_agent import home
from schoolwacht_agent.commands.words import FAILED, OK, PROBLEMS, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.service import systemd


def main(config: Config, flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Does one of the three; `--dry-run` prints the steps instead."""
    if flags.action == "status":
        state = systemd.state()
        voice.data({"service": state}) if voice.as_json else voice.show(state)
        return OK if state == "active" else PROBLEMS
    installs = flags.action == "install"
    steps = (
        systemd.installing(config.settings.home, config.settings.drop_folder) if installs else systemd.uninstalling()
    )
    if flags.dry_run:
        for step in steps:
            voice.show(str(step))
        return OK
    try:
        if installs:
            home.prepare(config.settings.home)
        systemd.carry_out(steps)
    except systemd.ServiceTrouble as trouble:
        sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
        return FAILED
    voice.tell("installed" if installs else "uninstalled", home=config.settings.home)
    return OK
