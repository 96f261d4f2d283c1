"""Spreading keeps the total, the order of weights and the limits."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adil.demo.draw import Lots, Quality
from adil.demo.spread import spread, spread_table, spread_within, take

weights_of_units = st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any)


@given(st.integers(0, 10**9), weights_of_units)
def test_parts_add_up_and_lie_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    parts = spread(total, np.array(weights)).tolist()
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert total * weight // sum(weights) <= part <= total * weight // sum(weights) + 1
        assert part == 0 or weight > 0


@given(st.integers(0, 10**6), weights_of_units)
def test_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    parts = spread(total, np.array(weights)).tolist()
    in_order = sorted(zip(weights, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(in_order) if a[0] < b[0])


@given(st.data(), weights_of_units)
def test_limits_hold_and_the_total_still_comes_out(data: st.DataObject, weights: list[int]) -> None:
    size = len(weights)
    limits = data.draw(st.lists(st.integers(0, 500), min_size=size, max_size=size))
    room = sum(limit for limit, weight in zip(limits, weights, strict=True) if weight)
    total = data.draw(st.integers(0, room))
    parts = spread(total, np.array(weights), limits=np.array(limits)).tolist()
    assert sum(parts) == total
    assert all(0 <= part <= limit for part, limit in zip(parts, limits, strict=True))


@given(st.data(), st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_table_has_the_given_margins(data: st.DataObject, rows: list[int]) -> None:
    count = data.draw(st.integers(1, 6))
    shares = np.array(data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)))
    columns = spread(sum(rows), shares)
    table = spread_table(np.array(rows), columns)
    assert table.sum(axis=1).tolist() == rows
    assert table.sum(axis=0).tolist() == columns.tolist()
    assert table.min() >= 0


def test_cells_of_a_table_keep_their_limits() -> None:
    table = spread_table(np.array([6, 2]), np.array([4, 4]), limits=np.array([[9, 2], [9, 9]]))
    assert table.tolist() == [[4, 2], [0, 2]]


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (5, [0, 0], "cannot be spread over weights that sum to 0"),
        (-1, [1, 1], "-1 cannot be spread"),
        (2**40, [2**40], "does not fit 64 bits"),
    ],
)
def test_impossible_spread_says_why(total: int, weights: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        spread(total, np.array(weights))


def test_total_beyond_the_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cannot be spread"):
        spread(5, np.array([1, 1]), limits=np.array([2, 2]))


def test_groups_are_spread_apart() -> None:
    groups = [slice(0, 2), slice(2, 3)]
    assert spread_within(np.array([3, 7]), np.array([1, 1, 5]), groups).tolist() == [2, 1, 7]
    taken = take(np.array([10, 10, 4]), np.array([500, 250]), groups, np.array([1, 1, 1]))
    assert taken.tolist() == [5, 5, 1]


def draw_by_plain_python(seed: int, label: str, count: int) -> list[int]:
    """SplitMix64 from the paper, keyed as the demo keys it."""
    mask = 2**64 - 1
    state = int.from_bytes(sha256(f"{seed}:{label}".encode()).digest()[:8], "big")
    drawn = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & mask
        drawn.append(mixed ^ mixed >> 31)
    return drawn


def test_lots_are_the_same_numbers_on_every_machine() -> None:
    assert Lots(2020).draw("example", 6, 0, 99).tolist() == [5, 37, 67, 28, 60, 8]
    expected = [10 + number % 41 for number in draw_by_plain_python(7, "another", 200)]
    assert Lots(7).draw("another", 200, 10, 50).tolist() == expected


def test_lots_keep_their_bounds() -> None:
    assert Lots(2020).draw("example", 3, 5, 5).tolist() == [5, 5, 5]
    assert sorted(Lots(1).shuffle("example", 50).tolist()) == list(range(50))


def test_quality_is_spread_evenly_and_drawn_by_lot() -> None:
    levels = Quality(Lots(2020), 20).levels.tolist()
    assert (min(levels), max(levels), len(set(levels))) == (44, 100, 20)
    assert levels != Quality(Lots(2021), 20).levels.tolist()
