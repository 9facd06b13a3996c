"""dmidecode is the judge of what a table means: both find the same computer in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.machine_parts import Whole
from schoolwacht_agent.platforms.smbios import dmidecode_facts, dmidecode_text, whole
from schoolwacht_agent.platforms.smbios.table import parse
from stage.smbios_table import Table, dump, ordinary_pc

DMIDECODE = shutil.which("dmidecode", path="/usr/sbin:/usr/bin:/sbin:/bin")
# What a text can hold without the other program escaping it, and without meaning "nothing" to either.
WORDS = st.from_regex(r"[A-Z][a-z]{3,8} [1-9][0-9]{2}", fullmatch=True)


def _by_dmidecode(table: bytes, version: tuple[int, int], count: int, folder: Path) -> Whole:
    if DMIDECODE is None:
        pytest.skip("dmidecode is not installed: nobody to compare with")
    file = folder / "dump.bin"
    file.write_bytes(dump(table, version, count))
    said = subprocess.run(
        [DMIDECODE, "--from-dump", str(file)], capture_output=True, check=True, timeout=30, env={"LC_ALL": "C"}
    ).stdout.decode("utf-8", errors="replace")
    records = dmidecode_text.parse(said).records
    return whole.assemble(fact for one in records if (fact := dmidecode_facts.fact(one)) is not None)


@pytest.mark.parametrize("version", [(2, 4), (2, 8), (3, 2)])
def test_dmidecode_finds_the_same_in_an_ordinary_pc(version: tuple[int, int], tmp_path: Path) -> None:
    table = ordinary_pc()

    assert _by_dmidecode(table, version, 72, tmp_path) == parse(table, version)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with everything in them that both programs read."""
    table = Table()
    # The other program shows dates and codes as text; ours are drawn from what both name.
    date = f"{draw(st.integers(1, 12)):02}/{draw(st.integers(1, 28)):02}/{draw(st.integers(1990, 2035))}"
    table.bios(draw(WORDS), draw(WORDS), date, virtual=draw(st.booleans()))
    table.system(draw(WORDS), draw(WORDS), draw(WORDS), draw(st.binary(min_size=16, max_size=16)), draw(WORDS))
    table.board(draw(WORDS), draw(WORDS), draw(WORDS))
    table.chassis(draw(st.sampled_from([3, 6, 7, 9, 10, 13, 23, 30, 31, 35])), draw(WORDS), draw(WORDS))
    for _ in range(draw(st.integers(0, 3))):
        cores = draw(st.integers(1, 400))
        table.processor(draw(WORDS), cores, cores * 2, status=draw(st.sampled_from([0, 0x41, 0x42, 0x43, 0x44])))
    array = table.array(8, draw(st.sampled_from([0x100000, 0x1000000, 0x4000000])))
    for number in range(draw(st.integers(0, 6))):
        table.module(
            array,
            draw(WORDS) if number else "DIMM",
            draw(st.sampled_from([0, 512, 1024, 4096, 16384, 0x7FFF, 0xFFFF, 0x8200])),
            form=draw(st.integers(1, 0x10)),
            kind=draw(st.integers(1, 0x22)),
            speed=draw(st.integers(0, 9000)),
            wide_size=draw(st.sampled_from([32768, 65536, 131072])),
        )
    if draw(st.booleans()):
        table.battery(draw(WORDS), draw(st.integers(0, 9999)), draw(st.sampled_from([0, 1, 10])))
    if draw(st.booleans()):
        table.supply(draw(WORDS), draw(st.integers(1, 3000)), draw(st.sampled_from([0x183, 0x203, 0x282, 0x103, 0x80])))
    table.tpm(b"INTC", *draw(st.sampled_from([(1, 2), (2, 0)])))
    return table


# No shrinking: every example starts a program.
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(tables(), st.sampled_from([(2, 5), (2, 7), (3, 0), (3, 3)]))
def test_dmidecode_and_we_agree_about_any_table(table: Table, version: tuple[int, int]) -> None:
    count = table.count + 1
    data = Table(bytearray(table.data), table.count).end()
    with TemporaryDirectory() as folder:
        assert _by_dmidecode(data, version, count, Path(folder)) == parse(data, version)
