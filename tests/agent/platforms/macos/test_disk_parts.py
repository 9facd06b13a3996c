"""Disks out of every data type that lists one, and what hangs beside them."""

from __future__ import annotations

from agent.platforms.macos.sections import printed
from schoolwacht_agent.platforms.macos import attached, disk_parts

STICK = {
    "_name": "Flash",
    "manufacturer": "Maker",
    "product_id": "0x1234",
    "vendor_id": "0x0781  (SanDisk Corporation)",
    "serial_num": "SER1",
    "location_id": "0x14200000 / 5",
    "Media": [{"_name": "Flash", "bsd_name": "disk4", "size_in_bytes": 8_000_000_000, "removable_media": "yes"}],
}
BUS = {"_name": "USB31Bus", "host_controller": "AppleUSBXHCI", "bsd_name": "disk4"}


def test_a_stick_is_one_disk_and_one_peripheral() -> None:
    said = printed(USB=[BUS | {"_items": [STICK]}])

    (disk,) = disk_parts.disks(said) or ()
    assert (disk.name, disk.model, disk.maker, disk.serial) == ("disk4", "Flash", "Maker", "SER1")
    assert (disk.size, disk.bus, disk.removable) == (8_000_000_000, "usb", True)
    (thing,) = attached.peripherals(said) or ()
    assert (thing.vendor_id, thing.product_id, thing.location) == (0x0781, 0x1234, "0x14200000")


def test_volumes_and_discs_are_no_disks() -> None:
    nvme = {
        "_name": "APPLE SSD TEST",
        "bsd_name": "disk0",
        "device_model": "APPLE SSD TEST",
        "size": "251 GB (251,000,193,024 bytes)",
        "volumes": [{"_name": "Macintosh HD", "bsd_name": "disk1"}],
    }
    drive = {"_name": "SuperDrive", "bsd_name": "disk5", "size_in_bytes": 4_000_000_000}
    said = printed(NVMe=[{"_name": "Controller", "_items": [nvme]}], SerialATA=[drive])

    (disk,) = disk_parts.disks(said) or ()
    assert (disk.name, disk.bus, disk.rotational, disk.size) == ("disk0", "nvme", False, 251_000_193_024)


def test_no_section_is_not_the_same_as_no_disk() -> None:
    assert disk_parts.disks(printed(Hardware=[])) is None
    assert disk_parts.disks(printed(SerialATA=[])) == ()
    assert attached.peripherals(printed(Hardware=[])) is None


def test_a_hub_is_no_peripheral_but_what_hangs_on_it_is() -> None:
    hub = {"_name": "USB Hub", "product_id": "0x0001", "vendor_id": "apple_vendor_id", "_items": [STICK]}

    found = attached.peripherals(printed(USB=[BUS | {"_items": [hub]}])) or ()

    assert [thing.name for thing in found] == ["Flash"]


def test_a_telephone_is_not_named_for_its_owner() -> None:
    assert attached.unowned("Lien\u2019s iPhone") == "iPhone"
    assert attached.unowned("iPhone van Lien Peeters") == "iPhone"
    assert attached.unowned("iPad") == "iPad"
    assert attached.unowned("Apple Keyboard") == "Apple Keyboard"
