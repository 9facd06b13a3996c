"""A Debian of its own for a test: a small root made by debootstrap, kept as a tar file, and programs run in it.

Debian's address is the one that this machine's own apt uses. Nothing but files is shared with this machine, and the
network: each command has mounts and processes of its own, which end with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

SUITE = "bookworm"
INCLUDED = ("libsqlite3-0", "libstdc++6", "systemd")
"""What the package asks for beyond what every Debian has; dpkg in the root refuses it when that is too little."""
_IN_ROOT = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
_ITS_OWN = ("var/lib/dpkg/", "var/log/", "var/lib/rpm/", "usr/lib/sysimage/", "run/", "tmp/")
"""Where package managers keep their books."""


def lacking(what: str) -> NoReturn:
    """Skips and says so; in CI nothing may be lacking."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def cache() -> Path:
    """Where what takes long is kept for the next time."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "schoolwacht"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class DebianRoot:
    """One root."""

    folder: Path

    def command(self, *words: str) -> list[str]:
        """What runs a program in it."""
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--"]
        return [*own, "sh", "-c", _IN_ROOT, str(self.folder), *words]

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a program in it."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, timeout=120, env=environment()
        )
        assert done.returncode == 0 or not check, f"{words}: {done.stdout}{done.stderr}"
        return done

    def agent(self, *words: str) -> Any:  # noqa: ANN401 - what json says
        """What the agent says as JSON; its exit code may tell that it does not run."""
        return json.loads(self.run("schoolwacht-agent", *words, "--json", check=False).stdout)

    def everything(self) -> dict[str, str]:
        """All there is but the books of package managers: each path, with the target of a link."""
        found = {}
        for path in self.folder.rglob("*"):
            name = str(path.relative_to(self.folder))
            if not f"{name}/".startswith(_ITS_OWN):
                found[name] = str(path.readlink()) if path.is_symlink() else ""
        return found

    def put(self, place: str, text: str) -> None:
        """Writes a file."""
        path = self.folder / place.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def text(self, place: str) -> str:
        """Reads a file."""
        return (self.folder / place.lstrip("/")).read_text()


def environment() -> dict[str, str]:
    """Nothing of this test's own environment."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def new_root(folder: Path) -> DebianRoot:
    """A fresh one; skips where none can be made."""
    if sys.platform != "linux" or os.geteuid() != 0:
        lacking("a Debian to install in needs root")
    folder.mkdir()
    subprocess.run(["tar", "-xpf", _kept(), "-C", folder], check=True)
    root = DebianRoot(folder)
    if root.run("true", check=False).returncode:
        lacking("this machine gives no mounts of one's own (unshare), so nothing can be installed in a Debian")
    return root


def _kept() -> Path:
    archive = cache() / f"debootstrap-{SUITE}.tar"
    if archive.exists():
        return archive
    if shutil.which("debootstrap") is None:
        lacking("a Debian to install in needs debootstrap")
    mirror = next(_mirrors(), None)
    if mirror is None:
        lacking(f"the apt of this machine knows no {SUITE} to install in")
    making = archive.with_suffix(f".{os.getpid()}")
    try:
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={','.join(INCLUDED)}", SUITE, making, mirror],
            capture_output=True, text=True, check=False, timeout=400,
        )  # fmt: skip
        if done.returncode:
            lacking(f"debootstrap made no Debian: {done.stdout.strip()[-300:]}")
        shutil.rmtree(making / "var/cache/apt/archives")
        packed = making.with_suffix(".packing")
        subprocess.run(["tar", "-cpf", packed, "-C", making, "--exclude=./proc/*", "."], check=True)
        packed.rename(archive)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return archive


def _mirrors() -> Iterator[str]:
    """Addresses that apt here has the suite from, of both kinds of sources."""
    apt = Path("/etc/apt")
    for file in (apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))):
        for line in file.read_text().splitlines() if file.exists() else ():
            words = [word for word in line.split("#")[0].split() if "=" not in word and word not in {"[", "]"}]
            if len(words) > 3 and words[0] == "deb" and words[2] == SUITE and "main" in words[3:]:
                yield words[1]
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        for block in file.read_text().split("\n\n"):
            said = dict(line.split(":", 1) for line in block.splitlines() if ":" in line and line[0] not in "# ")
            if SUITE in said.get("Suites", "").split() and "main" in said.get("Components", "").split():
                yield from said.get("URIs", "").split()
