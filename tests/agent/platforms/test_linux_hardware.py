"""The whole computer out of Linux's folders, made up in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms import cups, efi_vars, sys_drm, sys_net, tpm_sysfs, udev
from schoolwacht_agent.platforms.linux_hardware import look
from schoolwacht_agent.platforms.machine_parts import PrinterQueue, SecureBoot, SecurityChip
from schoolwacht_agent.platforms.pci_names import PciNames
from schoolwacht_agent.platforms.sys_block import bus
from stage.smbios_table import entry_point_64, ordinary_pc

SECURE_BOOT = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
DATABASE = "db-d719b2cb-3d3a-4596-a3bc-dad00e67656f"
NAMES = (
    b"\n# a list\n8086  Intel Corporation\n\t15bb  Ethernet Connection (7) I219-LM\n\t3e92  UHD Graphics 630\n"
    b"10ec  Realtek Semiconductor Co., Ltd.\n\t8168  RTL8111\n\t\t1043 8677  A board\n"
)
PRINTERS = """# Printer configuration file for CUPS
<DefaultPrinter room1>
Info Copier of room 1
Location Room 1
MakeModel HP LaserJet 400
DeviceURI ipp://somebody:secret@10.0.0.5/ipp/print
State Idle
</DefaultPrinter>
<Printer pdf>
MakeModel Local Raw Printer
DeviceURI cups-pdf:/
</Printer>
<Printer usb>
DeviceURI hp:/usb/OfficeJet?serial=1
</Printer>
<Printer cut>
"""


def place(root: Path, name: str, content: str | bytes) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def pci_card(root: Path, slot: str, numbers: tuple[str, str, str]) -> Path:
    device = root / "sys/devices/pci0000:00" / slot
    for name, content in zip(("class", "vendor", "device"), numbers, strict=True):
        place(device, name, content + "\n")
    (root / "sys/bus/pci/devices").mkdir(parents=True, exist_ok=True)
    (root / "sys/bus/pci/devices" / slot).symlink_to(device)
    (device / "subsystem").symlink_to(root / "sys/bus/pci")
    return device


def network_card(root: Path, name: str, device: Path) -> None:
    for file, content in (("flags", "0x1003"), ("address", "00:11:22:33:44:55"), ("type", "1")):
        place(root / "sys/class/net" / name, file, content + "\n")
    (root / "sys/class/net" / name / "device").symlink_to(device)


@pytest.fixture
def desktop(tmp_path: Path) -> Path:
    for name, content in (
        ("sys/firmware/dmi/tables/DMI", ordinary_pc()),
        ("sys/firmware/dmi/tables/smbios_entry_point", entry_point_64(ordinary_pc(), (3, 2))),
        ("proc/cpuinfo", "processor : 0\nvendor_id : AuthenticAMD\nmodel name : AMD Ryzen 5\n\nprocessor : 1\n"),
        ("sys/firmware/efi/runtime", "0x0"),
        (f"sys/firmware/efi/efivars/{SECURE_BOOT}", b"\x06\0\0\0\x01"),
        ("sys/class/tpm/tpm0/tpm_version_major", "2\n"),
        ("usr/share/misc/pci.ids", NAMES),
        ("sys/class/power_supply/BAT0/type", "Battery\n"),
        ("sys/class/power_supply/BAT0/serial_number", " 4711\n"),
    ):
        place(tmp_path, name, content)
    return tmp_path


def test_a_desktop_is_put_together_from_all_sources(desktop: Path) -> None:
    pci_card(desktop, "0000:00:02.0", ("0x030000", "0x8086", "0x3e92"))
    network_card(desktop, "eno1", pci_card(desktop, "0000:00:1f.6", ("0x020000", "0x8086", "0x15bb")))
    found = look(desktop)

    assert (found.computer.serial, found.computer.boot_mode, found.virtual) == ("SN-4711", "uefi", False)
    (processor,) = found.processors
    assert (processor.model, processor.maker, processor.threads, processor.max_mhz) == ("AMD Ryzen 5", "AMD", 2, 4200)
    assert found.modules is not None
    assert len(found.modules) == 4
    assert found.graphics is not None
    assert [(one.name, one.maker) for one in found.graphics] == [("UHD Graphics 630", "Intel")]
    assert found.cards is not None
    assert [(one.name, one.bus, one.onboard, one.model) for one in found.cards] == [
        ("eno1", "pci", True, "Intel Ethernet Connection (7) I219-LM")
    ]
    assert found.batteries is not None
    assert [(one.name, one.serial) for one in found.batteries] == [("BAT0", "4711")]
    assert found.security_chip == SecurityChip(present=True, version="2.0", enabled=True)
    assert found.secure_boot == SecureBoot(enabled=True)


def test_a_machine_that_shows_nothing_says_that_it_cannot_tell(tmp_path: Path) -> None:
    found = look(tmp_path)

    assert (found.modules, found.disks, found.graphics, found.monitors, found.cards) == (None,) * 5
    assert (found.security_chip, found.secure_boot, found.batteries) == (None, None, None)
    assert set(found.unknown) == {"memory_modules", "power_supplies", "monitors"}
    assert found.printers == ()


def test_a_board_of_arm_is_known_by_its_device_tree(tmp_path: Path) -> None:
    place(tmp_path, "proc/device-tree/model", b"Raspberry Pi 4 Model B Rev 1.4\0")
    place(tmp_path, "proc/device-tree/serial-number", b"10000000a1b2c3d4\0")
    computer = look(tmp_path).computer

    assert (computer.model, computer.serial) == ("Raspberry Pi 4 Model B Rev 1.4", "10000000a1b2c3d4")
    assert computer.boot_mode is None


def test_what_hangs_on_usb_or_thunderbolt_is_no_part_of_the_machine(tmp_path: Path) -> None:
    guest = pci_card(tmp_path, "0000:3a:00.0", ("0x020000", "0x8086", "0x15bb"))
    place(guest, "removable", "removable\n")
    network_card(tmp_path, "eth1", guest)
    adapter = tmp_path / "sys/devices/usb1/1-1"
    for name, content in (("removable", "removable"), ("product", "USB LAN"), ("manufacturer", "Adapters Inc")):
        place(adapter, name, content + "\n")
    (adapter / "1-1:1.0").mkdir()
    (tmp_path / "sys/bus/usb").mkdir(parents=True)
    (adapter / "1-1:1.0/subsystem").symlink_to(tmp_path / "sys/bus/usb")
    network_card(tmp_path, "eth2", adapter / "1-1:1.0")
    found = list(sys_net.cards(tmp_path / "sys/class/net"))

    assert [(one.name, one.bus, one.onboard, one.model) for one in found] == [
        ("eth1", "thunderbolt", False, None),
        ("eth2", "usb", False, "Adapters Inc USB LAN"),
    ]


@pytest.mark.parametrize(
    ("name", "path", "word"),
    [
        ("sda", "/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda", "sata"),
        ("sdb", "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host4/target4:0:0/block/sdb", "usb"),
        ("nvme0n1", "/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1", "nvme"),
        ("mmcblk0", "/sys/devices/platform/soc/mmc0/mmc0:0001/block/mmcblk0", "mmc"),
        ("vda", "/sys/devices/pci0000:00/0000:00:05.0/virtio2/block/vda", "virtual"),
        ("sda", "/sys/devices/pci0000:00/0000:00:05.0/virtio2/host2/target2:0:0/block/sda", "virtual"),
        ("sdc", "/sys/devices/pci0000:00/0000:02:00.0/host1/port-1:0/end_device-1:0/target1:0:0/block/sdc", "sas"),
        ("sdd", "/sys/devices/pci0000:00/0000:02:00.0/host1/target1:2:0/1:2:0:0/block/sdd", "scsi"),
    ],
)
def test_a_disks_place_tells_its_bus(name: str, path: str, word: str) -> None:
    assert bus(name, tuple(path.split("/"))) == word


def test_only_screens_that_are_connected_and_say_who_they_are_count(tmp_path: Path) -> None:
    acer = b"\0\xff\xff\xff\xff\xff\xff\0" + bytes([0x04, 0x72, 5, 0]) + bytes(115) + b"\x85"
    for connector, status, block in (
        ("card0-HDMI-A-1", "connected", acer),
        ("card1-HDMI-A-1", "connected", acer),
        ("card0-DP-1", "disconnected", acer),
        ("card0-VGA-1", "connected", b""),
        ("renderD128", "", b""),
    ):
        place(tmp_path, f"{connector}/status", f"{status}\n")
        place(tmp_path, f"{connector}/edid", block)

    assert [(one.connector, one.maker) for one in sys_drm.monitors(tmp_path)] == [
        ("card0 HDMI-A-1", "Acer"),
        ("card1 HDMI-A-1", "Acer"),
    ]


def test_udev_tells_what_the_kernel_cuts_off(tmp_path: Path) -> None:
    place(tmp_path, "b8:0", b"S:disk/by-id/x\nE:ID_SERIAL_SHORT=S3Z8NB0K\nE:ID_MODEL=Samsung_SSD\xff\nE:broken\n")

    assert udev.block(tmp_path, "8:0")["ID_SERIAL_SHORT"] == "S3Z8NB0K"
    assert udev.block(tmp_path, "../b8:0") == {}


def test_printers_have_a_model_and_a_way_but_no_address() -> None:
    found = list(cups.parse(PRINTERS))

    assert found == [
        PrinterQueue("room1", "HP LaserJet 400", "network", default=True),
        PrinterQueue("pdf", None, "virtual", default=False),
        PrinterQueue("usb", None, "usb", default=False),
    ]
    assert "secret" not in str(found)


def test_a_printers_model_may_stand_in_its_description_only(tmp_path: Path) -> None:
    place(tmp_path, "etc/cups/printers.conf", PRINTERS)
    place(tmp_path, "etc/cups/ppd/usb.ppd", '*PPD-Adobe: "4.3"\n*NickName: "HP OfficeJet 8010, driver 3"\n')

    assert [one.model for one in cups.read(tmp_path)] == ["HP LaserJet 400", None, "HP OfficeJet 8010, driver 3"]
    assert cups.read(tmp_path / "nowhere") == ()


@given(st.text())
def test_no_list_of_printers_breaks_it(text: str) -> None:
    list(cups.parse(PRINTERS + text))
    list(cups.parse(f"<Printer {text}>\n{text}\n</Printer>"))


WINDOWS_OLD, WINDOWS_NEW = b"Microsoft Windows Production PCA 2011", b"Windows UEFI CA 2023"
LINUX_OLD, LINUX_NEW = b"Microsoft Corporation UEFI CA 2011", b"Microsoft UEFI CA 2023"


@pytest.mark.parametrize(
    ("database", "answer"),
    [
        (WINDOWS_OLD + LINUX_OLD, False),
        (WINDOWS_OLD + LINUX_OLD + WINDOWS_NEW, False),
        (WINDOWS_OLD + LINUX_OLD + WINDOWS_NEW + LINUX_NEW, True),
        (WINDOWS_OLD + WINDOWS_NEW, True),
        (LINUX_NEW, True),
        (b"a school's own", None),
    ],
)
def test_each_certificate_of_2011_needs_its_successor(database: bytes, answer: bool | None) -> None:  # noqa: FBT001 - data
    assert efi_vars.knows_2023(database) is answer


def test_secure_boot_that_cannot_be_seen_is_unknown(tmp_path: Path) -> None:
    folder = "sys/firmware/efi/efivars"
    assert efi_vars.read(tmp_path) is None

    place(tmp_path, f"{folder}/{SECURE_BOOT}", b"\x06\0\0\0")
    assert efi_vars.read(tmp_path) is None

    place(tmp_path, f"{folder}/{SECURE_BOOT}", b"\x06\0\0\0\0")
    place(tmp_path, f"{folder}/{DATABASE}", b"\x27\0\0\0" + WINDOWS_OLD)
    assert efi_vars.read(tmp_path) == SecureBoot(enabled=False, knows_2023=False)


def test_an_old_chip_has_states_and_no_chip_is_told_from_no_driver(tmp_path: Path) -> None:
    assert tpm_sysfs.read(tmp_path) is None

    (tmp_path / "sys/class/tpm").mkdir(parents=True)
    assert tpm_sysfs.read(tmp_path) == SecurityChip(present=False)

    place(tmp_path, "sys/firmware/acpi/tables/TPM2", b"TPM2")
    assert tpm_sysfs.read(tmp_path) == SecurityChip(present=True, version="2.0")

    chip = "sys/class/tpm/tpm0/device"
    place(tmp_path, f"{chip}/caps", "Manufacturer: 0x49465800\nTCG version: 1.2\nFirmware version: 3.19\n")
    place(tmp_path, f"{chip}/enabled", "1\n")
    place(tmp_path, f"{chip}/active", "0\n")
    assert tpm_sysfs.read(tmp_path) == SecurityChip(True, "1.2", True, False, "IFX")


def test_names_of_pci_are_found_below_their_vendor_only() -> None:
    names = PciNames(NAMES)

    assert (names.vendor("10ec"), names.device("10ec", "8168")) == ("Realtek Semiconductor", "RTL8111")
    assert names.device("8086", "8168") is None
    assert names.device("ffff", "8168") is None
    assert PciNames().vendor("10ec") is None
