"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.ledger_sql import METADATA

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for part in ("agent", "collector")
    for path in (ROOT / part).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
FORBIDDEN = re.compile(r"shell=True|\beval\(|\bexec\(|pickle\.load|yaml\.load\(|os\.system\(|marshal\.load")
WITH_TESTS = [
    "agent/schoolwacht_agent/probes",
    "agent/schoolwacht_agent/surveys",
    "agent/schoolwacht_agent/platforms",
    "agent/schoolwacht_agent/platforms/backup_tools",
    "agent/schoolwacht_agent/platforms/macos",
    "agent/schoolwacht_agent/platforms/smbios",
    "agent/schoolwacht_agent/platforms/titles",
    "agent/schoolwacht_agent/platforms/windows",
    "collector/schoolwacht_collector/rules",
    "collector/schoolwacht_collector/usecases",
    "collector/schoolwacht_collector/notifiers",
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_and_run_nothing_they_are_sent(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 300, "one idea per file: split it"
    assert not FORBIDDEN.search(text)


@pytest.mark.parametrize("folder", WITH_TESTS)
def test_every_part_has_its_test(folder: str) -> None:
    part, _, rest = folder.partition("/")
    tests = ROOT / "tests" / part / rest.partition("/")[2]
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    tested = {path.stem.removeprefix("test_") for path in tests.rglob("test_*.py")}
    package = folder.partition("/")[2].replace("/", ".")
    asked = {name for path in (ROOT / "tests" / part).rglob("*.py") for name in imported(path.read_text(), package)}
    assert modules <= tested | asked, f"without a test: {sorted(modules - tested - asked)}"


def imported(test: str, package: str) -> set[str]:
    """Modules of a package that a test asks for by name: a family of small readers may be tested together."""
    found = set()
    for node in ast.walk(ast.parse(test)):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{package}."):
            found.add(node.module.removeprefix(f"{package}."))
    return found


def test_no_column_without_a_data_class() -> None:
    for table in METADATA.sorted_tables:
        assert table.comment, table.name
        assert table.info.get("retention"), table.name
        for column in table.columns:
            assert column.info.get("data_class") in {"none", "pseudonymous", "personal"}, f"{table.name}.{column.name}"


def test_every_part_carries_its_licence() -> None:
    for part in ("", "agent", "collector", "protos"):
        assert "MIT License" in (ROOT / part / "LICENSE").read_text()


def test_locked_requirements_have_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert "--index-url" not in text
        pinned = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]
        assert pinned
        assert all("==" in line and line.endswith("\\") for line in pinned)


def test_no_path_of_one_machine_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    machine = re.compile(r"(?<![\w/.])/(work|root)/\w")
    for path in paths:
        if path.suffix in {".py", ".md", ".toml", ".sh", ".yaml", ".json", ".html"} and path.exists():
            assert not machine.search(path.read_text("utf-8")), path


def test_the_links_in_the_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
