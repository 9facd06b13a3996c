"""A Windows of its own for a test: a copy of the Wine prefix that tools/build-wine.sh keeps, and the agent's MSI.

Traps of Wine 8 that this hides: Python dies at start when its output is a regular file, so it is piped; all services
end with the last ordinary process, so one is kept open; and whatever is asked may hang, so all of it has a limit.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WINE = Path("/usr/lib/wine/wine64")
PROGRAM = r"C:\Program Files\Schoolwacht Agent\python.exe"
SERVICE = "SchoolwachtAgent"


def kept_prefix() -> Path:
    """The prefix that is kept; skips with what to do when there is none."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("SCHOOLWACHT_WINE") or cache / "schoolwacht" / "wine-1")
    if not WINE.exists() or not (folder / "stamp").exists():
        pytest.skip("no Windows to try the agent on; run tools/build-wine.sh as root")
    return folder / "prefix"


def built_msi(folder: Path) -> Path:
    """The installer, made from this checkout; skips when this machine lacks what makes it."""
    if lacking := [name for name in ("mvn", "wixl", "msibuild") if shutil.which(name) is None]:
        pytest.skip(f"no installer for Windows can be made here; run tools/build-msi.sh as root ({', '.join(lacking)})")
    done = subprocess.run(
        [ROOT / "tools" / "build-msi.sh", folder],
        env=os.environ | {"PYTHON": sys.executable}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, timeout=170,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.msi"))


@dataclass
class WindowsMachine:
    """One prefix: runs programs in it, and ends all of them with it."""

    folder: Path
    open_process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """C:\\ as Linux sees it."""
        return self.folder / "drive_c"

    @property
    def home(self) -> Path:
        """The agent's home."""
        return self.drive / "ProgramData" / "Schoolwacht" / "agent"

    @property
    def env(self) -> dict[str, str]:
        """What Wine and nothing of ours is told."""
        hidden = ("SCHOOLWACHT_", "PYTHON", "DISPLAY", "WAYLAND_DISPLAY")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        return kept | {
            "WINEPREFIX": str(self.folder), "WINEARCH": "win64", "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
        } | self.environment  # fmt: skip

    def run(self, *words: str, seconds: float = 60, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Starts a program of Windows and waits for it."""
        process = subprocess.Popen(
            ["timeout", "--kill-after=1", str(seconds), WINE, *words],
            env=self.env, cwd=self.drive, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        said = _heard(process)
        done = subprocess.CompletedProcess(words, process.returncode, *said)
        assert not check or done.returncode == 0, f"{words}: {done.returncode} {done.stdout}{done.stderr}"
        return done

    def agent(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`schoolwacht-agent WORDS...`."""
        return self.run(PROGRAM, "-I", "-m", "schoolwacht_agent", *words, check=check)

    def stay_open(self) -> None:
        """Keeps an ordinary process running, without which Wine ends every service."""
        self.open_process = subprocess.Popen(
            [WINE, "cmd", "/c", "pause"],
            env=self.env, cwd=self.drive, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def processes(self, *words: str) -> list[int]:
        """Numbers, as Linux counts, of this prefix's processes whose command line has all these words."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                ours = f"WINEPREFIX={self.folder}\0".encode() in (process / "environ").read_bytes()
                if ours and all(word in line for word in words):
                    found.append(int(process.name))
        return found

    def service_process(self) -> int | None:
        """The number of the service's process."""
        found = self.processes("schoolwacht_agent", "--service")
        return found[0] if found else None

    def state(self) -> str:
        """What `sc query` says of the service: RUNNING, STOPPED, ... or nothing."""
        said = self.run("sc", "query", SERVICE, check=False).stdout
        return next((line.split()[-1] for line in said.splitlines() if "STATE" in line), "")

    def log(self) -> str:
        """The agent's own log."""
        file = self.home / "agent.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def close(self) -> None:
        """Ends everything that runs in this prefix, and nothing else."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                ["wineserver", "-k"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=20,
            )
        for number in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        if self.open_process is not None:
            self.open_process.kill()
            self.open_process.wait(10)
            assert self.open_process.stdin is not None
            self.open_process.stdin.close()


def _heard(process: subprocess.Popen[bytes]) -> tuple[str, str]:
    """What a program said until it ended; Wine's own processes hold its pipes for longer."""
    said: dict[int, bytearray] = {}
    for pipe in (process.stdout, process.stderr):
        assert pipe is not None
        said[pipe.fileno()] = bytearray()
    open_pipes = set(said)
    while True:
        ended = process.poll() is not None
        ready, _, _ = select.select(list(open_pipes), [], [], 0 if ended else 0.05)
        pieces = [(number, os.read(number, 1 << 16)) for number in ready]
        for number, piece in pieces:
            said[number] += piece
            if not piece:
                open_pipes.discard(number)
        if ended and not any(piece for _, piece in pieces):
            break
    out, err = (text.decode(errors="replace") for text in said.values())
    for pipe in (process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()
    return out, err


@contextlib.contextmanager
def windows_machine(folder: Path) -> Iterator[WindowsMachine]:
    """A new Windows for the length of a block."""
    subprocess.run(["cp", "-a", "--reflink=auto", kept_prefix(), folder], check=True)
    machine = WindowsMachine(folder)
    machine.stay_open()
    try:
        yield machine
    finally:
        machine.close()
        shutil.rmtree(folder, ignore_errors=True)
