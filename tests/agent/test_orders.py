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


def test_titles_to_count_survive_a_restart_and_know_their_programs() -> None:
    usage = [("word", ["WinWord.exe", "winword"]), ("office", ["winword", "excel"])]
    orders = Orders.checked(7, 30, {}, "shared", usage=usage)
    assert Orders.from_bytes(orders.to_bytes()) == orders
    assert orders.programs == {"winword": ("word", "office"), "excel": ("office",)}


def test_without_titles_nothing_is_counted_also_in_orders_kept_by_an_older_agent() -> None:
    kept = b'{"revision": 1, "push_every_seconds": 0, "probes": {}, "device_class": "", "addresses": []}'
    assert Orders.from_bytes(kept).programs == {}


def test_a_program_is_a_name_and_never_a_path_or_a_pattern() -> None:
    usage = [("a", ["/bin/sh", "c:\\x.exe", "*", "", " ", "x" * 65, "a\x00b", "good"]), ("b", ["../x"]), ("", ["y"])]
    assert Orders.checked(1, 0, {}, "", usage=usage).programs == {"good": ("a",)}


def test_more_titles_and_programs_than_make_sense_are_cut() -> None:
    usage = [(f"t{n}", [f"p{n}-{m}" for m in range(50)]) for n in range(1000)]
    cut = Orders.checked(1, 0, {}, "", usage=usage).usage
    assert (len(cut), {len(programs) for _, programs in cut}) == (200, {8})
