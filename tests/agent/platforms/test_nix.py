"""What NixOS made part of the system."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.nix import parse_list, parse_path, read


def test_paths_of_nix_are_read_once(tmp_path: Path) -> None:
    key = "a" * 32
    links = tmp_path / "run/current-system/sw/bin"
    links.mkdir(parents=True)
    for name, target in (("a", "acme-draw-24.1"), ("b", "acme-draw-24.1-bin"), ("c", "set-up"), ("d", "x-1.drv")):
        (links / name).symlink_to(f"/nix/store/{key}-{target}/bin/{name}")
    (links / "plain").touch()

    assert [(one.name, one.version) for one in read(tmp_path)] == [("acme-draw", "24.1")]
    assert parse_path(f"/nix/store/{key}-acme-1.0.tar.gz") is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab-/1._r:\n")) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(one.name and one.version for one in parse_list(text.splitlines()))


def test_a_long_row_of_hyphens_takes_no_time() -> None:
    assert list(parse_list(["/nix/store/" + "a" * 32 + "-" + "1-" * 100 + "!"])) == []
