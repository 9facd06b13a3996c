from __future__ import annotations

from itertools import pairwise

from schoolwacht_simulator.gauges.meter import climbed, shape


def test_a_counter_climbs_at_about_its_rate_and_never_falls() -> None:
    seen = [climbed(10.0, up, 5) for up in range(0, 90_000, 7)]
    assert seen[0] == 5
    assert all(later >= earlier for earlier, later in pairwise(seen))
    assert 0.95 < climbed(10.0, 86_400, 0) / 864_000 < 1.05


def test_tags_are_sorted_and_fields_keep_their_order() -> None:
    point = shape("disk", {"used": 0, "free": 2}, path="/", device="sda1")
    assert (list(point.tag_keys), list(point.tag_values)) == (["device", "path"], ["sda1", "/"])
    assert (list(point.fields), list(point.decimals)) == (["used", "free"], [0, 2])
