"""Tells what is in the package and under which licence, with the place of each text (Debian policy 12.5)."""

from __future__ import annotations

from email.parser import HeaderParser
from pathlib import Path

from linux_packages import interpreter

_LINKED = """\
Inside Python are OpenSSL (Apache License 2.0; its text is among those of cryptography), expat (MIT), mpdecimal (BSD),
HACL* (MIT), and libffi:
"""


def text(root: Path, tree: Path, installed: Path) -> str:
    """The file `copyright`."""
    parts = [_line(info, tree, installed) for info in sorted(interpreter.packages(tree).glob("*.dist-info"))]
    python = interpreter.packages(installed).parent / "LICENSE.txt"
    libffi = (root / "deploy" / "packages" / "linux" / "libffi.txt").read_text()
    return "\n".join(
        [
            "Schoolwacht's agent:\n",
            (root / "LICENSE").read_text(),
            f"What it brings along, in {installed}:\n",
            f"Python {interpreter.VERSION.split('-')[0]}: PSF-2.0; {python}",
            *parts,
            "",
            _LINKED,
            libffi,
        ]
    )


def _line(info: Path, tree: Path, installed: Path) -> str:
    said = HeaderParser().parsestr((info / "METADATA").read_text("utf-8"))
    licence = said["License-Expression"] or said["License"] or "see its text"
    texts = [
        str(installed / path.relative_to(tree))
        for path in sorted(info.rglob("*"))
        if path.is_file() and path.name.upper().startswith(("LICEN", "COPYING", "NOTICE"))
    ]
    return f"{said['Name']} {said['Version']}: {licence.splitlines()[0]}; {', '.join(texts) or 'as above'}"
