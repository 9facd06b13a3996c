"""Writes the Grafana boards, in Dutch and in English: `python dashboards/generate.py [FOLDER]`, FOLDER being this one.

The boards are made with Grafana's own SDK and committed, so that a school needs neither Python nor the SDK to use them.
"""

# ruff: noqa: INP001 - run as a script from its own folder, not a package

from __future__ import annotations

import json
import sys
from pathlib import Path

from board_overview import overview
from board_words import LANGUAGES
from grafana_foundation_sdk.cog.encoder import JSONEncoder

BOARDS = {"overview": overview}


def main(folder: Path) -> None:
    """Writes every board in every language below a folder."""
    for language, say in LANGUAGES.items():
        (folder / language).mkdir(parents=True, exist_ok=True)
        for name, board in BOARDS.items():
            text = json.dumps(board(language, say), cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False)
            (folder / language / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
