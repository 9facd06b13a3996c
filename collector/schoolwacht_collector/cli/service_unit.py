"""The collector's systemd unit, and what has to be on a machine before it. Packages ship the same text in deploy/.

A user of its own with no rights but in the home: the doors have high ports, so not even one capability is needed. The
file system is read-only, other programs' processes and the homes of people cannot be seen.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

NAME = "schoolwacht.service"
FOLDER = Path("/etc/systemd/system")
USER = "schoolwacht"
HOME = Path("/var/lib/schoolwacht")
CONFIG = Path("/etc/schoolwacht/collector.toml")
SYSUSERS = Path("/etc/sysusers.d/schoolwacht.conf")

_UNIT = """\
[Unit]
Description=Schoolwacht collector
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
{environment}
User={user}
Group={user}
Restart=always
RestartSec=5
# 77: no permission, 78: wrong configuration; trying again helps neither.
RestartPreventExitStatus=77 78
# A large ledger is read through, and perhaps brought to a new form, before the doors open.
TimeoutStartSec=30min
TimeoutStopSec=20
WatchdogSec=60
UMask=0077
# Generous: 1,000 machines need some 250 MB; what is measured to need more has gone wrong.
MemoryHigh=1500M
MemoryMax=2G
TasksMax=512
LimitNOFILE=65536
# Judging yields to the doors by itself; the whole goes before pupils' programs, not before the system.
OOMScoreAdjust=-200
{storage}

CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
KeyringMode=private

[Install]
WantedBy=multi-user.target
"""


def text(program: list[str], home: Path = HOME, user: str = USER, also: Sequence[Path] = ()) -> str:
    """The unit for this program, home and user. `also`: folders outside the home that it writes to, for back-ups."""
    said = {"SCHOOLWACHT_HOME": str(home), "SCHOOLWACHT_CONFIG": str(CONFIG)}
    return _UNIT.format(
        command=_quoted(shlex.join([*program, "run", "--service"])).replace("$", "$$"),
        environment="\n".join(f"Environment={_quoted(shlex.quote(f'{name}={value}'))}" for name, value in said.items()),
        user=user,
        storage="\n".join([_storage(home), *[_writable(f"-{one}") for one in also]]),
    )


def sysusers(home: Path = HOME, user: str = USER) -> str:
    """The user, as systemd-sysusers(8) makes it: no password, no shell, no folder of its own but the home."""
    return f'u {user} - "Schoolwacht collector" {home}\n'


def _storage(home: Path) -> str:
    """A folder right below /var/lib is made by systemd and given to the user; another one is only opened."""
    if home.parent == Path("/var/lib"):
        return f"StateDirectory={_quoted(shlex.quote(home.name))}\nStateDirectoryMode=0700"
    return _writable(str(home))


def _writable(path: str) -> str:
    """A dash in front: the service starts also while that folder is away."""
    return f"ReadWritePaths={_quoted(shlex.quote(path))}"


def _quoted(words: str) -> str:
    """A per cent sign begins a specifier in units."""
    return words.replace("%", "%%")
