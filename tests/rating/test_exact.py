"""Typed decimals, rationals, and real numbers that are asked for digits until a question is decided."""

from __future__ import annotations

import math
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adil.rating import exact
from adil.rating.exact import Real

positive = st.fractions(Fraction(1, 10**6), 10**6, max_denominator=10**6)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345", "12345"),
        ("12 345,6", "12345.6"),
        ("12\u00a0345.6", "12345.6"),
        ("12\u202f345", "12345"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-3,20", "-3.2"),
        ("\u22127", "-7"),
        ("+4", "4"),
        ("  9 ", "9"),
        ("653 893 331,50", "653893331.5"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)
def test_a_typed_number_is_read_exactly(text: str, number: str) -> None:
    assert exact.parse_number(text) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".",
        ",",
        "1.2.3",
        "1,234.5",
        "1e5",
        "0x10",
        "12a",
        "n/a",
        "\u0663",
        "\u2212\u0663",
        "\u00b2",
        "--1",
        "1_000",
        "inf",
        "nan",
        "1\n2",
        "5%",
        "1/2",
        "'5",
        "9" * 5000,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        exact.parse_decimal(text)


@given(st.integers(-(10**20), 10**20), st.integers(0, 12))
def test_a_written_decimal_is_read_back(scaled: int, digits: int) -> None:
    text = exact.decimal_text(scaled, digits)
    assert exact.parse_number(text) == Fraction(scaled, 10**digits)
    assert exact.parse_decimal(text)[1] == digits


@pytest.mark.parametrize(
    ("number", "digits", "rounded"),
    [
        ("2.675", 2, 268),
        ("0.5", 0, 1),
        ("-0.5", 0, -1),
        ("1.005", 2, 101),
        ("-2.345", 2, -235),
        ("0.4999", 0, 0),
    ],
)
def test_halves_go_away_from_zero(number: str, digits: int, rounded: int) -> None:
    assert exact.round_half_up(Fraction(number), digits) == rounded


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_half_of_the_last_digit_always_goes_away_from_zero(whole: int, digits: int) -> None:
    half = Fraction(2 * whole + 1, 2 * 10**digits)
    assert exact.round_half_up(half, digits) == (whole + 1 if whole >= 0 else whole)


def test_a_real_number_on_a_half_is_rounded_like_the_fraction_it_equals() -> None:
    """ln 2 + 1/8 - ln 2 is 1/8, though no count of digits can show it."""
    logarithm = exact.natural_log(Fraction(2))
    assert isinstance(logarithm, Real)
    eighth = logarithm + Fraction(1, 8) - logarithm
    assert exact.round_half_up(eighth, 2) == 13
    assert exact.compare(eighth, Fraction(1, 8)) == 0
    assert exact.compare(eighth, Fraction(1, 8) + Fraction(1, 10**100)) < 0


@pytest.mark.parametrize(
    ("number", "base", "ratio"),
    [
        ("5", "25", "1/2"),
        ("8", "4", "3/2"),
        ("1/8", "4", "-3/2"),
        ("1", "7", "0"),
        ("9/4", "27/8", "2/3"),
        ("25", "1/5", "-2"),
        ("1000000", "10", "6"),
    ],
)
def test_a_ratio_of_logarithms_is_a_fraction_where_it_is_one(number: str, base: str, ratio: str) -> None:
    assert exact.log_ratio(Fraction(number), Fraction(base)) == Fraction(ratio)
    assert isinstance(exact.log_ratio(Fraction(number), Fraction(base)), Fraction)


def test_a_ratio_of_logarithms_near_one_needs_no_giant_powers() -> None:
    ratio = exact.log_ratio(Fraction(5), Fraction(1_000_000_001, 1_000_000_000))
    assert float(ratio) == pytest.approx(math.log(5) / math.log1p(1e-9))


@settings(max_examples=60)
@given(positive, positive.filter(lambda base: base != 1))
def test_a_ratio_of_logarithms_is_that_of_high_precision(number: Fraction, base: Fraction) -> None:
    context = Context(prec=60)
    top, bottom = (
        context.ln(context.divide(Decimal(part.numerator), Decimal(part.denominator)))
        for part in (number, base)
    )
    expected = Fraction(context.divide(top, bottom))
    found = exact.log_ratio(number, base)
    near = Fraction(1, 10**40)
    assert exact.compare(expected - near, found) < 0
    assert exact.compare(found, expected + near) < 0


@pytest.mark.parametrize(
    ("number", "power", "result"),
    [("4/9", "1/2", "2/3"), ("8", "2/3", "4"), ("4", "-1/2", "1/2"), ("0", "1/2", "0"), ("7", "1", "7")],
)
def test_a_rational_root_is_exact(number: str, power: str, result: str) -> None:
    assert exact.raise_to(Fraction(number), Fraction(power)) == Fraction(result)


@settings(max_examples=3)
@given(positive, st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(-3, 2), Fraction(5, 4)]))
def test_a_root_raised_again_is_the_number(number: Fraction, power: Fraction) -> None:
    assert exact.compare(exact.raise_to(exact.raise_to(number, power), 1 / power), number) == 0


@settings(max_examples=30)
@given(positive, positive)
def test_reals_compare_like_the_numbers_they_stand_for(left: Fraction, right: Fraction) -> None:
    first, second = exact.natural_log(left), exact.natural_log(right)
    assert exact.compare(first, second) == (left > right) - (left < right)
    assert (first < second) == (left < right)
    assert (first >= second) == (left >= right)


@settings(max_examples=10)
@given(positive, positive)
def test_the_logarithm_of_a_product_is_the_sum(left: Fraction, right: Fraction) -> None:
    total = exact.natural_log(left) + exact.natural_log(right)
    assert exact.compare(total, exact.natural_log(left * right)) == 0


def test_a_small_real_number_becomes_a_float_with_all_its_digits() -> None:
    tiny = exact.natural_log(1 + Fraction(1, 10**35))
    assert float(tiny) == pytest.approx(1e-35, rel=1e-15)


def test_reals_add_multiply_and_divide() -> None:
    log2, log3 = exact.natural_log(Fraction(2)), exact.natural_log(Fraction(3))
    assert float(log2 + log3) == pytest.approx(math.log(6))
    assert float(log2 - log3) == pytest.approx(math.log(2 / 3))
    assert float(log2 * log3) == pytest.approx(math.log(2) * math.log(3))
    assert float(log2 / log3) == pytest.approx(math.log(2) / math.log(3))
    assert float(Fraction(1) / log2) == pytest.approx(1 / math.log(2))
    assert isinstance(log2, Real)
    assert exact.compare(abs(-log2), log2) == 0
    assert float(exact.exponential(log3)) == pytest.approx(3)


@pytest.mark.parametrize("number", [Fraction(0), Fraction(-1)])
def test_there_is_no_logarithm_of_zero_or_less(number: Fraction) -> None:
    with pytest.raises(ValueError, match=r".*"):
        exact.natural_log(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("5/2", "2.5"),
        ("1/3", "0.333333"),
        ("1000", "1000"),
        ("-1/8", "-0.125"),
        ("0", "0"),
        ("100.10", "100.1"),
    ],
)
def test_plain_text_is_the_shortest(number: str, text: str) -> None:
    assert exact.plain_text(Fraction(number)) == text
