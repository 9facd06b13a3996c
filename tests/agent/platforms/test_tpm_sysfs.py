"""The TPM of a Linux computer."""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.tpm_sysfs import read


def put(root: Path, name: str, content: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(content)


def test_a_chip_that_answers_the_kernel_is_enabled(tmp_path: Path) -> None:
    put(tmp_path, "sys/class/tpm/tpm0/tpm_version_major", "2\n")
    found = read(tmp_path)
    assert found is not None
    assert (found.present, found.version, found.enabled) == (True, "2.0", True)


def test_an_old_chip_says_more_of_itself(tmp_path: Path) -> None:
    put(tmp_path, "sys/class/tpm/tpm0/device/caps", "Manufacturer: 0x49465800\nTCG version: 1.2\n")
    put(tmp_path, "sys/class/tpm/tpm0/device/enabled", "1\n")
    put(tmp_path, "sys/class/tpm/tpm0/device/active", "0\n")
    found = read(tmp_path)
    assert found is not None
    assert (found.version, found.enabled, found.activated, found.maker) == ("1.2", True, False, "IFX")


def test_no_chip_differs_from_not_known(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    (tmp_path / "sys/class/tpm").mkdir(parents=True)
    found = read(tmp_path)
    assert found is not None
    assert found.present is False
    put(tmp_path, "sys/firmware/acpi/tables/TPM2", "x")
    found = read(tmp_path)
    assert found is not None
    assert (found.present, found.version, found.enabled) == (True, "2.0", None)
