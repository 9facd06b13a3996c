"""Text of dmidecode, in all its layouts, means the same as the table it was made of."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from recordings.kind import Verdict
from recordings.kinds.dmidecode import KIND

from agent.recordings import recordings
from schoolwacht_agent.platforms.machine_parts import Whole
from schoolwacht_agent.platforms.smbios import dmidecode_facts, dmidecode_text, left_out, whole

NEW = """# dmidecode 3.4
SMBIOS 3.2.0 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Acme
\tProduct Name: Deskmate
\tSerial Number: SN-1
\tUUID: 67666564-6968-6b6a-6c6d-6e6f70717273

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
\tManufacturer: Acme
\tProduct Name: Riser
\tFeatures:
\t\tBoard is removable
\tType: Daughter Board

Handle 0x0003, DMI type 2, 15 bytes
Base Board Information
\tManufacturer: Acme
\tProduct Name: B450-X
\tFeatures:
\t\tBoard is a hosting board
\tType: Motherboard

Handle 0x0010, DMI type 17, 40 bytes
Memory Device
\tSize: 8 GB
\tForm Factor: Row Of Chips
\tLocator: A
\tType: LPDDR4
\tSpeed: 4267 MT/s
\tManufacturer: Bank 1, Hex 0xCE
"""
OLD = """# dmidecode 2.6
SMBIOS 2.3 present.
Handle 0x0001
        DMI type 1, 25 bytes.
        System Information
                Manufacturer: Acme
                Product Name: Deskmate
                Serial Number: SN-1
Handle 0x0007
        DMI type 6, 12 bytes.
        Memory Module Information
                Socket Designation: BANK_1
                Type: DIMM SDRAM
                Installed Size: 64 MB (Single-bank Connection)
"""
QUIET = """System Information
\tManufacturer: Acme
\tProduct Name: Deskmate

Cache Information
\tManufacturer: somebody else

Chassis Information
\tType: Notebook
"""


def read(text: str) -> Whole:
    records = dmidecode_text.parse(text).records
    return whole.assemble(fact for one in records if (fact := dmidecode_facts.fact(one)) is not None)


def test_the_layout_of_today_is_read() -> None:
    found = read(NEW)

    assert (found.computer.model, found.computer.serial, found.computer.board) == ("Deskmate", "SN-1", "B450-X")
    assert found.computer.uuid == "67666564-6968-6b6a-6c6d-6e6f70717273"
    assert found.modules is not None
    (module,) = found.modules
    assert (module.size, module.form, module.kind, module.speed) == (8 << 30, "soldered", "LPDDR4", 4267)
    assert module.maker == "Samsung"


def test_line_ends_of_windows_and_blanks_for_tabs_make_no_difference() -> None:
    assert read(NEW.replace("\n", "\r\n")) == read(NEW.replace("\t", "    ")) == read(NEW)


def test_the_layout_before_2_7_is_read() -> None:
    found = read(OLD)

    assert (found.computer.model, found.computer.serial) == ("Deskmate", "SN-1")
    assert found.modules is not None
    assert [(one.slot, one.size, one.kind) for one in found.modules] == [("BANK_1", 64 << 20, "SDRAM")]


def test_quiet_output_keeps_structures_apart() -> None:
    found = read(QUIET)

    assert (found.computer.maker, found.computer.chassis) == ("Acme", "notebook")


def test_an_output_without_structures_says_why() -> None:
    reasons = {
        "": "empty",
        "# dmidecode 2.12\n# No SMBIOS nor DMI entry point found, sorry.\n": "no_firmware_table",
        "# dmidecode 3.3\n/dev/mem: Permission denied\n": "inaccessible",
        "# dmidecode 3.3\nCan't read memory from /dev/mem\n": "inaccessible",
        "hello": "not_dmidecode",
    }

    assert {text: dmidecode_text.parse(text).reason for text in reasons} == reasons


def test_every_structure_counts_or_has_a_reason() -> None:
    records = dmidecode_text.parse(NEW).records
    facts = [fact for one in records if (fact := dmidecode_facts.fact(one)) is not None]

    assert left_out.reasons(facts) == [None, "further_board", None, None]


def test_recordings_are_understood() -> None:
    files = recordings("generic/dmidecode")
    counts = [KIND.read(file.read_bytes(), "") for file in files]
    print(f"dmidecode: {len(files)} recordings, {sum(one.rows for one in counts)} structures used")  # noqa: T201 - figures

    assert [file.name for file, one in zip(files, counts, strict=True) if one.verdict is not Verdict.UNDERSTOOD] == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500), st.integers(0, len(NEW)), st.integers(0, len(NEW)))
def test_no_text_breaks_it(text: str, start: int, end: int) -> None:
    for broken in (text, NEW[:start] + text + NEW[end:], OLD[:start] + text):
        assert isinstance(read(broken), Whole)
        KIND.read(broken.encode("utf-8", errors="replace"), "")
