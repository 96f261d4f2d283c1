"""Columns of exact numbers in three arithmetics, one interface.

``Ratios``  integers over integers in 64 bits, used wherever magnitudes provably fit;
``Floats``  float64 with an error bound beside each cell, which says where it cannot decide;
``Exacts``  fractions and real numbers as Python objects: slow, and the oracle of the other two.

A comparison or a rounding of ``Floats`` that the bound cannot decide marks its rows in ``Doubt``;
``compute`` evaluates exactly those rows again with ``Exacts``. So no digit of a result depends on
the arithmetic that found it.
"""

from adil.rating.columns.arithmetic import Arithmetic, Bounded, Precise, Whole
from adil.rating.columns.exacts import Exacts
from adil.rating.columns.floats import Floats
from adil.rating.columns.limits import FITS, ROUNDOFF, Bounds, Column, DoesNotFit, Doubt, Mask, bounds_of
from adil.rating.columns.ratios import Ratios

__all__ = [
    "FITS",
    "ROUNDOFF",
    "Arithmetic",
    "Bounded",
    "Bounds",
    "Column",
    "DoesNotFit",
    "Doubt",
    "Exacts",
    "Floats",
    "Mask",
    "Precise",
    "Ratios",
    "Whole",
    "bounds_of",
]
