from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

NOBODY = 65534

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else"),
]


def as_owner(home: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Becomes the owner, and writes a file as whoever it is then."""
    lines = [
        "import os, sys; from pathlib import Path; from schoolwacht_collector.cli import owner",
        f"home = Path({str(home)!r})",
        *before,
        "owner.act_as_owner(home)",
        "(home / 'made').write_text('x')",
        "print(os.getuid(), os.getgid(), os.geteuid(), os.getgroups())",
    ]
    return subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of nobody's, in a place that everybody may enter; pytest's own folders are root's."""
    with TemporaryDirectory() as made:
        os.chown(made, NOBODY, NOBODY)
        yield Path(made)


def test_root_becomes_the_owner_of_the_home_for_good(home: Path) -> None:
    done = as_owner(home, "owner._reads_this_program = lambda: True")
    assert done.stdout.split()[:3] == [str(NOBODY)] * 3, done.stderr
    assert "[0" not in done.stdout
    assert (home / "made").stat().st_uid == NOBODY


def test_a_user_who_cannot_read_the_program_is_told_and_nothing_is_made(home: Path) -> None:
    done = as_owner(home, "owner._reads_this_program = lambda: False")
    assert "cannot read" in done.stderr
    assert not (home / "made").exists()


def test_a_home_of_root_or_none_at_all_changes_nothing(tmp_path: Path) -> None:
    assert as_owner(tmp_path).stdout.startswith("0 0 0")
    assert "schoolwacht_collector" not in as_owner(tmp_path / "none").stdout
