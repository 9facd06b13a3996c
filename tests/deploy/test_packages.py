"""The deb and the rpm of the agent: built twice, opened; installed, upgraded and removed in a Debian of their own."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from linux_packages.stage import COMMAND, RECIPE, TREE
from msi.payload import release

from deploy.debian_root import DebianRoot, cache, environment, lacking, new_root
from schoolwacht_agent import home
from schoolwacht_agent.drop_folder import GROUP
from schoolwacht_agent.service import first_token, unit
from stage.collector import staged_collector, wait_for

pytestmark = [pytest.mark.root, pytest.mark.timeout(480)]
ROOT = Path(__file__).resolve().parents[2]
AGENT = ROOT / "agent" / "schoolwacht_agent"
INGREDIENTS = (
    "agent", "protos", "deploy/packages/linux", "tools/linux_packages", "tools/msi/payload.py",
    "tools/build-packages.sh", "requirements/agent.txt", "pyproject.toml", "LICENSE",
)  # fmt: skip
WANTS = "etc/systemd/system/multi-user.target.wants/schoolwacht-agent.service"
STEADY = {"SOURCE_DATE_EPOCH": "1767225600"}


@dataclass(frozen=True)
class Packages:
    """Two builds of the first package of a version, and the second package of that version."""

    once: Path
    again: Path
    upgrade: Path

    @property
    def deb(self) -> Path:
        return next(self.once.glob("*.deb"))

    @property
    def rpm(self) -> Path:
        return next(self.once.glob("*.rpm"))


@pytest.fixture(scope="module")
def packages() -> Packages:
    """Built when anything that goes in has changed; else those of the last time."""
    if gone := [name for name in ("mvn", "go", "git", "flock") if shutil.which(name) is None]:
        lacking(f"no packages can be made here without {', '.join(gone)}")
    kept = cache() / f"packages-{_ingredients()}"
    made = Packages(kept / "once", kept / "again", kept / "upgrade")
    if not (kept / "done").exists():
        for old in cache().glob("packages-*"):
            shutil.rmtree(old)
        _build(made.once)
        _build(made.again)
        made.upgrade.mkdir()
        (made.again / "stage").rename(made.upgrade / "stage")
        _pack(made.upgrade, "2")
        for folder in (made.once, made.upgrade):
            shutil.rmtree(folder / "stage")
        if kept.name == f"packages-{_ingredients()}":  # nobody edited anything meanwhile
            (kept / "done").touch()
    return made


def _ingredients() -> str:
    digest = hashlib.sha256()
    for name in INGREDIENTS:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _build(folder: Path) -> None:
    done = subprocess.run(
        [ROOT / "tools" / "build-packages.sh", folder],
        env=os.environ | STEADY | {"PYTHON": sys.executable}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _pack(folder: Path, number: str) -> None:
    """The next package of a version, out of what was staged already."""
    nfpm = next(path for path in cache().glob("nfpm-*/nfpm"))
    said = STEADY | {"VERSION": release(), "RELEASE": number, "MAINTAINER": "nobody <nobody@invalid>"}
    for kind in ("deb", "rpm"):
        chosen = ("--config", RECIPE / "nfpm.yaml", "--packager", kind, "--target", ".")
        words: list[str | Path] = [nfpm, "package", *chosen]
        subprocess.run(words, cwd=folder, env=os.environ | said, check=True, capture_output=True)


@pytest.fixture(scope="module")
def bare() -> Iterator[DebianRoot]:
    """A Debian that never saw the agent."""
    memory = Path("/dev/shm")  # noqa: S108 - many small files, gone in a minute
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 10**9
    with tempfile.TemporaryDirectory(dir=memory if roomy else None) as folder:
        yield new_root(Path(folder) / "debian")


@pytest.fixture
def debian(bare: DebianRoot) -> Iterator[DebianRoot]:
    """It, with the agent purged before the next test."""
    yield bare
    bare.run("dpkg", "--purge", "schoolwacht-agent", check=False)


@functools.cache
def files_of(deb: Path) -> dict[str, int]:
    """Every file of a deb, with its size."""
    listed = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 5) for line in listed.splitlines() if not line.startswith("d")]
    return {row[5].removeprefix("."): int(row[2]) for row in rows}


@contextlib.contextmanager
def running_service(root: DebianRoot) -> Iterator[None]:
    """What systemd would start, by the unit's own words."""
    said = root.text(f"/usr/lib/systemd/system/{unit.NAME}")
    start = re.search(r"(?m)^ExecStart=(.*)$", said)
    assert start is not None
    with subprocess.Popen(root.command(*start[1].split()), env=environment(), stderr=subprocess.DEVNULL) as service:
        try:
            yield
        finally:
            service.kill()


def test_the_same_sources_give_the_same_bytes(packages: Packages) -> None:
    for made in (packages.deb, packages.rpm):
        assert made.read_bytes() == (packages.again / made.name).read_bytes()
        assert made.stat().st_size < 40_000_000


def test_whatever_lies_beside_the_agents_code_travels_along(packages: Packages) -> None:
    inside = files_of(packages.deb)
    place = next(path.rpartition("/")[0] for path in inside if path.endswith("/schoolwacht_agent/__init__.py"))
    ours = [path for path in AGENT.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert any(path.suffix == ".json" for path in ours)
    for path in ours:
        assert inside[f"{place}/{path.relative_to(AGENT)}"] == path.stat().st_size, path


def test_both_packages_hold_the_same_files(packages: Packages) -> None:
    if gone := [name for name in ("rpm2cpio", "cpio", "rpm") if shutil.which(name) is None]:
        lacking(f"rpm packages cannot be opened here without {', '.join(gone)}")
    # rpm 4.18 ends with 1 although all of it came out: nfpm counts the payload's size in its own way.
    archive = subprocess.run(["rpm2cpio", packages.rpm], capture_output=True, check=False).stdout
    listed = subprocess.run(["cpio", "-t", "--quiet"], input=archive, capture_output=True, check=True).stdout.decode()
    names = {f"/{name.lstrip('./')}" for name in listed.splitlines()}
    folders = {name for name in names if any(other.startswith(f"{name}/") for other in names)}
    assert names - folders == set(files_of(packages.deb))
    scripts = subprocess.run(["rpm", "-qp", "--scripts", packages.rpm], capture_output=True, text=True, check=True)
    assert re.findall(r"(?m)^(\w+) scriptlet", scripts.stdout) == ["postinstall", "preuninstall", "postuninstall"]


def test_a_deb_installed_upgraded_and_purged_leaves_no_file(
    packages: Packages, debian: DebianRoot, tmp_path: Path
) -> None:
    before, groups = debian.everything(), debian.text("/etc/group")
    with staged_collector(
        tmp_path / "collector", environment={"SCHOOLWACHT_AGENTS__PUSH_EVERY_SECONDS": "10"}
    ) as collector:
        debian.put("/etc/schoolwacht/token", collector.token("--uses", "1"))
        _install(debian, packages.deb)
        assert debian.run("schoolwacht-agent", "--version").stdout.startswith("schoolwacht-agent 0.")
        assert not (debian.folder / "etc/schoolwacht/token").exists(), "a token is for one machine and one time"
        assert stat_of(debian, home.system_home()) == (0o711, "root")
        assert stat_of(debian, home.system_home() / "drop") == (0o1730, GROUP)
        assert stat_of(debian, home.system_home() / first_token.FILE) == (0o600, "root")
        assert (debian.folder / WANTS).is_symlink(), "the service starts with the machine"
        with running_service(debian):
            wait_for("the first contact", 60, lambda: _heard(collector.ask("device", "list")))
        device = collector.ask("device", "list")[0]["device_id"]

        debian.put("/etc/schoolwacht/agent.toml", "push_every_seconds = 17\n")
        _install(debian, next(packages.upgrade.glob("*.deb")))
        assert debian.text("/etc/schoolwacht/agent.toml") == "push_every_seconds = 17\n"
        assert debian.agent("status")["device_id"] == device

        debian.run("dpkg", "--remove", "schoolwacht-agent")
        assert not (debian.folder / COMMAND.relative_to("/")).exists()
        assert json.loads(debian.text(str(home.system_home() / "identity.json")))["device_id"] == device
        _install(debian, packages.deb)
        assert debian.agent("status")["device_id"] == device

    debian.run("dpkg", "--purge", "schoolwacht-agent")
    after = debian.everything()
    assert {name: after[name] for name in after if after[name] != before.get(name)} == {}
    assert set(before) <= set(after)
    assert debian.text("/etc/group") == groups


def test_the_bundled_python_finds_all_it_needs_on_a_bare_debian(packages: Packages, debian: DebianRoot) -> None:
    _install(debian, packages.deb)
    tree = debian.folder / TREE.relative_to("/")
    machine_code = [path for path in tree.rglob("*") if path.is_file() and path.read_bytes()[:4] == b"\x7fELF"]
    glibc = {int(minor) for path in machine_code for minor in re.findall(rb"GLIBC_2\.(\d+)", path.read_bytes())}
    assert max(glibc) <= 35, "the package says libc6 (>= 2.35)"
    modules = sorted(path.name.partition(".")[0] for path in tree.glob("lib/python*/lib-dynload/*.cpython-*.so"))
    wanted = [*modules, "grpc", "cryptography.x509", "psutil", "google._upb._message", "ssl", "ctypes", "sqlite3"]
    python = f"/{next(tree.glob('bin/python3*')).relative_to(debian.folder)}"
    debian.run(python, "-I", "-c", f"import importlib\nfor name in {wanted}: importlib.import_module(name)")
    groups = debian.agent("probe", "--all")
    rows = [group for group in groups.values() if group.get("rows") or group.get("unknown_reason")]
    assert len(rows) == len(groups) > 0
    grown = [path for path in tree.rglob("*.pyc") if path.stat().st_mtime > int(STEADY["SOURCE_DATE_EPOCH"])]
    assert grown == [], "everything is compiled already"


def test_the_unit_is_the_one_that_service_install_writes(packages: Packages, debian: DebianRoot) -> None:
    _install(debian, packages.deb)
    assert debian.text(f"/usr/lib/systemd/system/{unit.NAME}") == unit.text([str(COMMAND)], home.system_home())
    done = debian.run("systemd-analyze", "verify", unit.NAME, check=False)
    assert unit.NAME not in done.stderr, done.stderr
    assert debian.run("schoolwacht-agent", "config", "check").returncode == 0


def test_an_rpm_installed_upgraded_and_erased_leaves_identity_alone(packages: Packages, debian: DebianRoot) -> None:
    if shutil.which("rpm") is None:
        lacking("rpm packages cannot be installed here without rpm")
    before = set(debian.everything())
    assert not (debian.folder / "etc/schoolwacht").exists()
    rpm = ("rpm", "--root", str(debian.folder), "--dbpath", "/var/lib/rpm", "--nodeps")
    subprocess.run([*rpm, "--install", packages.rpm], check=True, capture_output=True)
    assert debian.run("schoolwacht-agent", "--version").stdout.startswith("schoolwacht-agent 0.")
    assert (debian.folder / WANTS).is_symlink()
    debian.put(str(home.system_home() / "identity.json"), "{}")
    debian.put("/etc/schoolwacht/agent.toml", "push_every_seconds = 17\n")
    debian.run("systemctl", "disable", unit.NAME)

    subprocess.run([*rpm, "--upgrade", next(packages.upgrade.glob("*.rpm"))], check=True, capture_output=True)
    assert debian.text("/etc/schoolwacht/agent.toml") == "push_every_seconds = 17\n"
    assert not (debian.folder / WANTS).is_symlink(), "who disabled it finds it disabled"

    subprocess.run([*rpm, "--erase", "schoolwacht-agent"], check=True, capture_output=True)
    stays = "var/lib/schoolwacht-agent"
    kept = {stays, f"{stays}/drop", f"{stays}/identity.json", "etc/schoolwacht", "etc/schoolwacht/agent.toml.rpmsave"}
    assert set(debian.everything()) - before == kept
    shutil.rmtree(debian.folder / stays)
    shutil.rmtree(debian.folder / "etc/schoolwacht")
    debian.run("groupdel", GROUP)


def test_a_service_that_was_installed_by_hand_goes_with_the_package(packages: Packages, debian: DebianRoot) -> None:
    _install(debian, packages.deb)
    by_hand = f"{unit.FOLDER}/{unit.NAME}"
    debian.put(by_hand, unit.text([f"{TREE}/bin/python3.14", "-I", "-m", "schoolwacht_agent"], home.system_home()))
    debian.run("dpkg", "--purge", "schoolwacht-agent")
    assert not (debian.folder / by_hand.lstrip("/")).exists()


def test_every_script_is_plain_posix() -> None:
    for script in RECIPE.glob("*.sh"):
        subprocess.run(["dash" if shutil.which("dash") else "sh", "-n", script], check=True)


def _install(root: DebianRoot, deb: Path) -> None:
    shutil.copyfile(deb, root.folder / "run" / "agent.deb")
    root.run("dpkg", "--force-confold", "-i", "/run/agent.deb")


def stat_of(root: DebianRoot, place: Path) -> tuple[int, str]:
    """Rights and group, by the names in the root."""
    mode, group = root.run("stat", "-c", "%a %G", str(place)).stdout.split()
    return int(mode, 8), group


def _heard(devices: list[dict[str, object]]) -> bool:
    return bool(devices) and bool(devices[0].get("last_seen"))
