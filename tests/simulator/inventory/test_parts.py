from __future__ import annotations

from simulator.inventory.seen import told
from simulator.story import TUESDAY, at, school

NOW = at(TUESDAY, 9)


def test_the_modules_are_the_memory_and_the_empty_slots_are_free() -> None:
    for device in school().devices:
        (board,) = told("hardware", device, NOW)
        slots = told("memory_modules", device, NOW)
        assert len(slots) == board["memory_slots"]
        assert sum(not slot["size_bytes"] for slot in slots) == board["free_slots"]
        installed = sum(slot["size_bytes"] for slot in slots)
        assert board["memory_bytes"] < installed <= board["memory_bytes"] + 1024**3
        assert installed <= board["memory_maximum_bytes"] + 1024**3


def test_numbers_of_parts_are_of_one_machine_only() -> None:
    for table, column in (("hardware", "machine_uuid"), ("hardware", "serial"), ("disks", "serial")):
        numbers = [row[column] for device in school().devices for row in told(table, device, NOW)]
        assert len(numbers) == len(set(numbers)), column


def test_what_cannot_run_windows_11_says_so_of_its_processor_and_its_chip() -> None:
    (old,) = told("hardware", "m103-pc01", NOW)
    (new,) = told("hardware", "h112-pc01", NOW)
    assert (old["windows11_cpu"], old["tpm_state"], old["tpm_version"]) == ("no", "none", None)
    assert (new["windows11_cpu"], new["tpm_state"], new["secure_boot"]) == ("yes", "enabled", 1)


def test_a_mac_has_none_of_that() -> None:
    (mac,) = told("hardware", "m005-mac01", NOW)
    assert {mac[name] for name in ("tpm_version", "tpm_state", "secure_boot", "windows11_cpu")} == {None}


def test_servers_have_two_power_supplies_and_no_screen_and_a_language_room_a_board() -> None:
    assert len(told("power_supplies", "srv-bestanden", NOW)) == 2
    assert told("monitors", "srv-bestanden", NOW) == []
    assert "SMART Board" in told("monitors", "h203-pc01", NOW)[0]["name"]
    assert told("power_supplies", "sec-pc01", NOW) == []


def test_laptops_have_a_battery_with_a_serial_number() -> None:
    assert told("battery_packs", "kar1-lt01", NOW)[0]["serial"]
    assert told("battery_packs", "sec-pc01", NOW) == []
    assert told("interfaces", "kar1-lt01", NOW)[0]["kind"] == "wifi"


def test_every_machine_has_a_graphics_processor_and_knows_who_made_its_disks() -> None:
    for device in school().devices:
        assert told("graphics", device, NOW)
        assert all(disk["maker"] for disk in told("disks", device, NOW)), device.key
