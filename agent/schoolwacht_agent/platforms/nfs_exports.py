"""How many folders a Linux computer exports by NFS: exports(5). Paths and names of computers stay here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import listed, text

if TYPE_CHECKING:
    from pathlib import Path


def count(content: str) -> int:
    """Lines that begin with a path; a line that ends in a backslash goes on in the next."""
    lines = (line.strip() for line in content.replace("\\\n", " ").splitlines())
    return sum(1 for line in lines if line.startswith(("/", '"/')))


def look(root: Path) -> int | None:
    """The exports of this machine; None where no NFS server is set up. Raises NotReadable."""
    files = [root / "etc/exports", *listed(root / "etc/exports.d", "*.exports")]
    contents = [content for file in files if (content := text(file)) is not None]
    return sum(map(count, contents)) if contents else None
