"""Recordings of machines that are not here, read in place; see CONTRIBUTING.md."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest


def recordings(*folders: str, starts: str = "") -> list[Path]:
    """Every recording in these folders whose name begins so; skips where nobody has any."""
    if not (root := os.environ.get("SCHOOLWACHT_RECORDINGS")):
        pytest.skip("SCHOOLWACHT_RECORDINGS does not name the folder of recordings")
    found = [file for folder in folders for file in sorted((Path(root) / folder).rglob("*")) if file.is_file()]
    return [file for file in found if file.name.startswith(starts)]


def tell(kind: str, files: list[Path], judge: Callable[[str], str]) -> Counter[str]:
    """What became of each recording, counted and printed: `understood`, or the code of a reason."""
    counts = Counter(judge(file.read_text("utf-8", errors="replace")) for file in files)
    print(f"{kind}: {len(files)} recordings, {dict(counts)}")  # noqa: T201 - figures that somebody wants to see
    return counts
