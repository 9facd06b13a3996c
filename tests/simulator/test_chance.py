from __future__ import annotations

from itertools import pairwise

from schoolwacht_simulator.chance import between, made_up_uuid, noise, number, pick, share, wander, whole


def test_the_same_words_give_the_same_draw_for_ever() -> None:
    assert number("7-h112-pc01", "up") == 4107228552226239702
    assert number("a", "b") != number("ab")


def test_a_made_up_uuid_belongs_to_its_words() -> None:
    assert made_up_uuid("a", 1) == made_up_uuid("a", 1) != made_up_uuid("a", 2)
    assert len(made_up_uuid("a")) == 36


def test_draws_stay_within_their_bounds() -> None:
    for word in range(500):
        assert 0 <= share("share", word) < 1
        assert 3 <= between(3, 5, word) < 5
        assert pick("abc", word) in "abc"
    assert {whole(2, 4, word) for word in range(100)} == {2, 3, 4}


def test_noise_is_spread_evenly() -> None:
    drawn = [noise(42, step) for step in range(2000)]
    assert all(0 <= one < 1 for one in drawn)
    assert 0.48 < sum(drawn) / len(drawn) < 0.52


def test_what_wanders_makes_no_jumps() -> None:
    drawn = [wander(42, second, 600) for second in range(0, 20_000, 6)]
    assert all(0 <= one < 1 for one in drawn)
    assert max(abs(later - earlier) for earlier, later in pairwise(drawn)) <= 0.01
