"""The home of a played school: a folder of its own, thrown away and made again at every start."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

from schoolwacht_collector.config import Agents, Config, Console
from schoolwacht_collector.ports import BadRequest

MARK = "this-school-is-simulated.json"
"""Only a folder with this file in it is ever thrown away."""
_PORTS = {"console": 8080, "push": 7443, "enrol": 7444}


def fresh_home(home: Path, about: dict[str, object]) -> None:
    """An empty folder, marked as a played school's. Raises BadRequest when the folder is somebody's real one."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise BadRequest(f"{home} is not empty and not a simulated school; choose another folder with --home")
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / MARK).write_text(json.dumps(about, indent=1))


def configured(home: Path, language: str) -> Config:
    """The configuration of a played school: reachable from this machine only, and it tells nobody but the terminal."""
    ports = {name: _free(port) for name, port in _PORTS.items()}
    config = Config(
        home=home,
        language=language,
        console=Console(address=f"127.0.0.1:{ports['console']}"),
        agents=Agents(push=f"127.0.0.1:{ports['push']}", enrol=f"127.0.0.1:{ports['enrol']}"),
    )
    # For commands that come later: `SCHOOLWACHT_HOME=... schoolwacht alert list`.
    (home / "collector.toml").write_text(
        f'language = "{language}"\n[console]\naddress = "{config.console.address}"\n'
        f'[agents]\npush = "{config.agents.push}"\nenrol = "{config.agents.enrol}"\n'
    )
    return config


def _free(wanted: int) -> int:
    """The port that is wanted, or another one when somebody has it: a real collector may run beside this one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            free: int = probe.getsockname()[1]
            return free
    raise BadRequest("no free port was found on this machine")
