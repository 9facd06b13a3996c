from __future__ import annotations

from schoolwacht_agent.orders import Orders, ProbeOrder


def test_orders_survive_a_restart() -> None:
    orders = Orders.checked(7, 30, {"software": (True, 3600), "os": (False, 0)}, "shared")
    assert Orders.from_bytes(orders.to_bytes()) == orders
    assert orders.probes == {"software": ProbeOrder(True, 3600), "os": ProbeOrder(False, None)}


def test_without_orders_the_agent_works_by_itself() -> None:
    assert Orders.from_bytes(None) == Orders()


def test_no_order_makes_the_agent_race_or_sleep() -> None:
    orders = Orders.checked(1, 1, {"cpu": (True, 1), "os": (True, 2**31)}, "x" * 500)
    assert orders.push_every_seconds == 10
    assert orders.probes["cpu"].every_seconds == 10
    assert orders.probes["os"].every_seconds == 7 * 86_400
    assert len(orders.device_class) == 64


def test_an_order_for_thousands_of_probes_is_cut() -> None:
    assert len(Orders.checked(1, 0, {str(n): (True, 0) for n in range(5000)}, "").probes) == 256
