"""Packs a payload into an MSI: the same payload gives the same bytes.

    package.py PAYLOAD MSI

Numbers that Windows Installer wants unique are drawn from what they name (RFC 4122, version 5): a component's from its
folder, so that it stays the same in every version; the product's and the package's from the whole content.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from msi.payload import ROOT, release

TEMPLATE = ROOT / "deploy" / "packages" / "msi" / "schoolwacht-agent.wxs"
_OURS = uuid5(NAMESPACE_URL, "schoolwacht-agent.msi")
_1980 = 315_532_800
"""The first moment that a cabinet's time stamps can hold (MS-CAB, 2.3)."""


def pack(payload: Path, msi: Path, moment: int) -> None:
    """Makes the MSI; `moment` is the time of every file in it, in seconds since 1970."""
    files = sorted(path for path in payload.rglob("*") if path.is_file())
    content = hashlib.sha256(TEMPLATE.read_bytes())
    for file in files:
        content.update(f"{file.relative_to(payload).as_posix()}\0".encode() + file.read_bytes())
        os.utime(file, (moment, moment))
    folders, components = _folders(payload, payload)
    source = TEMPLATE.read_text().replace("<!-- PAYLOAD -->", folders)
    source = source.replace("<!-- COMPONENTS -->", "\n".join(f'<ComponentRef Id="{name}" />' for name in components))
    said = {
        "Version": release(),
        "NextVersion": _next(release()),
        "ProductCode": _code("product", content.hexdigest()),
        "PackageCode": _code("package", content.hexdigest()),
        "ServiceGuid": _code("component", "service"),
        "RegistryGuid": _code("component", "registry"),
    }
    with tempfile.TemporaryDirectory() as work:
        wxs = Path(work) / "agent.wxs"
        wxs.write_text(source)
        defined = [word for name, value in said.items() for word in ("-D", f"{name}={value}")]
        # wixl finds files by paths relative to where it runs, and by no others.
        made = Path(work) / "made.msi"
        subprocess.run(["wixl", "--arch", "x64", *defined, "-o", made, wxs], check=True, cwd=payload)
        settle(made, msi, said["PackageCode"], moment)


def settle(made: Path, msi: Path, package_code: str, moment: int) -> None:
    """Writes an MSI again with everything in a fixed order.

    wixl draws a package code and a time by itself, and its order of texts follows from addresses in memory.
    """
    with tempfile.TemporaryDirectory() as work:
        names = sorted(subprocess.check_output(["msiinfo", "tables", made], text=True).split())
        tables = []
        for name in (name for name in names if name != "_ForceCodepage"):  # neutral, as a new database is
            text = subprocess.check_output(["msiinfo", "export", made, name], text=True)
            file = Path(work) / f"{name}.idt"
            file.write_text(_summary(text, package_code, moment) if name == "_SummaryInformation" else _sorted(text))
            tables.append(file)
        cabinet = Path(work) / "agent.cab"
        cabinet.write_bytes(subprocess.check_output(["msiinfo", "extract", made, "agent.cab"]))
        msi.unlink(missing_ok=True)
        subprocess.run(["msibuild", msi.absolute(), "-i", *tables], check=True)
        subprocess.run(["msibuild", msi.absolute(), "-a", "agent.cab", cabinet], check=True)


def _sorted(table: str) -> str:
    """An exported table, its rows in order: three lines of heading, then the rows."""
    lines = table.splitlines()
    return "".join(f"{line}\r\n" for line in [*lines[:3], *sorted(filter(None, lines[3:]))])


def _summary(table: str, package_code: str, moment: int) -> str:
    """The summary with our own number and time: properties 9, 12 and 13 of MS-OLEPS and Windows Installer."""
    time = f"{datetime.fromtimestamp(moment, UTC):%Y/%m/%d %H:%M:%S}"
    ours = {"9": f"{{{package_code}}}", "12": time, "13": time}
    rows = [line.split("\t", 1) for line in table.splitlines() if line]
    return "".join(f"{number}\t{ours.get(number, value)}\r\n" for number, value in rows)


def _folders(payload: Path, folder: Path) -> tuple[str, list[str]]:
    """Elements for what a folder holds, and the names of their components: one for each folder with files in it."""
    inner, components = [], []
    here = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != "python.exe"]
    if here:
        name = _name("c", folder.relative_to(payload))
        components.append(name)
        inner.append(
            f'<Component Id="{name}" Guid="{_code("component", str(folder.relative_to(payload)))}" Win64="yes">'
        )
        for number, file in enumerate(here):
            key = ' KeyPath="yes"' if number == 0 else ""
            source = file.relative_to(payload).as_posix()
            identifier = _name("f", file.relative_to(payload))
            inner.append(
                f"<File Id={quoteattr(identifier)} Name={quoteattr(file.name)} Source={quoteattr(source)}{key} />"
            )
        inner.append("</Component>")
    for sub in (path for path in sorted(folder.iterdir()) if path.is_dir()):
        elements, names = _folders(payload, sub)
        inner += [f"<Directory Id={quoteattr(_name('d', sub.relative_to(payload)))} Name={quoteattr(sub.name)}>"]
        inner += [elements, "</Directory>"]
        components += names
    return "\n".join(inner), components


def _name(kind: str, path: Path) -> str:
    """An identifier: at most 72 letters, digits, full stops and underscores."""
    return f"{kind}_{hashlib.sha256(path.as_posix().encode()).hexdigest()[:20]}"


def _next(version: str) -> str:
    first, second, third = version.split(".")
    return f"{first}.{second}.{int(third) + 1}"


def _code(*parts: str) -> str:
    return str(uuid5(_OURS, "/".join(parts))).upper()


def when() -> int:
    """SOURCE_DATE_EPOCH (reproducible-builds.org), else the moment of the last commit."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is None:
        done = subprocess.run(
            ["git", "-C", ROOT, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
        )
        said = done.stdout.strip()
    return max(_1980, int(said or 0))


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]), when())
