"""The installer for Windows: what it says in its tables, what lies in it, and that it can be made again."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from msi import package, payload
from msi.forwarders import exported, forwarding

NEEDED = ("wixl", "msibuild", "msiinfo", "msiextract")
LACKING = [name for name in NEEDED if shutil.which(name) is None]
builds = pytest.mark.skipif(bool(LACKING), reason=f"install wixl and msitools to pack an MSI: {', '.join(LACKING)}")
MOMENT = 1_700_000_000


@pytest.fixture(scope="module", name="folder")
def small_payload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few files in the places of many."""
    folder = tmp_path_factory.mktemp("payload")
    (folder / "Lib" / "site-packages" / "schoolwacht_agent").mkdir(parents=True)
    (folder / "python.exe").write_bytes(b"MZ program")
    (folder / "python312._pth").write_text("Lib\r\n")
    (folder / "Lib" / "os.py").write_text("print('here')\n")
    (folder / "Lib" / "site-packages" / "schoolwacht_agent" / "naïve & <odd>.py").write_text("pass\n")
    return folder


@pytest.fixture(scope="module", name="msi")
def packed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    msi = tmp_path_factory.mktemp("msi") / "agent.msi"
    package.pack(folder, msi, MOMENT)
    return msi


def table(msi: Path, name: str) -> list[dict[str, str]]:
    text = subprocess.check_output(["msiinfo", "export", msi, name]).decode()
    heads, _, _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@builds
def test_the_service_starts_by_itself_and_is_taken_away_again(msi: Path) -> None:
    (service,) = table(msi, "ServiceInstall")
    assert (service["Name"], service["StartType"], service["StartName"]) == ("SchoolwachtAgent", "2", "")
    assert service["Arguments"] == "-I -m schoolwacht_agent run --service"
    events = {row["ServiceControl"]: (int(row["Event"]), row["Wait"]) for row in table(msi, "ServiceControl")}
    assert events == {"Start": (0x1, "0"), "Stop": (0x2 | 0x20 | 0x80, "1")}


@builds
def test_only_a_real_removal_takes_identity_and_spool(msi: Path) -> None:
    sequence = {row["Action"]: row for row in table(msi, "InstallExecuteSequence")}
    assert sequence["Purge"]["Condition"] == 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
    at = {name: int(row["Sequence"]) for name, row in sequence.items()}
    assert at["DeleteServices"] < at["Purge"] < at["RemoveFiles"] < at["InstallFinalize"]
    assert at["InstallInitialize"] < at["RemoveExistingProducts"] < at["ProcessComponents"]
    (action,) = table(msi, "CustomAction")
    # 18: a file that is installed; 64: goes on whatever comes of it; 1024 and 2048: later, as the system.
    assert int(action["Type"]) == 18 + 64 + 1024 + 2048
    assert not any("ProgramData" in row["DefaultDir"] for row in table(msi, "Directory"))


@builds
def test_every_version_knows_the_ones_before_it(msi: Path) -> None:
    codes = {row["ActionProperty"]: row for row in table(msi, "Upgrade")}
    assert {row["UpgradeCode"] for row in codes.values()} == {"{8B7DBB5E-5C0B-5C32-9E0C-6F1D3D7B2A41}"}
    assert codes["OLDER"]["VersionMax"] == package._next(payload.release())
    assert codes["NEWER"]["VersionMin"] == payload.release()


@builds
def test_the_place_of_the_token_is_told(msi: Path) -> None:
    (value,) = table(msi, "Registry")
    assert (value["Root"], value["Key"], value["Name"]) == ("2", "SOFTWARE\\Schoolwacht\\Agent", "InstalledFrom")
    assert value["Value"] == "[OriginalDatabase]"


@builds
def test_every_file_comes_out_as_it_went_in(folder: Path, msi: Path, tmp_path: Path) -> None:
    subprocess.run(["msiextract", "--directory", tmp_path, msi], check=True, capture_output=True)
    there = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (root,) = tmp_path.rglob("Schoolwacht Agent")
    assert {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()} == there


@builds
def test_the_same_payload_gives_the_same_bytes_and_another_gives_another_product(
    folder: Path, msi: Path, tmp_path: Path
) -> None:
    again = shutil.copytree(folder, tmp_path / "again")
    package.pack(again, tmp_path / "again.msi", MOMENT)
    assert hashes(tmp_path / "again.msi") == hashes(msi)

    (again / "Lib" / "os.py").write_text("print('changed')\n")
    package.pack(again, tmp_path / "other.msi", MOMENT)
    codes = [
        next(row["Value"] for row in table(one, "Property") if row["Property"] == "ProductCode")
        for one in (msi, tmp_path / "other.msi")
    ]
    assert len(set(codes)) == 2
    components = [{row["ComponentId"] for row in table(one, "Component")} for one in (msi, tmp_path / "other.msi")]
    assert components[0] == components[1]


def hashes(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_lock_for_windows_keeps_hashes_and_leaves_build_tools_out() -> None:
    lock = (payload.ROOT / "requirements" / "agent.txt").read_text()
    said = payload.for_windows(lock)
    names = [line.partition("==")[0] for line in said.splitlines() if "==" in line]
    assert {"pywin32", "psutil", "grpcio", "cryptography", "tzdata"} <= set(names)
    assert not payload.BUILD_TOOLS & set(names)
    assert ";" not in said
    assert all(f"{name}==" in lock for name in names)
    assert said.count("--hash=sha256:") >= len(names)


def test_a_marker_that_nobody_judged_stops_the_build() -> None:
    with pytest.raises(SystemExit, match="NOT_ELSEWHERE"):
        payload.for_windows("thing==1 ; python_version < '3.12' \\\n    --hash=sha256:00\n")


@pytest.fixture
def forwarder() -> bytes:
    return forwarding("python3.dll", {"PyList_New": "python312.PyList_New", "PyDict_New": "python312.PyDict_New"})


def test_a_forwarder_exports_what_it_was_told(forwarder: bytes) -> None:
    assert list(exported(forwarder)) == ["PyDict_New", "PyList_New"]
    assert forwarder[:2] == b"MZ"
    assert b"python312.PyList_New\0" in forwarder
