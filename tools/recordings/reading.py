"""Runs every reader over a folder of recordings, and says what became of each file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recordings import kinds
from recordings.kind import Kind, Outcome, Verdict

HEAD = 4096
MOST_BYTES = 64 << 20
NO_READER = "no_reader"
_ABOUT = ("readme", "license", "licence", "copying", "authors", "changes")


@dataclass(frozen=True, slots=True)
class Read:
    """One recording and what a reader made of it."""

    path: str
    kind: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Sum:
    """All recordings of one kind."""

    kind: str
    files: int
    understood: int
    partly: int
    not_understood: int
    rows: int


def load() -> list[Kind]:
    """Every kind, the longest names first: `registry_software` is asked before `registry`."""
    names = sorted(info.name for info in pkgutil.iter_modules(kinds.__path__))
    found = [importlib.import_module(f"{kinds.__name__}.{name}").KIND for name in names]
    return sorted(found, key=lambda kind: (-len(kind.name), kind.name))


def read_folder(folder: Path, known: Sequence[Kind]) -> Iterator[Read]:
    """What became of each file in the folder, in the order of their paths."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and not file.name.startswith(".") and not file.name.casefold().startswith(_ABOUT):
            yield _read(file, path, known)


def sums(read: Sequence[Read]) -> list[Sum]:
    """The counts of each kind."""
    found = []
    for kind in sorted({one.kind for one in read}):
        of_it = [one.outcome for one in read if one.kind == kind]
        verdicts = [outcome.verdict for outcome in of_it]
        found.append(
            Sum(
                kind,
                len(of_it),
                verdicts.count(Verdict.UNDERSTOOD),
                verdicts.count(Verdict.PARTLY),
                verdicts.count(Verdict.NOT),
                sum(outcome.rows for outcome in of_it),
            )
        )
    return found


def _read(file: Path, path: str, known: Sequence[Kind]) -> Read:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        return Read(path, NO_READER, Outcome(0, gaps=(f"cannot be opened: {error.strerror}",)))
    kind = next((kind for kind in known if kind.belongs(path, content[:HEAD])), None)
    if kind is None:
        return Read(path, NO_READER, Outcome(0, gaps=("no reader knows this kind of file",)))
    if len(content) > MOST_BYTES:
        return Read(path, kind.name, Outcome(0, gaps=(f"larger than {MOST_BYTES >> 20} MiB",)))
    try:
        outcome = kind.read(content, path)
    except Exception as error:  # noqa: BLE001 - one reader that fails must not hide what the others understand
        outcome = Outcome(0, gaps=(f"the reader failed: {type(error).__name__}: {error}",))
    return Read(path, kind.name, outcome)
