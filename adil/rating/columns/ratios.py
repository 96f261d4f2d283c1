"""Integers over integers in 64 bits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating import exact
from adil.rating.columns.limits import FITS, DoesNotFit, Mask, bounds_of
from adil.rating.exact import Number


@dataclass(frozen=True, slots=True)
class Ratios:
    """``num / den`` with ``low <= num <= high`` and ``0 < den <= bottom``; ``den`` may be one integer."""

    num: Any
    den: Any
    low: int
    high: int
    bottom: int

    @classmethod
    def constant(cls, number: Number) -> Ratios:
        if isinstance(number, exact.Real):
            raise DoesNotFit
        fraction = number if type(number) is Fraction else Fraction(number)
        top, bottom = fraction.numerator, fraction.denominator
        return cls(top, bottom, top, top, bottom)._checked()

    @classmethod
    def measured(cls, scaled: NDArray[Any], digits: int, bounds: tuple[int, int] | None) -> Ratios:
        if scaled.dtype == object:
            raise DoesNotFit
        low, high = bounds or bounds_of(scaled)
        return cls(scaled, 10**digits, low, high, 10**digits)._checked()

    @classmethod
    def of(cls, numbers: Sequence[Number]) -> Ratios:
        """A column of single numbers."""
        fractions = [Fraction(number) for number in numbers if not isinstance(number, exact.Real)]
        if len(fractions) < len(numbers):
            raise DoesNotFit
        parts = [fraction.as_integer_ratio() for fraction in fractions]
        tops, bottoms = [part[0] for part in parts] or [0], [part[1] for part in parts] or [1]
        low, high, bottom = min(tops), max(tops), max(bottoms)
        if max(-low, high, bottom) >= FITS:
            raise DoesNotFit
        den: Any = bottom if min(bottoms) == bottom else np.array(bottoms[: len(parts)], dtype=np.int64)
        return cls(np.array(tops[: len(parts)], dtype=np.int64), den, low, high, bottom)

    def _checked(self) -> Ratios:
        if max(-self.low, self.high, self.bottom) >= FITS:
            raise DoesNotFit
        return self

    @property
    def top(self) -> int:
        return max(-self.low, self.high)

    def _times(self, num: Any, low: int, high: int) -> tuple[Any, int, int]:
        """The numerators multiplied by a factor within bounds."""
        corners = (self.low * low, self.low * high, self.high * low, self.high * high)
        small, large = min(corners), max(corners)
        if max(-small, large) >= FITS:
            raise DoesNotFit
        return (self.num if num is _ONE else self.num * num), small, large

    def _over(self, other: Ratios) -> tuple[Ratios, Ratios]:
        """Both over one denominator."""
        if self.den is other.den:
            return self, other
        if isinstance(self.den, int) and isinstance(other.den, int):
            common = math.lcm(self.den, other.den)
            return self._scaled(common), other._scaled(common)
        den, bottom = _product(self.den, other.den), self.bottom * other.bottom
        if bottom >= FITS:
            raise DoesNotFit
        left = self._times(_one_or(other.den), *_den_bounds(other))
        right = other._times(_one_or(self.den), *_den_bounds(self))
        return Ratios(left[0], den, left[1], left[2], bottom), Ratios(
            right[0], den, right[1], right[2], bottom
        )

    def _scaled(self, den: int) -> Ratios:
        factor = den // self.den
        if factor == 1:
            return self
        num, low, high = self._times(factor, factor, factor)
        return Ratios(num, den, low, high, den)._checked()

    def __add__(self, other: Ratios) -> Ratios:
        left, right = self._over(other)
        return Ratios(
            left.num + right.num, left.den, left.low + right.low, left.high + right.high, left.bottom
        )._checked()

    def __neg__(self) -> Ratios:
        return Ratios(-self.num, self.den, -self.high, -self.low, self.bottom)

    def __sub__(self, other: Ratios) -> Ratios:
        left, right = self._over(other)
        return Ratios(
            left.num - right.num, left.den, left.low - right.high, left.high - right.low, left.bottom
        )._checked()

    def __mul__(self, other: Ratios) -> Ratios:
        if isinstance(self.num, int) and not isinstance(other.num, int):
            return other * self
        if isinstance(other.num, int) and isinstance(other.den, int) and isinstance(self.den, int):
            shared = math.gcd(other.num, self.den) or 1
            factor, den = other.num // shared, other.den * (self.den // shared)
            num, low, high = self._times(_ONE if factor == 1 else factor, factor, factor)
            return Ratios(num, den, low, high, den)._checked()
        num, low, high = self._times(other.num, other.low, other.high)
        return Ratios(num, _product(self.den, other.den), low, high, self.bottom * other.bottom)._checked()

    def __truediv__(self, other: Ratios) -> Ratios:
        """Division; a zero of the divisor gives ``num / den`` of 1 and must be seen to by the caller."""
        if isinstance(other.num, int):
            return self * Ratios.constant(Fraction(other.den) / other.num if other.num else Fraction(1))
        other_num = other.num
        if other.low <= 0:
            other_num = np.where(other_num == 0, 1, other_num)
        mine, theirs = self.den, other.den
        if isinstance(mine, int) and isinstance(theirs, int):
            shared = math.gcd(mine, theirs)
            mine, theirs = mine // shared, theirs // shared
            bounds = (theirs, theirs)
        else:
            bounds = _den_bounds(other)
        num, low, high = self._times(_one_or(theirs), *bounds)
        if other.low < 0:
            num, (low, high) = num * np.sign(other_num), (-max(-low, high), max(-low, high))
            other_num = np.abs(other_num)
        den = _product(mine, other_num)
        if isinstance(num, int):
            num = np.full(np.shape(den), num, dtype=np.int64)
        bottom = (mine if isinstance(mine, int) else self.bottom) * max(other.top, 1)
        return Ratios(num, den, low, high, bottom)._checked()

    def less(self, other: Ratios) -> Mask:
        left, right = self._over(other)
        return np.asarray(left.num < right.num)

    def equal(self, other: Ratios) -> Mask:
        left, right = self._over(other)
        return np.asarray(left.num == right.num)

    def where(self, mask: Mask, other: Ratios) -> Ratios:
        left, right = self, other
        if left.den is not right.den and isinstance(left.den, int) and isinstance(right.den, int):
            left, right = left._over(right)
        den = left.den if left.den is right.den else np.where(mask, left.den, right.den)
        if isinstance(left.den, int) and isinstance(right.den, int):
            den = left.den
        return Ratios(
            np.where(mask, left.num, right.num),
            den,
            min(left.low, right.low),
            max(left.high, right.high),
            max(left.bottom, right.bottom),
        )

    def clip(self, low: Ratios, high: Ratios) -> Ratios:
        if _is_whole(low) and _is_whole(high):
            num = np.clip(self.num, low.num * self.den, high.num * self.den)
            corners = [bound * den for bound in (low.num, high.num) for den in (1, self.bottom)]
            return Ratios(num, self.den, min(corners), max(corners), self.bottom)._checked()
        above = low.where(self.less(low), self)
        return high.where(high.less(above), above)

    def ln(self) -> Ratios:
        raise DoesNotFit

    def power(self, power: Fraction) -> Ratios:
        raise DoesNotFit

    def round(self, digits: int) -> Ratios:
        scale = 10**digits
        if isinstance(self.den, int) and scale % self.den == 0:
            return self._scaled(scale)
        if 2 * scale * self.top + self.bottom >= FITS:
            raise DoesNotFit
        size = self.num if self.low >= 0 else np.abs(self.num)
        rounded = _divide(size, self.den, scale)
        if self.low < 0:
            rounded = rounded * np.sign(self.num)
        low = -(-self.low * scale + 1) if self.low < 0 else 0
        return Ratios(rounded, scale, low, max(self.high, 0) * scale + 1, scale)._checked()

    def take(self, rows: Any) -> Ratios:
        num = self.num if isinstance(self.num, int) else self.num[rows]
        den = self.den if isinstance(self.den, int) else self.den[rows]
        return Ratios(num, den, self.low, self.high, self.bottom)

    def cells(self) -> list[Number]:
        num = np.atleast_1d(self.num).tolist()
        den = [self.den] * len(num) if isinstance(self.den, int) else self.den.tolist()
        return [Fraction(top, bottom) for top, bottom in zip(num, den, strict=True)]

    def floats(self) -> NDArray[np.float64]:
        """The nearest floats, or one unit beside them."""
        return np.atleast_1d(np.asarray(self.num / self.den, dtype=np.float64))


class _One:
    """A factor of one that costs nothing."""


_ONE = _One()


def _one_or(den: Any) -> Any:
    return _ONE if isinstance(den, int) and den == 1 else den


def _den_bounds(ratios: Ratios) -> tuple[int, int]:
    return (ratios.den, ratios.den) if isinstance(ratios.den, int) else (1, ratios.bottom)


def _product(left: Any, right: Any) -> Any:
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    return left * right


def _is_whole(ratios: Ratios) -> bool:
    return isinstance(ratios.num, int) and isinstance(ratios.den, int) and ratios.den == 1


def _divide(size: Any, den: Any, scale: int) -> Any:
    """``size / den * scale``, rounded half-up, of non-negative integers."""
    if isinstance(den, int):
        shared = math.gcd(2 * scale, 2 * den)
        factor, divisor, half = 2 * scale // shared, 2 * den // shared, den // shared
        if den % shared == 0:
            return (size * factor + half) // divisor
    return (size * (2 * scale) + den) // (2 * den)
