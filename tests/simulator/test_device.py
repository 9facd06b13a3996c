from __future__ import annotations

from dataclasses import replace

from schoolwacht_simulator.device import Ailments
from simulator.story import machine


def test_a_machine_without_a_planted_fault_ails_nothing() -> None:
    assert machine("uit-lt01").ailments == Ailments()


def test_a_dead_network_is_dead_from_its_first_moment_and_not_at_its_last() -> None:
    device = replace(machine("uit-lt01"), ailments=Ailments(cut_off=((100, 200), (300, 400))))
    assert [now for now in (99, 100, 199, 200, 300, 400) if device.is_cut_off(now)] == [100, 199, 300]
    assert device.cut_off_at == ((100, 200), (300, 400))
