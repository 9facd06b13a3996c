"""ClamAV's signatures."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.clamav import built, look
from schoolwacht_agent.platforms.scanner import Scanner

HEAD = b"ClamAV-VDB:01 Jan 2026 01-00 +0000:27500:2000000:90:abc:def:builder:1767229200" + b" " * 400


def test_a_database_tells_version_and_day() -> None:
    assert built(HEAD) == ("27500", "2026-01-01")
    assert built(b"ClamAV-VDB:01 Jan 2026 01-00 +0000:27500:1:90") == ("27500", "2026-01-01")
    assert built(b"ClamAV-VDB:someday:27500:1:90") == ("27500", None)
    assert built(b"ClamAV-VDB:x:y") is None
    assert built(b"") is None


def test_without_its_watcher_it_only_looks_when_asked(tmp_path: Path) -> None:
    assert look(tmp_path, ()) is None
    for name, content in (("usr/bin/clamscan", b""), ("var/lib/clamav/daily.cvd", HEAD)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    assert look(tmp_path, ["clamav-daemon"]) == Scanner("ClamAV", None, False, None, "27500", "2026-01-01")
    watched = look(tmp_path, ["clamav-clamonacc"])
    assert watched is not None
    assert watched.enabled is True


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_rubbish_is_survived(head: bytes) -> None:
    built(head)
    built(b"ClamAV-VDB:" + head)
