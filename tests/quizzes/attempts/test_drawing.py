"""Drawing by blueprint with a seed, and the order of options."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.attempts.drawing import Draw, PoolTooSmall, draw_questions, is_pinned, order_options

SEEDS = st.integers(0, 2**62)
POOLS = {"A": list(range(1, 23)), "B": list(range(30, 36)), "C": list(range(100, 121))}
DRAWS = [Draw("B", 2), Draw("A", 5), Draw("C", 3)]


@given(SEEDS)
def test_same_seed_gives_the_same_draw_whatever_the_order_of_the_bank(seed: int) -> None:
    shuffled = {topic: Random(seed).sample(ids, len(ids)) for topic, ids in POOLS.items()}

    assert draw_questions(DRAWS, POOLS, seed) == draw_questions(DRAWS, shuffled, seed)


@given(SEEDS)
def test_draw_follows_the_blueprint_without_repeats(seed: int) -> None:
    drawn = draw_questions(DRAWS, POOLS, seed)

    assert len(set(drawn)) == len(drawn) == 10
    assert set(drawn[:2]) <= set(POOLS["B"])
    assert set(drawn[2:7]) <= set(POOLS["A"])
    assert set(drawn[7:]) <= set(POOLS["C"])


def test_different_seeds_reach_every_question() -> None:
    seen = {version for seed in range(300) for version in draw_questions(DRAWS, POOLS, seed)}

    assert seen == {version for ids in POOLS.values() for version in ids}


def test_too_small_a_pool_is_named_with_its_figures() -> None:
    with pytest.raises(PoolTooSmall) as caught:
        draw_questions([Draw("B", 7)], POOLS, 1)

    assert (caught.value.topic, caught.value.wanted, caught.value.available) == ("B", 7, 6)


OPTIONS = ["Đoàn kết", "Tất cả các phương án trên", "Dân chủ", "Kỷ cương"]


@given(SEEDS, st.integers(1, 50))
def test_options_about_the_others_stay_last(seed: int, slot: int) -> None:
    order = order_options(OPTIONS, seed, slot, shuffles=True)

    assert sorted(order) == [0, 1, 2, 3]
    assert order[-1] == 1
    assert order == order_options(OPTIONS, seed, slot, shuffles=True)


def test_options_come_in_every_order() -> None:
    orders = {tuple(order_options(OPTIONS, seed, 1, shuffles=True)) for seed in range(200)}

    assert len(orders) == 6


def test_options_stay_as_written_without_shuffling() -> None:
    assert order_options(OPTIONS, 7, 1, shuffles=False) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tất cả các phương án trên", True),
        ("TẤT CẢ đều đúng", True),
        ("Cả ba phương án", True),
        ("Cả A và B", True),
        ("Không có phương án nào đúng", True),
        ("All of the above", True),
        ("Cả nước có 63 tỉnh, thành phố", False),
        ("Không ngừng nâng cao", False),
        ("Ca ngợi", False),
    ],
)
def test_which_options_are_pinned(text: str, expected: bool) -> None:
    assert is_pinned(text) is expected
