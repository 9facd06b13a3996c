"""The agent's systemd unit. `deploy/systemd/schoolwacht-agent.service` is this text, for packages.

Root, because firmware tables, SMART data and every volume are for root to read (`DynamicUser` can do neither); but root
with few capabilities, a file system that is read-only but for the agent's own folder, and no way to gain more.
"""

from __future__ import annotations

import shlex
from pathlib import Path

NAME = "schoolwacht-agent.service"
FOLDER = Path("/etc/systemd/system")

_UNIT = """\
[Unit]
Description=Schoolwacht agent
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
Restart=always
RestartSec=10
# 77: no permission, 78: not enrolled or wrong configuration; trying again helps neither.
RestartPreventExitStatus=77 78
TimeoutStartSec=infinity
TimeoutStopSec=15
WatchdogSec=180
StateDirectory=schoolwacht-agent
StateDirectoryMode=0711
UMask=0077
# One heap for all threads: half a megabyte less, and no thread here allocates much.
Environment=MALLOC_ARENA_MAX=1
Nice=5
IOSchedulingClass=idle
MemoryHigh=96M
MemoryMax=160M
TasksMax=64

# What root may still do here: read every file and folder, ask disks how they are (SMART), read firmware.
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_RAWIO CAP_SYS_ADMIN
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths={writable}
ProtectHome=read-only
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
KeyringMode=private

[Install]
WantedBy=multi-user.target
"""


def text(program: list[str], home: Path) -> str:
    """The unit for this program and home."""
    command = shlex.join([*program, "--home", str(home), "run"])
    # A per cent sign begins a specifier in units, a dollar a variable.
    return _UNIT.format(command=command.replace("%", "%%").replace("$", "$$"), writable=shlex.quote(str(home)))
