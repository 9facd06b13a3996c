"""schoolwacht service: the collector as a service of systemd."""

from __future__ import annotations

import json as json_text
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from schoolwacht_collector.cli import service_unit as unit
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import BAD_CONFIG, FOUND_PROBLEMS, NO_PERMISSION, UNAVAILABLE
from schoolwacht_collector.config import BadConfig, load, service_home

commands = typer.Typer(help="The collector as a service of this machine.", no_args_is_help=True)

SECONDS = 120.0
_BOOTED = Path("/run/systemd/system")
"""There exactly when systemd runs this machine: sd_booted(3)."""
_SHOWN = ("LoadState", "ActiveState", "SubState", "StatusText", "MainPID", "NRestarts", "Result")
_UNSEEN = (Path("/home"), Path("/root"), Path("/run/user"))
"""What `ProtectHome` hides from the service."""


class ServiceTrouble(Exception):  # noqa: N818 - a state, told to a person
    """It cannot be done this way; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that installing does: a file to write or, when it has no content, to take away; or a command."""

    path: Path | None = None
    content: str = ""
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.path is None:
            return f"$ {' '.join(self.command)}"
        return f"# {self.path}\n{self.content}" if self.content else f"$ rm -f {self.path}"


User = Annotated[str, typer.Option("--user", help="The user it runs as; made when there is none.")]
Home = Annotated[Path, typer.Option("--home", help="Where it keeps everything.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")]


@commands.command("install")
def install(user: User = unit.USER, home: Home = unit.HOME, dry_run: DryRun = False) -> None:
    """Makes the user and the home, writes the unit, and starts the service. Done again, it renews all of that."""
    with _told():
        program = [sys.executable, "-I", "-m", "schoolwacht_collector"]
        check(Path(sys.executable), home)
        if _carried_out(installing(program, home, user, also=_elsewhere(home)), dry_run=dry_run):
            print(f"The collector runs as {user}, and starts with this machine. Everything it keeps is in {home}.")
            print("The log-in link for the first admin: journalctl -u schoolwacht | grep /start/")


@commands.command("uninstall")
def uninstall(dry_run: DryRun = False) -> None:
    """Stops the service and takes its unit away. The home and its user stay: installing again goes on with them."""
    with _told():
        home = service_home() or unit.HOME
        if _carried_out(uninstalling(), dry_run=dry_run):
            print(f"The service is gone. {home} and its user are left as they were.")


@commands.command("status")
def status(json: Json = False) -> None:
    """How the service is, as systemd sees it. Ends with 3 unless it runs."""
    with _told():
        found = state()
        if json:
            print(json_text.dumps(found, indent=2))
        else:
            said = f": {found['StatusText']}" if found["StatusText"] else ""
            print(f"{found['ActiveState']} ({found['SubState']}){said}")
            if found["LoadState"] == "not-found":
                print("It is not installed; 'schoolwacht service install' does that.")
            elif found["ActiveState"] != "active":
                print("What it said last: journalctl -u schoolwacht -n 50")
        if found["ActiveState"] != "active":
            raise typer.Exit(FOUND_PROBLEMS)


def installing(
    program: list[str], home: Path, user: str, folder: Path = unit.FOLDER, also: Sequence[Path] = ()
) -> list[Step]:
    """What brings the service to life, in order."""
    return [
        *_user(user, home),
        Step(command=("install", "-d", "-m", "0755", str(unit.CONFIG.parent))),
        Step(command=("install", "-d", "-o", user, "-g", user, "-m", "0700", str(home))),
        # A home of `make run` or of a restored back-up belongs to whoever made it.
        Step(command=("chown", "-R", "--no-dereference", f"{user}:{user}", str(home))),
        Step(path=folder / unit.NAME, content=unit.text(program, home, user, also)),
        Step(command=("systemctl", "daemon-reload")),
        Step(command=("systemctl", "enable", unit.NAME)),
        Step(command=("systemctl", "restart", unit.NAME)),
    ]


def uninstalling(folder: Path = unit.FOLDER) -> list[Step]:
    """What ends it."""
    return [
        Step(command=("systemctl", "disable", "--now", unit.NAME)),
        Step(path=folder / unit.NAME),
        Step(command=("systemctl", "daemon-reload")),
    ]


def check(program: Path, home: Path) -> None:
    """Raises ServiceTrouble when the service could not run so."""
    if not home.is_absolute() or len(home.parts) < 3:  # noqa: PLR2004 - /, and a folder in a folder
        raise ServiceTrouble(f"{home} cannot be the home: give a folder of its own, such as {unit.HOME}")
    for path, what in ((home, "its home"), (program, "this program")):
        if any(path.is_relative_to(hidden) for hidden in _UNSEEN):
            raise ServiceTrouble(
                f"the service cannot see {path}, for the folders of people are hidden from it; {what} belongs "
                f"elsewhere, for example in {unit.HOME if path == home else '/opt/schoolwacht'}"
            )
    closed = next((one for one in program.resolve().parents if not one.stat().st_mode & 0o001), None)
    if closed is not None:
        raise ServiceTrouble(
            f"a user of its own could not start {program}: others may not enter {closed}. Install Schoolwacht where "
            "every user may read, such as /opt/schoolwacht"
        )
    if home.is_dir() and any(home.iterdir()) and not _is_home(home):
        raise ServiceTrouble(f"{home} holds something else than a collector's home; choose another with --home")


def state() -> dict[str, str]:
    """What systemd says of the service. Raises ServiceTrouble."""
    _need_systemd()
    said = _run(("systemctl", "show", unit.NAME, "--property", ",".join(_SHOWN)))
    pairs = (line.partition("=") for line in said.splitlines())
    return dict.fromkeys(_SHOWN, "") | {name: value for name, _, value in pairs}


def _elsewhere(home: Path) -> list[Path]:
    """Folders outside the home that the configuration has it write to."""
    environment = {"SCHOOLWACHT_HOME": str(home), "SCHOOLWACHT_CONFIG": str(unit.CONFIG)}
    folder = load(home, environment).backup_folder()
    return [] if folder.is_relative_to(home) else [folder]


def _is_home(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("ledger.db", "ledger.lock", "collector.toml", "pki", "backups"))


def _user(user: str, home: Path) -> list[Step]:
    try:
        pwd.getpwnam(user)
    except KeyError:
        pass
    else:
        return []
    if shutil.which("systemd-sysusers"):
        return [
            Step(path=unit.SYSUSERS, content=unit.sysusers(home, user)),
            Step(command=("systemd-sysusers", str(unit.SYSUSERS))),
        ]
    words = ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin")
    return [Step(command=(*words, "--home-dir", str(home), user))]


def _carried_out(steps: Sequence[Step], *, dry_run: bool) -> bool:
    """Does the steps; the first that fails stops it. False when they were only shown."""
    if dry_run:
        print("\n".join(str(step) for step in steps))
        return False
    if os.geteuid() != 0:
        raise PermissionError("a service is installed and taken away by root; run this with sudo, or add --dry-run")
    _need_systemd()
    for step in steps:
        if step.path is None:
            _run(step.command)
        elif step.content:
            step.path.parent.mkdir(parents=True, exist_ok=True)
            step.path.write_text(step.content)
            step.path.chmod(0o644)
        else:
            step.path.unlink(missing_ok=True)
    return True


def _need_systemd() -> None:
    if not _BOOTED.is_dir():
        raise ServiceTrouble(
            "this machine is not run by systemd; have `schoolwacht run --service` started by whatever starts programs "
            "here, with SCHOOLWACHT_HOME set"
        )


def _run(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 - words from above
    except subprocess.CalledProcessError as flaw:
        hint = "; what it said: journalctl -u schoolwacht -n 50" if "restart" in command else ""
        raise ServiceTrouble(f"{' '.join(command)}: {flaw.stderr.strip()}{hint}") from flaw
    except (OSError, subprocess.TimeoutExpired) as flaw:
        raise ServiceTrouble(f"{' '.join(command)}: {flaw}") from flaw
    return done.stdout


@contextmanager
def _told() -> Iterator[None]:
    """Turns what went wrong into one sentence and its exit code."""
    try:
        yield
    except PermissionError as flaw:
        _end(flaw.args[0] if len(flaw.args) == 1 else f"no access to {flaw.filename}; use sudo", NO_PERMISSION)
    except ServiceTrouble as flaw:
        _end(str(flaw), UNAVAILABLE)
    except BadConfig as flaw:
        _end(str(flaw), BAD_CONFIG)


def _end(sentence: str, code: int) -> None:
    print(f"schoolwacht: {sentence}", file=sys.stderr)
    raise typer.Exit(code)
