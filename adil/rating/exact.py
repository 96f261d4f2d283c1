"""Exact numbers: decimals as people type them, rationals, and real numbers known to any precision.

A number is a ``Fraction``, or a ``Real`` where a logarithm or a root makes it irrational. Nothing
here is rounded in silence: a ``Real`` is asked for more digits until the question put to it
(which is larger? where does it round?) has one answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import total_ordering

PRECISIONS = (30, 60, 120, 240, 480, 960)
"""Digits after the point that are tried in turn before two numbers are taken as equal."""

SPACES = dict.fromkeys(map(ord, " \t\u00a0\u202f\u2009\u2007"))
DECIMAL = re.compile(r"[+\-\u2212]?(\d+([.,]\d*)?|[.,]\d+)\Z", re.ASCII)


def parse_decimal(text: str) -> tuple[int, int]:
    """A typed number as an integer and its count of decimal places.

    Accepts plain digits, space, no-break and narrow no-break space as thousands, comma or dot
    as decimal mark.

    Errors: ``ValueError`` if the text is no such number.

    >>> parse_decimal("653 893 331,50")
    (65389333150, 2)
    """
    plain = text.translate(SPACES)
    if not DECIMAL.match(plain):
        raise ValueError(text)
    plain = plain.replace("\u2212", "-").replace(",", ".")
    whole, _, part = plain.partition(".")
    return int((whole + part) or "0"), len(part)


def parse_number(text: str) -> Fraction:
    """A typed decimal as an exact fraction; ``ValueError`` if it is none.

    >>> parse_number("0,5")
    Fraction(1, 2)
    """
    digits, places = parse_decimal(text)
    return Fraction(digits, 10**places)


@total_ordering
class Real:
    """A real number given by its enclosures.

    ``enclose(p)`` gives integers ``low, high`` with ``low <= x * 10**p <= high``.
    """

    __slots__ = ("_enclose", "_known")

    def __init__(self, enclose: Callable[[int], tuple[int, int]]) -> None:
        self._enclose = enclose
        self._known: dict[int, tuple[int, int]] = {}

    def enclose(self, places: int) -> tuple[int, int]:
        if places not in self._known:
            self._known[places] = self._enclose(places)
        return self._known[places]

    def __add__(self, other: Number) -> Real:
        def enclose(places: int) -> tuple[int, int]:
            (a, b), (c, d) = self.enclose(places), enclose_number(other, places)
            return a + c, b + d

        return Real(enclose)

    def __neg__(self) -> Real:
        def enclose(places: int) -> tuple[int, int]:
            low, high = self.enclose(places)
            return -high, -low

        return Real(enclose)

    def __mul__(self, other: Number) -> Real:
        def enclose(places: int) -> tuple[int, int]:
            (a, b), (c, d) = self.enclose(places), enclose_number(other, places)
            corners = (a * c, a * d, b * c, b * d)
            return min(corners) // 10**places, -(-max(corners) // 10**places)

        return Real(enclose)

    def reciprocal(self) -> Real:
        def enclose(places: int) -> tuple[int, int]:
            finer = places
            for finer in (places, *(p for p in PRECISIONS if p > places)):
                low, high = self.enclose(finer)
                if low > 0 or high < 0:
                    break
            else:
                raise ZeroDivisionError
            scale = 10 ** (places + finer)
            return scale // high, -(-scale // low)

        return Real(enclose)

    def __sub__(self, other: Number) -> Real:
        return self + -other

    def __rsub__(self, other: Number) -> Real:
        return -self + other

    def __truediv__(self, other: Number) -> Real:
        return self * (other.reciprocal() if isinstance(other, Real) else 1 / Fraction(other))

    def __rtruediv__(self, other: Number) -> Real:
        return self.reciprocal() * other

    __radd__ = __add__
    __rmul__ = __mul__

    def __abs__(self) -> Real:
        return -self if self < 0 else self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Real | Fraction | int) and compare(self, other) == 0

    def __lt__(self, other: Number) -> bool:
        return compare(self, other) < 0

    __hash__ = None  # type: ignore[assignment]

    def __float__(self) -> float:
        """The nearest float, or one unit beside it: small numbers are asked for more digits."""
        for places in PRECISIONS:
            low, high = self.enclose(places)
            if (high - low) * 2**60 < abs(low + high):
                break
        return float(Fraction(low + high, 2 * 10**places))


Exact = Fraction | Real
Number = Exact | int


def enclose_number(number: Number, places: int) -> tuple[int, int]:
    """Integers that enclose ``number * 10**places``."""
    if isinstance(number, Real):
        return number.enclose(places)
    scaled = number * 10**places
    return math.floor(scaled), math.ceil(scaled)


def compare(left: Number, right: Number) -> int:
    """-1, 0 or 1 as ``left`` is less than, equal to or greater than ``right``.

    Two numbers that agree to 960 decimal places are taken as equal.
    """
    if not isinstance(left, Real) and not isinstance(right, Real):
        return (left > right) - (left < right)
    for places in PRECISIONS:
        (a, b), (c, d) = enclose_number(left, places), enclose_number(right, places)
        if b < c:
            return -1
        if a > d:
            return 1
    return 0


def round_half_up(number: Number, digits: int) -> int:
    """The number times ``10**digits``, rounded to an integer, halves away from zero.

    >>> round_half_up(Fraction("2.675"), 2), round_half_up(Fraction("-0.5"), 0)
    (268, -1)
    """
    if number < 0:
        return -round_half_up(-number, digits)
    scale: int = 10**digits
    if not isinstance(number, Real):
        return math.floor(Fraction(number) * scale + Fraction(1, 2))
    low = high = 0
    for places in PRECISIONS:
        a, b = number.enclose(places + digits)
        scale = 10**places
        low, high = ((2 * end + scale) // (2 * scale) for end in (a, b))
        if low == high:
            break
    return int(high)


def natural_log(number: Number) -> Exact:
    """The natural logarithm; 0 exactly at 1, else a ``Real``. ``ValueError`` unless positive."""
    if number <= 0:
        raise ValueError(str(number))
    if number == 1:
        return Fraction(0)

    def enclose(places: int) -> tuple[int, int]:
        finer = places
        low = 0
        while low <= 0:  # more digits until the number is told apart from zero
            finer = 2 * finer + 10
            low, high = enclose_number(number, finer)
        unit = Fraction(10**finer)
        return _log_bound(low / unit, places, ROUND_FLOOR), _log_bound(high / unit, places, ROUND_CEILING)

    return Real(enclose)


def _log_bound(number: Fraction, places: int, rounding: str) -> int:
    """``ln(number) * 10**places``, rounded outward; two units in the last place are given away."""
    context = Context(prec=places + 25, rounding=rounding)
    quotient = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    scaled = int(context.ln(quotient).scaleb(places, context).to_integral_value(rounding))
    return scaled - 2 if rounding == ROUND_FLOOR else scaled + 2


def exponential(number: Number) -> Exact:
    """e to the power of the number; 1 exactly at 0."""
    if number == 0:
        return Fraction(1)

    def enclose(places: int) -> tuple[int, int]:
        extra = max(0, enclose_number(number, 0)[1])  # e**x has about x/2.3 digits before the point
        low, high = enclose_number(number, places + extra + 10)
        context = Context(prec=places + extra + 30)
        bounds = [context.exp(Decimal(end).scaleb(-places - extra - 10, context)) for end in (low, high)]
        return (
            int(bounds[0].scaleb(places, context).to_integral_value(ROUND_FLOOR)) - 2,
            int(bounds[1].scaleb(places, context).to_integral_value(ROUND_CEILING)) + 2,
        )

    return Real(enclose)


def log_ratio(number: Fraction, base: Fraction) -> Exact:
    """``ln(number) / ln(base)``, as a fraction wherever it is one.

    If the ratio is rational it is p/q with ``number**q == base**p``; then both are powers of one
    rational, so q is at most the bits of the base's larger part, p at most those of the number's,
    and the search below cannot miss it. Otherwise the ratio is transcendental (Gelfond-Schneider)
    and never falls on a half.

    >>> log_ratio(Fraction(1000, 200), Fraction(5000, 200))
    Fraction(1, 2)
    """
    top, bottom = natural_log(number), natural_log(base)
    ratio = top / bottom
    if not isinstance(ratio, Real):
        return ratio
    low, high = ratio.enclose(60)
    guess = Fraction(low + high, 2 * 10**60).limit_denominator(_bits(base))
    if abs(guess.numerator) <= _bits(number) and number**guess.denominator == base**guess.numerator:
        return guess
    return ratio


def _bits(number: Fraction) -> int:
    larger: int = max(abs(number.numerator), number.denominator)
    return larger.bit_length()


def raise_to(number: Number, power: Fraction) -> Exact:
    """A non-negative number to a rational power, exactly where the result is rational.

    >>> raise_to(Fraction(4, 9), Fraction(1, 2))
    Fraction(2, 3)
    """
    if number < 0:
        raise ValueError(str(number))
    if number == 0:
        return Fraction(0)
    if not isinstance(number, Real):
        raised = Fraction(number) ** power.numerator
        root = _exact_root(raised, power.denominator)
        if root is not None:
            return root
    return exponential(natural_log(number) * power)


def _exact_root(number: Fraction, degree: int) -> Fraction | None:
    """The root of that degree if it is rational, else nothing."""
    top, bottom = _whole_root(number.numerator, degree), _whole_root(number.denominator, degree)
    root = Fraction(top, bottom)
    return root if root**degree == number else None


def _whole_root(number: int, degree: int) -> int:
    """The largest integer whose power of that degree is not above the number (number > 0)."""
    if degree == 1:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def decimal_text(scaled: int, digits: int) -> str:
    """``scaled / 10**digits`` with exactly that many digits after a dot.

    >>> decimal_text(-5, 2)
    '-0.05'
    """
    if digits == 0:
        return str(scaled)
    whole, part = divmod(abs(scaled), 10**digits)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{digits}d}"


def number_text(number: Number, digits: int) -> str:
    """The number rounded half-up to that many digits, as plain text."""
    return decimal_text(round_half_up(number, digits), digits)


def plain_text(number: Number, *, digits: int = 6) -> str:
    """The shortest decimal text of an exact number; at most ``digits`` places if it has no end.

    >>> plain_text(Fraction(5, 2)), plain_text(Fraction(1, 3))
    ('2.5', '0.333333')
    """
    if not isinstance(number, Real) and number.denominator == 1:
        return str(number.numerator)
    text = number_text(number, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text
