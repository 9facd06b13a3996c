"""What udev wrote down about disks."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.udev import block, parse

WRITTEN = b"S:disk/by-id/x\nE:ID_MODEL=Samsung_SSD\nE:ID_SERIAL_SHORT=S4711 \nE:BROKEN\nG:systemd\nE:A=b=c\n"


def test_only_properties_are_taken_with_everything_behind_the_first_sign() -> None:
    assert parse(WRITTEN) == {"ID_MODEL": "Samsung_SSD", "ID_SERIAL_SHORT": "S4711", "A": "b=c"}


def test_a_disk_is_found_by_its_number_and_a_path_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "b8:0").write_bytes(WRITTEN)
    assert block(tmp_path, "8:0")["ID_MODEL"] == "Samsung_SSD"
    assert block(tmp_path, "8:1") == {}
    assert block(tmp_path, "../b8:0") == {}


@given(st.binary(max_size=200))
def test_rubbish_is_survived(data: bytes) -> None:
    assert all("\n" not in name for name in parse(data))
