"""The processor file of Linux."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.proc_cpuinfo import Processor, parse


def thread(number: int, socket: int, core: int, flags: str = "fpu vme") -> str:
    return (
        f"processor\t: {number}\nmodel\t\t: 158\nmodel name\t: Intel(R) Core(TM)  i7-8700\n"
        f"physical id\t: {socket}\ncore id\t\t: {core}\nflags\t\t: {flags}\n\n"
    )


def test_threads_share_cores_and_cores_share_sockets() -> None:
    text = "".join(thread(number, socket=number // 4, core=number % 2) for number in range(8))

    assert parse(text) == Processor("Intel(R) Core(TM) i7-8700", sockets=2, cores=4, threads=8, virtual=False)


def test_the_hypervisor_flag_is_a_word_of_its_own() -> None:
    assert parse(thread(0, 0, 0, flags="fpu hypervisor lahf_lm")).virtual
    assert not parse(thread(0, 0, 0, flags="fpu nohypervisorx")).virtual


def test_an_arm_board_names_itself_once() -> None:
    text = (
        "processor\t: 0\nBogoMIPS\t: 108.00\n\nprocessor\t: 1\nBogoMIPS\t: 108.00\n\n"
        "Revision\t: c03114\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n"
    )

    assert parse(text) == Processor(None, 1, 2, 2, virtual=False, board="Raspberry Pi 4 Model B Rev 1.4")


def test_an_empty_file_has_no_threads() -> None:
    assert parse("") == Processor(None, 1, 0, 0, virtual=False)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("processr model idc:\n\t 0129²")))
def test_rubbish_is_survived(text: str) -> None:
    assert parse(text).cores >= 0
