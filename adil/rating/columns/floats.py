"""float64 with an error bound beside each cell."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns.limits import FITS, ROUNDOFF, DoesNotFit, Doubt, Mask
from adil.rating.columns.ratios import Ratios
from adil.rating.exact import Number


@dataclass(frozen=True, slots=True)
class Floats:
    """``value`` within ``error`` (absolute) of the true number."""

    value: Any
    error: Any
    doubt: Doubt

    def __add__(self, other: Floats) -> Floats:
        value = self.value + other.value
        return Floats(value, self.error + other.error + np.abs(value) * ROUNDOFF, self.doubt)

    def __neg__(self) -> Floats:
        return Floats(-self.value, self.error, self.doubt)

    def __sub__(self, other: Floats) -> Floats:
        return self + -other

    def __mul__(self, other: Floats) -> Floats:
        value = self.value * other.value
        error = np.abs(self.value) * other.error + np.abs(other.value) * self.error + self.error * other.error
        error = error * (1 + ROUNDOFF) + np.abs(value) * ROUNDOFF
        return Floats(value, error + self._underflow(), self.doubt)

    def __truediv__(self, other: Floats) -> Floats:
        distance = np.abs(other.value) - other.error
        self.doubt.add((distance <= 0) & (other.error > 0))
        safe = np.where(distance <= 0, 1.0, other.value)
        value = self.value / safe
        error = (self.error + np.abs(value) * other.error) / np.where(distance <= 0, 1.0, distance)
        error = error * (1 + ROUNDOFF) + np.abs(value) * ROUNDOFF
        return Floats(value, error + self._underflow(), self.doubt)

    def _underflow(self) -> Any:
        """What a product or quotient may lose below the smallest float; of an exact zero nothing."""
        return (self.value != 0) * 1e-300

    def _gap(self, other: Floats) -> Any:
        """The difference, with the rows marked in which its sign is open."""
        gap = self.value - other.value
        error = self.error + other.error
        self.doubt.add((np.abs(gap) <= error + np.abs(gap) * ROUNDOFF) & (error > 0))
        return gap

    def less(self, other: Floats) -> Mask:
        return np.asarray(self._gap(other) < 0)

    def equal(self, other: Floats) -> Mask:
        return np.asarray(self._gap(other) == 0)

    def where(self, mask: Mask, other: Floats) -> Floats:
        error = np.where(mask, self.error, other.error)
        return Floats(np.where(mask, self.value, other.value), error, self.doubt)

    def clip(self, low: Floats, high: Floats) -> Floats:
        """Clipping never moves a number further than its error or that of an end, so nothing is in doubt."""
        error = np.maximum(self.error, max(low.error, high.error))
        return Floats(np.clip(self.value, low.value, high.value), error, self.doubt)

    def ln(self) -> Floats:
        distance = self.value - self.error
        self.doubt.add(distance <= 0)
        safe = np.where(distance <= 0, 1.0, self.value)
        value = np.log(safe)
        error = self.error / np.where(distance <= 0, 1.0, distance)
        return Floats(value, error * (1 + ROUNDOFF) + np.abs(value) * ROUNDOFF + ROUNDOFF, self.doubt)

    def power(self, power: Fraction) -> Floats:
        distance = self.value - self.error
        self.doubt.add(distance <= 0)
        safe = np.where(distance <= 0, 1.0, self.value)
        value = safe ** float(power)
        spread = abs(float(power)) * self.error / np.where(distance <= 0, 1.0, distance)
        self.doubt.add(spread > 1)
        slack = ROUNDOFF * (2 + abs(float(power)) * np.abs(np.log(safe)))
        relative = np.expm1(np.minimum(spread, 1.0)) + slack
        return Floats(value, value * relative * (1 + 1e-9) + 1e-300, self.doubt)

    def round(self, digits: int) -> Ratios:
        scaled = np.abs(self.value) * 10**digits
        error = self.error * 10**digits + scaled * ROUNDOFF
        rounded = np.floor(scaled + 0.5)
        self.doubt.add(np.floor(scaled - error + 0.5) != np.floor(scaled + error + 0.5))
        too_large = rounded >= FITS
        if np.any(too_large):
            if np.any(too_large & ~self.doubt.mask):
                raise DoesNotFit
            rounded = np.where(too_large, 0.0, rounded)
        signed = (rounded * np.sign(self.value)).astype(np.int64)
        top = int(np.abs(signed).max(initial=0))
        return Ratios(signed, 10**digits, -top, top, 10**digits)

    def take(self, rows: Any) -> Floats:
        value, error = (
            np.broadcast_to(part, self.doubt.mask.shape)[rows] for part in (self.value, self.error)
        )
        return Floats(value, error, Doubt(len(value)))

    def cells(self) -> list[Number]:
        raise TypeError("floats are bounds, not numbers")

    def floats(self) -> NDArray[np.float64]:
        return np.broadcast_to(self.value, self.doubt.mask.shape).astype(np.float64)
