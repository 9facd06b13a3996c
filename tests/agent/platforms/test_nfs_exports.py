"""What is exported by NFS."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.nfs_exports import count, look
from schoolwacht_agent.platforms.system_files import NotReadable


def test_lines_with_a_path_are_exports() -> None:
    assert count('# /no\n/srv/a 192.0.2.0/24(ro)\n"/srv/b c" \\\n   host(rw)\n\nrubbish\n') == 2


def test_all_files_count_and_no_file_is_no_server(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    (tmp_path / "etc/exports.d").mkdir(parents=True)
    (tmp_path / "etc/exports").write_text("")
    (tmp_path / "etc/exports.d/x.exports").write_text("/srv *(ro)\n")
    assert look(tmp_path) == 1


def test_what_may_not_be_read_is_not_none(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/exports").symlink_to("exports")  # a link in a circle

    with pytest.raises(NotReadable):
        look(tmp_path)
