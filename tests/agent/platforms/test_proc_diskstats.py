"""Traffic counters of Linux."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.proc_diskstats import Traffic, parse

SDA = "   8       0 sda 10 2 300 40 50 6 700 80 9 100 110 0 0 0 0\n"


def test_sectors_become_bytes_and_columns_keep_their_names() -> None:
    assert list(parse(SDA)) == [
        Traffic(
            "sda",
            reads=10,
            merged_reads=2,
            read_bytes=300 * 512,
            read_time=40,
            writes=50,
            merged_writes=6,
            write_bytes=700 * 512,
            write_time=80,
            iops_in_progress=9,
            io_time=100,
            weighted_io_time=110,
        )
    ]


def test_an_old_kernel_with_fewer_columns_is_read() -> None:
    assert [device.name for device in parse("8 0 sdb 1 1 1 1 1 1 1 1 1 1 1\n")] == ["sdb"]


def test_a_line_cut_short_is_left_out() -> None:
    assert [device.name for device in parse("8 0 sdb 1 1 1\n" + SDA)] == ["sda"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("sda 0123456789²-.\n"), max_size=400))
def test_rubbish_is_survived(text: str) -> None:
    assert all(device.reads >= 0 for device in parse(text))
