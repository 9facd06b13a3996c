from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE, TESTS = ROOT / "collector/schoolwacht_simulator", ROOT / "tests/simulator"


def test_every_module_has_its_test_in_the_same_place() -> None:
    modules = [path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    wanted = {module.with_name(f"test_{module.stem.strip('_')}.py") for module in modules}
    assert modules
    assert sorted(str(test) for test in wanted if not (TESTS / test).exists()) == []
