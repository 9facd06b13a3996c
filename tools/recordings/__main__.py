"""`make recordings DIR=...`: every reader over any folder laid out like the recordings, counted per kind.

With JSON=1 a list of objects; with WHY=1 also each file that was not understood, and why.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from recordings.kind import Verdict
from recordings.reading import Read, Sum, load, read_folder, sums

USAGE = 64


def main(arguments: list[str]) -> int:
    """Prints the counts."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Say which folder: make recordings DIR=path/to/recordings", file=sys.stderr)
        return USAGE
    read = list(read_folder(Path(arguments[0]), load()))
    found = sums(read)
    if os.environ.get("JSON"):
        print(json.dumps([_for_programs(one) for one in found], indent=1))
        return 0
    print(f"{'kind':<22}{'files':>7}{'understood':>12}{'partly':>8}{'not':>6}{'rows':>9}")
    for one in [*found, _all(found)]:
        print(f"{one.kind:<22}{one.files:>7}{one.understood:>12}{one.partly:>8}{one.not_understood:>6}{one.rows:>9}")
    if os.environ.get("WHY"):
        _explain(read)
    return 0


def _for_programs(one: Sum) -> dict[str, object]:
    return {
        "kind": one.kind,
        "files": one.files,
        "understood": one.understood,
        "partly": one.partly,
        "not": one.not_understood,
        "rows": one.rows,
    }


def _all(found: list[Sum]) -> Sum:
    columns = zip(*((s.files, s.understood, s.partly, s.not_understood, s.rows) for s in found), strict=True)
    return Sum("all", *(sum(column) for column in columns)) if found else Sum("all", 0, 0, 0, 0, 0)


def _explain(read: list[Read]) -> None:
    for one in read:
        if one.outcome.verdict is not Verdict.UNDERSTOOD:
            print(f"\n{one.path} ({one.kind}): {one.outcome.verdict}")
            for gap in one.outcome.gaps[:20]:
                print(f"  - {gap}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
