"""What a parser is to the fuzzer: bytes go in, and nothing but its own documented errors may come out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1] / "agent" / "platforms"
_SHORTEST = 3
_LONGEST = 16 << 10
_MOST_SEEDS = 200


@dataclass(frozen=True, slots=True)
class Parser:
    """`read` gets anything; `refuses` are the errors that its docstring names; `tests` hold the data to begin from."""

    name: str
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = ()
    tests: str = ""

    def seeds(self) -> list[bytes]:
        """The data that the tests of this parser made up, whatever its form."""
        found: dict[bytes, None] = {b"": None}
        for file in self._files():
            for seed in _constants(file):
                found.setdefault(seed)
        return list(found)[:_MOST_SEEDS]

    def _files(self) -> Iterable[Path]:
        *folder, stem = (self.tests or self.name.partition(":")[0]).split(".")
        place = _TESTS.joinpath(*folder)
        return sorted(place.glob("*.py")) if stem == "*" else [place / f"test_{stem}.py"]


def _constants(file: Path) -> Iterator[bytes]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            data = node.value if isinstance(node.value, bytes) else node.value.encode("utf-8", errors="surrogatepass")
            if _SHORTEST <= len(data) <= _LONGEST:
                yield data


def text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    """Of a parser that takes text, which thin input decodes so."""
    return lambda data: used(parse(data.decode("utf-8", errors="replace")))


def lines(parse: Callable[[list[str]], object]) -> Callable[[bytes], object]:
    """Of a parser that takes the lines of a file."""
    return text(lambda said: parse(said.splitlines(keepends=True)))


def raw(parse: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Of a parser that takes bytes."""
    return lambda data: used(parse(data))


def used(made: object) -> object:
    """What a generator holds back comes out too."""
    return list(made) if isinstance(made, Iterator) else made
