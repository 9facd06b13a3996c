"""The file of a back-up: a tar.gz that begins with a manifest of names, sizes and hashes.

Any tool can open it; only what its manifest says is ever taken out of it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
_SPEED = 1
"""Of gzip: databases shrink to a third already, and a school's machine has better things to do at night."""
_LARGEST_MANIFEST = 4 * 2**20
_CHUNK = 1 << 20
_OWNER_ONLY = 0o600


class BadArchive(Exception):  # noqa: N818 - a state of the file
    """The file is not a back-up that can be trusted; the message says why."""


class CannotUnpack(Exception):  # noqa: N818 - a state of the folder
    """The file may be sound, but the folder cannot take what is in it; the message says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up is of."""

    format: int
    version: str
    created_at: str
    revision: str
    series: str
    devices: int
    members: tuple[Member, ...]

    @classmethod
    def parse(cls, content: bytes) -> Manifest:
        """Reads the manifest. Raises BadArchive."""
        try:
            said: dict[str, Any] = json.loads(content)
            members = tuple(Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in said.pop("members"))
            manifest = cls(members=members, **said)
        except (ValueError, TypeError, KeyError) as flaw:
            raise BadArchive("its manifest cannot be read; this is no back-up of Schoolwacht") from flaw
        if manifest.format != FORMAT:
            raise BadArchive(f"it was made in format {manifest.format}; install the version that made it")
        for member in members:
            path = PurePosixPath(member.name)
            if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in member.name or "\0" in member.name:
                raise BadArchive(f"it names a file outside of the home: {member.name!r}")
        if len({member.name for member in members}) != len(members):
            raise BadArchive("it names a file twice")
        return manifest

    def to_bytes(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=1).encode()


def hashed(path: Path, name: str) -> Member:
    """A file with its size and hash."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(name, file.tell(), digest)


def write(target: IO[bytes], manifest: Manifest, files: Sequence[tuple[str, Path]]) -> None:
    """Writes the archive. The files must be as the manifest says, and stay so meanwhile."""
    with (
        gzip.GzipFile(fileobj=target, mode="wb", compresslevel=_SPEED, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        content = manifest.to_bytes()
        tar.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        for name, path in files:
            with path.open("rb") as file:
                tar.addfile(_entry(name, path.stat().st_size), file)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, _OWNER_ONLY
    return entry


def check(path: Path) -> Manifest:
    """Reads the whole archive and compares it with its manifest. Raises BadArchive."""
    manifest, contents = _opened(path)
    for _ in contents:
        continue
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Only what the archive says of itself. Raises BadArchive."""
    return _opened(path)[0]


def unpack(path: Path, folder: Path) -> Manifest:
    """Puts every file of a sound archive in an empty folder, durably.

    Raises BadArchive or CannotUnpack; then the folder is worth nothing.
    """
    manifest, contents = _opened(path, folder)
    for _ in contents:
        continue
    return manifest


def _opened(path: Path, folder: Path | None = None) -> tuple[Manifest, Iterator[Member]]:
    contents = _read(path, folder)
    manifest = next(contents)
    if not isinstance(manifest, Manifest):
        raise TypeError("the manifest comes first")
    return manifest, (member for member in contents if isinstance(member, Member))


def _read(path: Path, folder: Path | None) -> Iterator[Manifest | Member]:
    """The manifest, then every member once it was compared (and written)."""
    try:
        with tarfile.open(path, mode="r|gz") as tar:
            entries = iter(tar)
            manifest = _manifest(tar, next(entries, None))
            yield manifest
            waiting = {member.name: member for member in manifest.members}
            for entry in entries:
                member = waiting.pop(entry.name, None)
                if member is None or not entry.isreg() or entry.size != member.size:
                    raise BadArchive(f"{entry.name!r} is not what the manifest says")
                _take(tar, entry, member, folder)
                yield member
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, OSError) as flaw:
        if isinstance(flaw, OSError) and flaw.errno is not None:
            raise BadArchive(f"{path} cannot be read: {flaw.strerror}") from flaw
        raise BadArchive(f"{path} is cut off or damaged ({flaw})") from flaw
    if waiting:
        raise BadArchive(f"{path} is cut off: {len(waiting)} files are missing")


def _manifest(tar: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Manifest:
    if entry is None or entry.name != MANIFEST or not entry.isreg() or entry.size > _LARGEST_MANIFEST:
        raise BadArchive("it does not begin with a manifest; this is no back-up of Schoolwacht")
    file = tar.extractfile(entry)
    return Manifest.parse(file.read() if file is not None else b"")


def _take(tar: tarfile.TarFile, entry: tarfile.TarInfo, member: Member, folder: Path | None) -> None:
    file = tar.extractfile(entry)
    if file is None:
        raise BadArchive(f"{entry.name!r} has no content")
    digest = hashlib.sha256()
    chunks = iter(lambda: file.read(_CHUNK), b"")
    if folder is None:
        for chunk in chunks:
            digest.update(chunk)
    else:
        with _new_file(folder.joinpath(*PurePosixPath(member.name).parts)) as sink:
            for chunk in chunks:
                digest.update(chunk)
                _put(sink, chunk)
            os.fsync(sink.fileno())
    if digest.hexdigest() != member.sha256:
        raise BadArchive(f"{entry.name!r} was changed or damaged after it was written")


def _new_file(target: Path) -> IO[bytes]:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.touch(mode=_OWNER_ONLY, exist_ok=False)
        return target.open("wb", buffering=0)
    except OSError as flaw:
        raise CannotUnpack(f"{target} cannot be made: {flaw.strerror}") from flaw


def _put(sink: IO[bytes], chunk: bytes) -> None:
    """Writes all of it. Reading and writing fail alike, and only here it is known which it was."""
    left = memoryview(chunk)
    try:
        while left:
            left = left[sink.write(left) :]
    except OSError as flaw:
        raise CannotUnpack(f"{sink.name} cannot be written: {flaw.strerror}") from flaw
