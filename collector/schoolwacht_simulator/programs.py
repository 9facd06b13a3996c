"""What is installed where: lists that differ by use, by building, and by the day on which a machine last updated.

Names and publishers are written as the systems write them, so that the collector's list of paid titles knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schoolwacht_simulator.chance import made_up_uuid, share, whole


@dataclass(frozen=True, slots=True)
class Program:
    """A program, its versions from old to new, and the paid title it is, if it is one.

    `odds` is the share of machines that have it. The last version comes during the story when `moves`.
    """

    name: str
    publisher: str
    versions: tuple[str, ...]
    megabytes: int
    title: str = ""
    odds: float = 1.0
    moves: bool = False
    section: str = ""


WINDOWS = (
    Program("Mozilla Firefox ESR (x64 nl)", "Mozilla", ("128.14.0", "140.3.1", "140.4.0"), 228, moves=True),
    Program("Google Chrome", "Google LLC", ("140.0.7339.208", "141.0.7390.55", "141.0.7390.108"), 0, moves=True),
    Program("Microsoft Edge", "Microsoft Corporation", ("140.0.3485.94", "141.0.3537.71"), 0, moves=True),
    Program("Microsoft Edge WebView2 Runtime", "Microsoft Corporation", ("140.0.3485.94", "141.0.3537.71"), 0),
    Program("VLC media player", "VideoLAN", ("3.0.18", "3.0.20", "3.0.21"), 180),
    Program("7-Zip 24.09 (x64)", "Igor Pavlov", ("24.09",), 6),
    Program("LibreOffice 24.8.6.2", "The Document Foundation", ("24.8.6.2",), 890, odds=0.6),
    Program("Notepad++ (64-bit x64)", "Notepad++ Team", ("8.6.9", "8.7.5"), 14, odds=0.5),
    Program("GeoGebra Classic", "International GeoGebra Institute", ("6.0.848", "6.0.889"), 310, odds=0.7),
    Program("Adobe Acrobat Reader (64-bit)", "Adobe", ("24.005.20320", "25.001.20577"), 720, odds=0.8),
    Program("Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.42.34438", "Microsoft Corporation",
            ("14.42.34438.0",), 22),
    Program("Intel(R) Graphics Driver", "Intel Corporation", ("31.0.101.2137", "32.0.101.6881"), 60, odds=0.8),
    Program("Realtek High Definition Audio Driver", "Realtek Semiconductor Corp.", ("6.0.9517.1",), 30, odds=0.7),
    Program("Microsoft Update Health Tools", "Microsoft Corporation", ("5.72.0.0",), 1),
    Program("Schoolwacht agent", "Schoolwacht", ("0.1.0",), 48),
)  # fmt: skip
_OFFICE_365 = Program(
    "Microsoft 365 Apps for enterprise - nl-nl", "Microsoft Corporation", ("16.0.18526.20672", "16.0.19127.20264"),
    3400, "Microsoft 365 Apps", moves=True,
)  # fmt: skip
_OFFICE_LTSC = Program(
    "Microsoft Office LTSC Standard 2021 - nl-nl", "Microsoft Corporation", ("16.0.14334.20296",), 3100,
    "Microsoft Office",
)  # fmt: skip
GROUPS: dict[str, tuple[Program, ...]] = {
    "lab": (
        Program("Scratch 3", "Massachusetts Institute of Technology", ("3.29.1", "3.30.5"), 260),
        Program("Python 3.12.8 (64-bit)", "Python Software Foundation", ("3.12.8150.0",), 110, odds=0.8),
        Program("Microsoft Visual Studio Code", "Microsoft Corporation", ("1.96.4", "1.104.2"), 380, odds=0.8,
                moves=True),
        Program("Inkscape 1.3.2", "Inkscape", ("1.3.2",), 420, odds=0.6),
        Program("GIMP 2.10.38", "The GIMP Team", ("2.10.38",), 1100),
        Program("Audacity 3.7.1", "Audacity Team", ("3.7.1",), 70, odds=0.6),
        Program("Arduino IDE", "Arduino SA", ("2.3.4", "2.3.6"), 560, odds=0.5),
    ),
    "media": (Program("Adobe Photoshop 2025", "Adobe Inc.", ("26.0.0.26", "26.4.1.194"), 3900, "Adobe Photoshop"),),
    "cad": (
        Program("AutoCAD 2025 - Nederlands (Dutch)", "Autodesk, Inc.", ("25.0.58.0", "25.0.154.0"), 3200, "AutoCAD"),
        Program("Autodesk Inventor Professional 2025", "Autodesk, Inc.", ("29.0.15900", "29.20.25200"), 9800,
                "Autodesk Inventor"),
        Program("SketchUp 2024", "Trimble, Inc.", ("24.0.594", "24.0.598"), 1500, "SketchUp Pro"),
        Program("UltiMaker Cura 5.8.1", "UltiMaker B.V.", ("5.8.1",), 900),
    ),
    "workshop": (
        Program("SketchUp 2024", "Trimble, Inc.", ("24.0.594",), 1500, "SketchUp Pro"),
        Program("LightBurn", "LightBurn Software LLC", ("1.7.06",), 210),
    ),
    "office": (
        Program("PDFsam Basic", "Sober Lemur S.r.l.", ("5.3.1.0",), 180, odds=0.5),
        Program("Belgium e-ID middleware 5.1.24 (build 6275)", "Belgian Government", ("5.1.6275",), 24),
        Program("Belgium e-ID viewer 5.1.23 (build 6247)", "Belgian Government", ("5.1.6247",), 12, odds=0.8),
    ),
    "accounts": (Program("Sage BOB 50", "Sage", ("7.0.2", "7.1.0"), 640, "Sage BOB 50"),),
    "remote": (Program("TeamViewer", "TeamViewer", ("15.62.4",), 150, "TeamViewer"),),
    "board": (
        Program("SMART Notebook", "SMART Technologies ULC", ("22.1.1432.0", "24.0.1021.0"), 1300,
                "SMART Learning Suite"),
        Program("ActivInspire", "Promethean", ("2.26.81320",), 700, odds=0.3),
    ),
    "maths": (Program("TI-SmartView CE", "Texas Instruments Inc.", ("5.8.0.136",), 240, "TI-SmartView"),),
    "care": (Program("Kurzweil 3000", "Kurzweil Education", ("20.12", "22.05"), 900, "Kurzweil 3000", odds=0.75),),
    "archive": (Program("WinRAR 6.24 (64-bit)", "win.rar GmbH", ("6.24.0",), 10, "WinRAR"),),
    "craft": (Program("Minecraft Education", "Microsoft Studios", ("1.21.91.0", "1.21.110.0"), 850,
                      "Minecraft Education", odds=0.9),),
    "m365": (_OFFICE_365,),
    "ltsc": (_OFFICE_LTSC,),
}  # fmt: skip
MAC = (
    Program("Safari", "Apple", ("18.6",), 28),
    Program("GarageBand", "Apple", ("10.4.12",), 1100),
    Program("MuseScore 4", "MuseScore Ltd", ("4.5.2", "4.6.0"), 640, moves=True),
    Program("Sibelius Ultimate 2024", "Avid Technology, Inc.", ("2024.6.0", "2024.10.1"), 1900, "Sibelius"),
    Program("Firefox", "Mozilla", ("140.3.1", "140.4.0"), 400, moves=True),
    Program("VLC", "VideoLAN", ("3.0.21",), 130),
    Program("Microsoft Word", "Microsoft Corporation", ("16.101",), 2300),
)


def _packages(origin: str, text: str) -> tuple[Program, ...]:
    """Linux packages out of lines `name version[>newer] megabytes section`."""
    found = []
    for line in text.strip().splitlines():
        name, versions, megabytes, section = line.split()
        several = tuple(versions.split(">"))
        found.append(Program(name, origin, several, int(megabytes), moves=len(several) > 1, section=section))
    return tuple(found)


DEBIAN = _packages("Debian", """
apt 2.6.1 4 admin
base-files 12.4+deb12u12 1 admin
bash 5.2.15-2+b9 7 shells
borgbackup 1.2.4-1 4 utils
coreutils 9.1-1 18 utils
cron 3.0pl1-162 1 admin
cups 2.4.2-3+deb12u8>2.4.2-3+deb12u9 2 net
dnsmasq 2.90-4~deb12u1 1 net
linux-image-6.1.0-37-amd64 6.1.140-1 390 kernel
nginx 1.22.1-9+deb12u2>1.22.1-9+deb12u3 1 httpd
openssh-server 1:9.2p1-2+deb12u6>1:9.2p1-2+deb12u7 2 net
openssl 3.0.17-1~deb12u2>3.0.17-1~deb12u3 3 utils
postgresql-15 15.13-0+deb12u1>15.14-0+deb12u1 58 database
python3.11 3.11.2-6+deb12u6 1 python
rsync 3.2.7-1+deb12u2 1 net
samba 2:4.17.12+dfsg-0+deb12u1>2:4.17.12+dfsg-0+deb12u2 4 net
smartmontools 7.3-1+b1 2 utils
sudo 1.9.13p3-1+deb12u2 6 admin
systemd 252.38-1~deb12u1 11 admin
unattended-upgrades 2.9.1+nmu3 1 admin
""")  # fmt: skip
UBUNTU = _packages("Ubuntu", """
arduino-core-avr 1.8.6+dfsg1-1 18 electronics
bash 5.2.21-2ubuntu4 7 shells
code 1.104.2-1758714342>1.105.1-1760482543 420 devel
firefox-esr 140.3.1esr+build1-0ubuntu0.24.04.1~mt1>140.4.0esr+build1-0ubuntu0.24.04.1~mt1 240 web
fritzing 0.9.6+dfsg-4 90 electronics
gcc-13 13.3.0-6ubuntu2~24.04 52 devel
geany 2.0-1build2 9 devel
gimp 2.10.36-3ubuntu0.24.04.1 19 graphics
git 1:2.43.0-1ubuntu7.3 25 vcs
gnome-shell 46.0-0ubuntu6~24.04.10 11 gnome
inkscape 1.2.2-2ubuntu12 95 graphics
kicad 7.0.11+dfsg-1build4 60 electronics
libreoffice-writer 4:24.2.7-0ubuntu0.24.04.4 44 editors
linux-image-6.8.0-79-generic 6.8.0-79.79 15 kernel
openscad 2021.01-6build4 6 graphics
openssl 3.0.13-0ubuntu3.5>3.0.13-0ubuntu3.6 2 utils
python3.12 3.12.3-1ubuntu0.8 1 python
thonny 4.1.4-1 6 devel
vlc 3.0.20-3build6 1 video
wireshark 4.2.2-1.1build3 9 net
""")  # fmt: skip

NAMED = {"windows": WINDOWS, "macos": MAC, "debian": DEBIAN, "ubuntu": UBUNTU}
SOURCES = {"windows": "uninstall", "macos": "applications", "debian": "dpkg", "ubuntu": "dpkg"}
_BESIDE_THE_NAME = re.compile(r"\s*\([^)]*\)|\s+-\s+[a-z]{2}-[a-z]{2}$|(\s+-)?\s+v?\d+(\.\d+)+")
_PERSONAL = frozenset({"Arduino IDE"})
"""Programs that put themselves in the folder of whoever installs them."""


def installed_on(key: str, system: str, groups: Iterable[str]) -> tuple[Program, ...]:
    """The programs of one machine: what its system brings, and those of its groups that it happens to have."""
    wanted = [*NAMED[system]]
    if system == "windows":
        wanted += [program for group in groups for program in GROUPS[group]]
    kept = {program.name: program for program in wanted if share(key, "has", program.name) < program.odds}
    return tuple(kept.values())


def version_on(program: Program, key: str, building: str, day: date, begins: date) -> str:
    """Which version this machine has on a day. A building is installed together, so it is usually at one version."""
    versions = program.versions
    settled = versions[:-1] if program.moves and len(versions) > 1 else versions
    place = whole(0, len(settled) - 1, building, program.name)
    if len(settled) > 1 and share(key, "odd one out", program.name) < 0.12:  # noqa: PLR2004 - one in eight
        place = (place + 1) % len(settled)
    if program.moves and (day - begins).days >= whole(2, 9, key, "moves", program.name):
        return versions[-1]
    return settled[place]


def ordered(version: str) -> str:
    """A version as text that sorts as versions do: each number with its length before it."""
    plain = [digits.lstrip("0") for digits in re.findall(r"\d+", version)]
    return "".join(f"N{len(digits)}{digits}" for digits in plain)


def rows(
    programs: Iterable[Program], key: str, building: str, system: str, days: tuple[date, date]
) -> Iterator[Mapping[str, str | int | None]]:
    """Rows of the table `software`; `days` are the day itself and the first one."""
    architecture = {"windows": "x64", "macos": "arm64"}.get(system, "amd64")
    for program in programs:
        version = version_on(program, key, building, *days)
        plain = _BESIDE_THE_NAME.sub("", program.name)
        yield {
            "source": SOURCES[system], "name": program.name, "version": version, "architecture": architecture,
            "publisher": program.publisher or None, "size_bytes": program.megabytes * 1_000_000 or None,
            "section": program.section or None, "title": plain if plain != program.name else None,
            "ordered_version": ordered(version), "kind": "package" if program.section else _kind(program.name),
            "scope": "user" if program.name in _PERSONAL else "machine",
            "installed_on": _installed(program, version, key, days[1]).isoformat(),
            "upgrade_code": f"{{{made_up_uuid(program.name).upper()}}}" if system == "windows" else None,
        }  # fmt: skip


def _kind(name: str) -> str:
    if name.endswith("Driver"):
        return "driver"
    return "component" if "Runtime" in name or "Redistributable" in name else "application"


def _installed(program: Program, version: str, key: str, begins: date) -> date:
    """The day on which this version came: during the story when it moved, else some time before."""
    moved = program.moves and version == program.versions[-1]
    ahead = whole(2, 9, key, "moves", program.name) if moved else -whole(20, 420, key, "installed", program.name)
    return begins + timedelta(days=ahead)
