"""What `make run` says on a machine that lacks something: one sentence that tells what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a clone as the installing script looks at."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "install.sh", tmp_path / "tools")
    return tmp_path


def python_that(clone: Path, fails_on: str) -> Path:
    """A Python that is too old, or lacks a part: it fails whenever its arguments hold a word."""
    made = clone / "python"
    made.write_text(f'#!/bin/sh\ncase "$*" in *{fails_on}*) exit 1;; -V) echo Python 3.9.2;; esac\nexit 0\n')
    made.chmod(0o755)
    return made


def reachable(clone: Path) -> None:
    """Lets somebody else than root into the folders of this test."""
    clone.chmod(0o755)
    for part in clone.parents:
        if os.geteuid() == 0 and part.name.startswith(("pytest-", "popen-")):
            part.chmod(part.stat().st_mode | 0o011)


def install(clone: Path, python: str | Path, *, as_somebody: bool = False) -> subprocess.CompletedProcess[str]:
    words = [clone / "tools" / "install.sh", python, "requirements/collector.txt"]
    bound = ["setpriv", "--reuid=65534", "--clear-groups", "--"] if as_somebody and os.geteuid() == 0 else []
    return subprocess.run([*bound, *words], capture_output=True, text=True, check=False, timeout=30)


def test_no_python_is_told(clone: Path) -> None:
    done = install(clone, "python-that-is-not-there")
    assert done.returncode == 69
    assert "install Python 3.11 or newer" in done.stderr


def test_an_old_python_is_told_with_the_way_to_name_another(clone: Path) -> None:
    done = install(clone, python_that(clone, "version_info"))
    assert done.returncode == 69
    assert "Python 3.11 or newer is needed, this is 3.9.2" in done.stderr
    assert "make run PYTHON=" in done.stderr


def test_a_python_without_venv_is_told_with_the_package_that_has_it(clone: Path) -> None:
    reachable(clone)
    done = install(clone, python_that(clone, "ensurepip"), as_somebody=True)
    assert done.returncode == 69, done.stderr
    assert "apt install python3-venv" in done.stderr


def test_a_folder_that_cannot_be_written_is_told(clone: Path) -> None:
    reachable(clone)
    clone.chmod(0o555)
    done = install(clone, python_that(clone, "never"), as_somebody=True)
    assert done.returncode == 77, done.stderr
    assert "somewhere you own" in done.stderr
    clone.chmod(0o755)
