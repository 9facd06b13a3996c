"""Numbers of a disk."""

from __future__ import annotations

from schoolwacht_agent.platforms.smartctl_numbers import ATTRIBUTES, numbers


def disk(*attributes: tuple[int, str, int]) -> dict[str, int]:
    table = [{"id": a, "name": name, "value": worth, "raw": {"value": 7}} for a, name, worth in attributes]
    return numbers({"ata_smart_attributes": {"table": table}}, "unknown")


def test_the_wear_of_a_flash_disk_is_what_is_missing_from_a_hundred() -> None:
    assert disk((177, "Wear_Leveling_Count", 93))["percentage_used"] == 7
    assert disk((231, "SSD_Life_Left", 40))["percentage_used"] == 60


def test_of_several_witnesses_of_wear_the_best_is_believed() -> None:
    assert disk((177, "Wear_Leveling_Count", 99), (231, "SSD_Life_Left", 80))["percentage_used"] == 20


def test_a_wear_that_is_more_than_new_is_not_told() -> None:
    assert "percentage_used" not in disk((177, "Wear_Leveling_Count", 200))
    assert "percentage_used" not in disk((177, "Wear_Range_Delta", 90))


def test_every_field_of_an_attribute_is_told_once() -> None:
    names = [name for _, name in ATTRIBUTES.values()]
    assert len(names) == len(set(names))
