from __future__ import annotations

import pytest

from schoolwacht_simulator.places import CORNERS, LEAST_DEVICES, MOST_DEVICES, shared_out


def test_every_number_of_machines_is_shared_out_to_the_last() -> None:
    for devices in range(LEAST_DEVICES, MOST_DEVICES + 1):
        counts = shared_out(devices)
        assert sum(counts) == devices
        assert all(count >= corner.least for count, corner in zip(counts, CORNERS, strict=True))


@pytest.mark.parametrize("devices", [0, 19, 1001])
def test_too_few_or_too_many_are_refused_with_a_sentence(devices: int) -> None:
    with pytest.raises(ValueError, match="a simulated school has 20 to 1000 machines, not"):
        shared_out(devices)


def test_three_buildings_two_trolleys_and_a_dozen_rooms() -> None:
    rooms = {(corner.site, corner.room) for corner in CORNERS}
    trolleys = {corner.room for corner in CORNERS if corner.device_class == "trolley"}
    assert len({corner.site for corner in CORNERS}) == 3
    assert len(trolleys) == 2
    assert len(rooms) - len(trolleys) >= 12
    assert len({corner.prefix for corner in CORNERS}) == len(CORNERS)
