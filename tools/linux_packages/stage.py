"""Makes everything that goes into the deb and the rpm, laid out as on the machine.

    python -m linux_packages.stage FOLDER EPOCH

Unit, settings, group and folders come out of the agent's own code, so that a package never says something else.
Bytecode is compiled here and never checked against its source (PEP 552): the bytes do not depend on any time, and the
agent, which may write nothing there, starts quickly. EPOCH, in seconds, becomes the time of every file.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from msi.payload import BUILD_TOOLS, release

from linux_packages import interpreter, licences
from schoolwacht_agent import config, home
from schoolwacht_agent.drop_folder import GROUP
from schoolwacht_agent.service import first_token, systemd, unit
from schoolwacht_agent.settings import DEFAULTS

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "deploy" / "packages" / "linux"
TREE = Path("/usr/lib/schoolwacht-agent")
COMMAND = Path("/usr/bin/schoolwacht-agent")
PLATFORMS = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""Wheels that run on what the interpreter runs on."""


def make(stage: Path) -> None:
    """Fills an empty folder."""
    tree = _in(stage, TREE)
    with tempfile.TemporaryDirectory() as work:
        program = interpreter.unpack(tree, Path(work))
        _wheels(interpreter.packages(tree), Path(work))
    _agent(interpreter.packages(tree))
    _compile(program, tree)
    inside = f"{TREE / program.relative_to(tree)} -I -m schoolwacht_agent"
    _write(_in(stage, COMMAND), f'#!/bin/sh\nexec {inside} "$@"\n', 0o755)
    _write(_in(stage, Path("/usr/lib/systemd/system") / unit.NAME), unit.text([str(COMMAND)], home.system_home()))
    _write(_in(stage, home.system_file()), DEFAULTS.rstrip() + "\n")
    _write(_in(stage, Path("/usr/share/doc/schoolwacht-agent/copyright")), licences.text(ROOT, tree, TREE))
    for script in sorted(RECIPE.glob("*.sh")):
        _write(stage / "scripts" / script.name, filled_in(script.read_text()), 0o755)


def filled_in(script: str) -> str:
    """A script with names and steps as `service install` has them."""
    make_group, make_drop_folder = (step.command for step in systemd.installing(*_places())[:2])
    words = {
        "HOME": shlex.quote(str(home.system_home())),
        "UNIT": shlex.quote(unit.NAME),
        "UNIT_FOLDER": str(unit.FOLDER),
        "TREE": str(TREE),
        "TOKEN_FILE": first_token.FILE,
        "GROUP": GROUP,
        "MAKE_GROUP": shlex.join(make_group),
        "MAKE_DROP_FOLDER": shlex.join(make_drop_folder),
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: words[found[1]], script)


def _places() -> tuple[Path, Path]:
    """The agent's home, and the folder for reports of back-ups, where nobody set anything."""
    nothing_set = config.load({"home": str(home.system_home())}, {"SCHOOLWACHT_AGENT_CONFIG": os.devnull}).settings
    return nothing_set.home, nothing_set.drop_folder


def _in(stage: Path, place: Path) -> Path:
    return stage / place.relative_to("/")


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def _wheels(folder: Path, work: Path) -> None:
    """Unpacks the wheels of the lock, each checked against its hash."""
    wanted = work / "wanted.txt"
    entries = re.split(r"(?m)^(?=\S)", (ROOT / "requirements" / "agent.txt").read_text())
    wanted.write_text("".join(entry for entry in entries if entry.partition("==")[0] not in BUILD_TOOLS))
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
         "--no-compile", "--no-deps", "--require-hashes", "--only-binary=:all:", *platforms,
         "--python-version", interpreter.TAG, "--implementation", "cp", "--target", folder, "-r", wanted],
        check=True,
    )  # fmt: skip
    for record in folder.glob("*.dist-info/*"):
        if record.name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}:
            record.unlink()  # pip's own notes: nobody removes single packages here
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _agent(folder: Path) -> None:
    """The agent itself, and as much of a distribution as tells its version."""
    for package in (ROOT / "agent" / "schoolwacht_agent", ROOT / "protos" / "schoolwacht_protos"):
        ignored = shutil.ignore_patterns("__pycache__", "*.pyi", "*.proto")
        shutil.copytree(package, folder / package.name, ignore=ignored)
    info = folder / f"schoolwacht-{release()}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: schoolwacht\nVersion: {release()}\nLicense: MIT\n")


def _compile(program: Path, tree: Path) -> None:
    """By the Python that will read it; names in it are those on the machine."""
    subprocess.run(
        [program, "-I", "-B", "-m", "compileall", "-q", "-f", "-j", "1", "--invalidation-mode", "unchecked-hash",
         "-s", tree, "-p", TREE, tree / "lib"],
        check=True,
        env={"PATH": os.defpath, "PYTHONHASHSEED": "0"},
    )  # fmt: skip


def settle(stage: Path, epoch: int) -> None:
    """The same rights and the same time for every file, whoever built it and when."""
    for path in (stage, *stage.rglob("*")):
        runs = path.is_dir() or path.parent.name in {"bin", "scripts"}
        path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    settle(Path(sys.argv[1]), int(sys.argv[2]))
