from __future__ import annotations

from simulator.inventory.seen import told
from simulator.story import TUESDAY, at, school

NOW = at(TUESDAY, 9)


def test_only_servers_answer_at_ports() -> None:
    telling = {device.key for device in school().devices if told("listening_ports", device, NOW)}
    assert telling == {"srv-bestanden", "srv-leerplatform"}
    assert {row["port"] for row in told("listening_ports", "srv-leerplatform", NOW)} >= {22, 443}


def test_one_copier_serves_a_building_and_the_office_has_labels() -> None:
    copiers = {
        row["model"]
        for device in school().devices
        for row in told("printers", device, NOW)
        if device.site == "Hoofdgebouw" and row["connection"] == "network"
    }
    assert len(copiers) == 1
    assert "Etiketten" in {row["name"] for row in told("printers", "sec-pc01", NOW)}


def test_files_are_shared_by_one_server_and_never_without_an_account() -> None:
    shares = {row["shares"] for row in told("around", "srv-bestanden", NOW)}
    assert shares == {6}
    for device in school().devices:
        assert all(row["shares_without_account"] == 0 for row in told("around", device, NOW))


def test_desks_have_a_keyboard_and_a_mouse_and_laptops_a_camera() -> None:
    assert {row["kind"] for row in told("peripherals", "h112-pc01", NOW)} == {"keyboard", "mouse"}
    assert "camera" in {row["kind"] for row in told("peripherals", "kar1-lt01", NOW)}
    assert told("peripherals", "m005-mac01", NOW) == []
